"""What programs call."""

import pytest

from narrate.errors import PageError
from narrate.pipeline.api import lint_feed
from narrate.settings import Settings


@pytest.mark.parametrize("scheme", ["http", "HTTP"])
def test_an_address_in_capitals_is_fetched_like_any_other(scheme):
    with pytest.raises(PageError):
        lint_feed(f"{scheme}://127.0.0.1:9/feed.xml", Settings(), offline=True)
