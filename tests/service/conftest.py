"""Running services for tests."""

import pytest
from rig import Service


@pytest.fixture
def service(tmp_path):
    made = Service(tmp_path).start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def shared_service(tmp_path_factory):
    """One service for tests that leave no traces in each other's way."""
    made = Service(tmp_path_factory.mktemp("service"), workers=1).start()
    yield made
    made.stop()
