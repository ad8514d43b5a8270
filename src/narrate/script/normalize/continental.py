"""Figures of European outlets in English text: "2,5 %" is two point five, "1.250.000" more than a million.

They take the signs of English figures, character by character, before any class sees the text.
"""

import re

from narrate.script.normalize.shapes import CURRENCY, listed, pattern

__all__ = ["anglicised"]

_HINT = re.compile(r"\d,\d\d?(?!\d)|\d\.\d{3}\.\d{3}")
_PRICED = rf"(?:[{CURRENCY}]|\b(?:EUR|UAH|PLN|CHF|SEK|NOK|DKK|CZK|HUF|RON|RUB)) ?"
_VALUE = r"\d{1,3},\d{1,2}"
_MEASURED = rf" ?(?:[%‰°€£$]|(?:{listed('continental')})(?!\w))"
_JOINED = rf" ?(?:to|and|or|until|[-–]) ?(?={_VALUE}{_MEASURED})"
_DECIMAL = pattern(
    rf"(?<![\w.,])(?:(?<=[$€£₴] )|(?<=[A-Z] ))?(?P<whole>\d{{1,3}}),(?P<part>\d{{1,2}})(?!\d|[.,]\d)"
    rf"(?={_MEASURED}|{_JOINED})"
)
_PRICE = pattern(rf"(?P<sign>{_PRICED})(?P<whole>\d{{1,3}}(?:\.\d{{3}})*),(?P<part>\d{{1,2}})(?!\d|[.,]\d)")
_BELOW_ONE = pattern(r"(?<![\w.,])0,(?P<part>\d{1,3})(?!\d|[.,]\d)")
_THOUSANDS = pattern(
    rf"(?:(?P<sign>{_PRICED})|(?<![\w.,]))(?P<figures>[1-9]\d{{0,2}}(?:\.\d{{3}}){{2,4}})(?!\w|[.-]\d)"
    r"(?(sign)|(?= [a-z€]))"
)


def anglicised(text: str) -> str:
    """Return plain text of the same length, with a point for each decimal comma and commas between thousands."""
    if _HINT.search(text) is None:
        return text
    text = _PRICE.sub(lambda m: f"{m['sign']}{m['whole'].replace('.', ',')}.{m['part']}", text)
    text = _DECIMAL.sub(lambda m: f"{m['whole']}.{m['part']}", text)
    text = _BELOW_ONE.sub(lambda m: f"0.{m['part']}", text)
    return _THOUSANDS.sub(lambda m: (m["sign"] or "") + m["figures"].replace(".", ","), text)
