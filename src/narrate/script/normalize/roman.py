"""Roman numerals: regnal names take an ordinal, wars, parts and championships a cardinal."""

import re
from functools import cache
from itertools import pairwise
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, ordinal, year
from narrate.script.normalize.page import Page
from narrate.script.normalize.shapes import before, behind, listed, pattern, speaks
from narrate.script.normalize.tables import rows, words

__all__ = ["value"]

_A_YEAR = 2000  # MMXXIV is hardly a count
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_RULERS = "King|Queen|Pope|Emperor|Empress|Tsar|Czar|Prince|Princess|Patriarch|Kaiser|Sultan|Saint|St\\.|Duke|Duchess"
_TENTH = pattern(
    r"Title|Article|Chapter|Part|Psalm|Super|Section|Act|Scene|Book|Volume|Apollo|Round|Canto|Appendix|Exhibit|Corps|Annex"
    r"|Schedule|(?:Vol|Ch|Chap|Art|Sec|Bk|Pt)\."
)


def value(numeral: str) -> int:
    """Return the number that a Roman numeral stands for."""
    values = [_VALUES[c] for c in numeral]
    return sum(-v if v < after else v for v, after in pairwise(values)) + values[-1]


_DRIP = pattern(rf" (?:{listed('intravenous')})\b")


@cache
def _rulers() -> frozenset[str]:
    return frozenset(name for row in rows("en", "regnal") for name in row[0].split())


def _regnal(match: re.Match[str]) -> str | None:
    numeral = match["say"]
    if match["name"] not in _rulers():
        return None
    if numeral in {"I", "V", "X", "C", "D", "L", "M"} and not _crowned(match, numeral):
        return None
    return f"the {ordinal(value(numeral))}"


def _crowned(match: re.Match[str], numeral: str) -> bool:
    is_titled = re.search(rf"\b(?:{_RULERS}) (?:[A-Z]\w+ )?$", before(match))
    if is_titled or (numeral == "V" and re.match(r" (?!vs?\b)[a-z]", behind(match))):
        return True
    if numeral not in {"I", "V"}:
        return False
    after = behind(match)
    if re.match(r"\. [A-Z]", after):
        return False  # an initial: "Stephen I. Lee"
    if numeral == "I" and re.match(r" (?:and|were|who|died|reigned|ruled|abdicated|of|to)\b", after):
        return not re.match(r" (?:and|to)\b", after) or _RULED.search(before(match)) is not None
    if numeral == "I" and after.startswith(" ") and _RULED.search(before(match)):
        return re.match(r" [a-z]", after) is not None
    return bool(re.match(r"['.,;)]|$| (?:of|was|and|in|had|died|who)\b", after)) and (
        numeral == "V" or not after.startswith(" ")
    )


_RULED = pattern(
    r"(?:^|[.!?;:(] |\b(?:of|under|by|between|both|to|from|for|and|sons?|fathers?|brothers?|grandson|grandfather"
    r"|cousins?|nephew|uncle|daughter|mother|sister|husband|wife|successor|predecessor|heir|rival) )$"
)

"""In front of a ruler's name; "I" behind it is hardly the pronoun there."""


def _label(match: re.Match[str]) -> str | None:
    numeral, after = match["say"], behind(match)
    if numeral in {"C", "D", "L", "M"} or (numeral == "X" and not _TENTH.match(match[0])):
        return None  # Class C, Model X
    if numeral == "I" and (
        match[0].startswith("No.")
        or re.match(r"'(?:m|ve|d|ll)", after)
        or (match[0][0].islower() and re.match(rf" (?!(?:of|{listed('staged')})\b)[a-z]", after))
    ):
        return None  # the pronoun
    return cardinal(value(match["say"]))


_ARTICLE = pattern(r"\b(?:[Aa]n?|[Tt]he|its|their|new) $")


def _person(match: re.Match[str], page: Page) -> str | None:
    last = re.findall(r"[\w'-]+", match[0])[-2]
    if _ARTICLE.search(before(match)) or last in words("en", "sequels") or "'s " in match[0]:
        return None  # a thing: "the Wing Loong II", "Iron Man II"
    number = value(match["say"])
    name = match.string[match.start() : match.start("say")]
    if not match["comma"] and (page.mentions("played") or page.holds(f"{name}{number}") or speaks(_PLAYED, match)):
        return None  # a game or a film of that name
    return f"the {ordinal(number)}"


_PLAYED = pattern(rf"\b(?:{listed('played')})\b")


def _glyph(match: re.Match[str]) -> str:
    """Read a numeral that is one sign: "Act Ⅳ", "Henry Ⅷ"."""
    number = value(normalize("NFKC", match["say"]).upper())
    return f" the {ordinal(number)}" if match["name"] in _rulers() else f" {cardinal(number)}"


def _bare(match: re.Match[str]) -> str | None:
    if match["say"] == "IV" and _DRIP.match(match.string, match.end()):
        return None  # intravenous
    number = value(match["say"])
    return year(number) if number >= _A_YEAR else cardinal(number)


def _war(written: str) -> str:
    return cardinal(int(written) if written.isdecimal() else value(written))


SHAPES = {
    "labels": lambda: (label.replace("_", " ") for row in rows("en", "numbered") for label in row[0].split()),
}
