"""One sign for each family that print varies, so that patterns ask for one: blanks, hyphens, apostrophes, primes.

Signs beyond one byte that patterns ask for everywhere take their places of Windows-1252 (dashes, quotation marks, the
euro): a set of characters within one byte compiles ten times faster. The text keeps its length.
"""

import re

__all__ = ["DASHES", "pattern", "plain", "restored"]

_FAMILIES = {
    " ": "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "-": "\u2010\u2011\u2212",
    "'": "\u2019\u201b\u2032\u02bc",
    '"': "\u2033",
    "\x80": "\u20ac",
    "\x91": "\u2018",
    "\x93": "\u201c",
    "\x94": "\u201d",
    "\x96": "\u2012\u2013",
    "\x97": "\u2014\u2015",
}
_SIGNS = {ord(variant): sign for sign, variants in _FAMILIES.items() for variant in variants}
_PLAIN = _SIGNS | dict.fromkeys(range(0x80, 0xA0), "\x7f")  # control characters of print must not pass for signs
_PRINTED = {ord(sign): variants[-1] for sign, variants in _FAMILIES.items() if sign > "\x7f"}

DASHES = "-\x96\x97"
"""Hyphen or minus, en dash, em dash, as they stand in plain text."""


def plain(text: str) -> str:
    """Return `text`, character by character, with one sign for each family."""
    return text if text.isascii() else text.translate(_PLAIN)


def restored(text: str) -> str:
    """Return what `plain` made of a text with printable signs."""
    return text if text.isascii() else text.translate(_PRINTED)


def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """Return a pattern for plain text; it may be written with the signs of print."""
    return re.compile(written if written.isascii() else written.translate(_SIGNS), flags)
