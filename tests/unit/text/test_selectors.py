"""CSS that can be followed on a stored page, and CSS that can't."""

import pytest

from narrate.text.selectors import css_to_xpath


@pytest.mark.parametrize("text", ["", ">", "p::before", "[x", "..b", "p,,q", "a > > b", "p:hover", "a:visited b"])
def test_what_finds_nothing_on_a_stored_page_is_refused_in_one_line(text):
    with pytest.raises(ValueError, match=r"^.+$"):
        css_to_xpath(text)
