"""From CSS selectors to XPath, for site rules and for the player's place on a page."""

import re

__all__ = ["css_to_xpath"]

_OF_A_MOMENT = re.compile(r":(?:active|focus(?:-\w+)?|hover|target|visited)\b")
"""States of a page in use: a stored page is never in one, so that a selector with it would find nothing in silence."""


def css_to_xpath(selector: str) -> str:
    """Return the XPath of a CSS selector (Selectors Level 3), for the elements of a whole HTML page.

    Raises:
        ValueError: It isn't CSS, or asks for what no stored page has, such as `:hover` or `::before`.
    """
    import cssselect  # here alone: a run without selectors doesn't wait for it

    if match := _OF_A_MOMENT.search(selector):
        raise ValueError(f"{match[0]} fits no stored page")
    try:
        return cssselect.HTMLTranslator().css_to_xpath(selector, prefix="//")
    except cssselect.SelectorError as error:
        raise ValueError(str(error).rstrip(".")) from error
