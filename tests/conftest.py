"""What all tests share: on CI, a test that needs a real part may not be skipped."""

import os

import pytest


def pytest_addoption(parser):
    parser.addoption("--regen", action="store_true", help="rewrite the expected files of tests/golden; read the diff")


OPTIONAL_PARTS = {"shared"}  # lies beside a developer's checkout, never beside a stranger's


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    required = {mark.name for mark in item.iter_markers()} & _declared(item.config) - OPTIONAL_PARTS
    if os.environ.get("CI") and report.skipped and required and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped on CI, where {', '.join(sorted(required))} is required: {report.longrepr}"
    return report


def _declared(config) -> set[str]:
    """Return the markers that pyproject.toml declares."""
    return {line.partition(":")[0].strip() for line in config.getini("markers")} - {"skip", "skipif", "parametrize"}
