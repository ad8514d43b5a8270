"""One sign for each family that print varies, so that patterns ask for one: blanks, hyphens, apostrophes, primes."""

import re

__all__ = ["DASHES", "pattern", "plain"]

_FAMILIES = {
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "-": "\u2010\u2011\u2212",
    "–": "\u2012",
    "—": "\u2015",
    "'": "\u2019\u201b\u2032\u02bc",
    '"': "\u2033",
}
_SIGNS = {ord(variant): sign for sign, variants in _FAMILIES.items() for variant in variants}

DASHES = "-–—"
"""Hyphen or minus, en dash, em dash, as they stand in plain text."""


def plain(text: str) -> str:
    """Return `text`, character by character, with one sign for each family."""
    return text if text.isascii() else text.translate(_SIGNS)


def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern for plain text; it may be written with the signs of print."""
    return re.compile(plain(written), flags)
