"""Pieces of patterns that several classes share, and the questions they ask about what stands around a match."""

import re
from collections.abc import Iterable
from functools import lru_cache

from narrate.script.normalize.tables import codes, words

__all__ = [
    "CURRENCY",
    "DASH",
    "DASHES",
    "DAY",
    "DIGIT",
    "END",
    "HOUR",
    "LEFT",
    "MAGNITUDE",
    "MINUTE",
    "MONTH",
    "NUMBER",
    "QUOTES",
    "SPACE",
    "before",
    "behind",
    "choice",
    "is_adjectival",
    "is_plural_noun",
    "is_title_case",
    "listed",
    "magnitude",
    "pattern",
    "plain",
    "speaks",
    "word_after",
]

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


CURRENCY = "$£€¤¥֏؋৳฿៛\u20a0-\u20c0﷼"
"""Signs of money, for a class of characters (Unicode category Sc, less local variants)."""
DIGIT = r"[\d⁰¹²³⁴-⁹₀-₉①-⑳]"
"""Most sentences have no digit, and then most rules need not be tried."""
SPACE = " "
DASH = f"[{DASHES}]"
QUOTES = "'‘"
"""Signs in front of a year of two figures, as they stand in plain text."""
MONTH = r"(?:0?[1-9]|1[0-2])"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
HOUR = r"(?:[01]?\d|2[0-4])"
MINUTE = r"[0-5]\d"
NUMBER = r"(?:(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,15})(?:\.\d{1,12})?|\.\d{1,12})"
LEFT = r"(?<![\w.])(?<!\d,)(?<![^\W\d_][-])"
"""A number may begin here: not inside a word, a longer number or a designation."""
END = r"(?![\w])(?!\.\d)(?!,\d{3}(?!\d))"
"""A number may end here."""
MAGNITUDE = (
    r"(?i:(?:hundred|thousand|lakh)[ -](?:thousand|million|billion|lakh|crore)|hundred|thousand|million|billion|"
    r"trillion|lakh|crore)|mln|bln|mn|mil|bn|tn|m|b|k|trn|tr|M|B|K|T|MM|Bn|BN|Mn|cr"
)
_DETERMINERS = pattern(
    r"(?:\b(?:an?|the|its|his|her|their|our|my|your|this|that|these|those|each|every|another|any|no|one|first|"
    r"second|third|new|"
    r"proposed|additional|extra|initial|single|latest|whole|entire|same)|'s?) (?:[a-z]+(?:ed|ly|al|ive|new|"
    r"ous) )?(?:[A-Z]{2,3} )?$",
    re.IGNORECASE,
)


def listed(name: str) -> str:
    """Return an alternation of the expressions in a list of the table `words`; `_` in them is a blank."""
    return "|".join(sorted((w.replace("_", " ") for w in words("en", name)), key=lambda w: (-len(w), w)))


def magnitude(written: str | None) -> str:
    """Return " million" for "m", "bn" and so on; empty for nothing."""
    return f" {codes('magnitude').get(written.lower(), written.lower()).replace('-', ' ')}" if written else ""


def choice(words: Iterable[str]) -> str:
    """Return an alternation of literal words, longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=lambda w: (-len(w), w)))


_REACH = 40


def before(match: re.Match[str], group: int | str = 0) -> str:
    """Return the last characters in front of a match, or of a group of it."""
    start = match.start(group)
    return match.string[max(0, start - _REACH) : start]


def behind(match: re.Match[str]) -> str:
    """Return the next characters behind a match."""
    return match.string[match.end() : match.end() + _REACH]


def speaks(of: re.Pattern[str], match: re.Match[str]) -> bool:
    """Say whether the text of a match has words of a subject; each text is searched once for each subject."""
    return _speaks(of, match.string)


@lru_cache(maxsize=256)
def _speaks(of: re.Pattern[str], text: str) -> bool:
    return of.search(text) is not None


_TITLED = pattern(r"(?<![\w'])[A-Za-z][a-z]{3,}")
_TITLE_WORDS = 3  # fewer say nothing of how a heading is written


def is_title_case(match: re.Match[str]) -> bool:
    """Say whether the text of a match is a heading whose words all begin with capitals."""
    return _is_title_case(match.string)


@lru_cache(maxsize=64)
def _is_title_case(text: str) -> bool:
    words_of_title = _TITLED.findall(text)
    return len(words_of_title) >= _TITLE_WORDS and all(word[0].isupper() for word in words_of_title)


_WORD_AFTER = pattern(r" ([A-Za-z][\w'-]*)")
_NOUN_AFTER = pattern(r"(?: \([^()]{1,40}\))? ([A-Za-z][\w'-]*)")


def word_after(match: re.Match[str]) -> str:
    """Return the word after the blank that follows a match; empty at a mark or the end."""
    following = _WORD_AFTER.match(match.string, match.end())
    return following[1] if following else ""


_PLURAL = re.compile(r"[a-z]+(?:[^suia]|[aeo]i|[ea])s")


def is_plural_noun(word: str) -> bool:
    """Say whether a word looks like things that are counted, and isn't known to be a verb or a measure of time."""
    return bool(_PLURAL.fullmatch(word)) and word not in words("en", "function") and word not in words("en", "unpriced")


def is_adjectival(match: re.Match[str]) -> bool:
    """Say whether a quantity stands in front of its noun, as in "a $5 million loan", where its unit is singular."""
    noun = _NOUN_AFTER.match(match.string, match.end())
    following = noun[1] if noun else ""
    if not following or following.lower() in words("en", "function") or following.endswith(("ly", "ing")):
        return False
    return bool(_DETERMINERS.search(before(match)))
