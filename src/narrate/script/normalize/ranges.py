"""Ranges: two numbers joined by a dash, read with "to"."""

import re

from narrate.script.normalize.cardinals import cardinal, digits, label, number
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import DASH, NUMBER, SPACE, before, magnitude
from narrate.script.normalize.signs import pattern, plain

__all__ = ["grammars"]

_NEEDED = pattern(r"[-–—] ?\d|\w[-–]\w")


_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_MODEL = pattern(r"\b(?:ATR|CRJ|Dash|ERJ|Boeing|Airbus|Antonov) $")


def _case(match: re.Match[str]) -> str:
    """Read a docket: "No. 22-277" is "number twenty two, two seventy seven"."""
    first, second = match["a"], match["b"]
    tail = digits(second) if len(second) > 4 or second[0] == "0" else label(int(second))
    return f"{cardinal(int(first))}, {tail}"


def _article(match: re.Match[str]) -> str | None:
    """Read an article that was put in behind another: "Art. 111-1" is "one hundred eleven dash one"."""
    a, b = int(match["a"]), int(match["b"])
    return f"{cardinal(a)} dash {cardinal(b)}" if b < a else None


def _in_words(match: re.Match[str]) -> str | None:
    """Read "two-three years" with "to"."""
    low, high = _SMALL.index(match["a"].lower()), _SMALL.index(match["b"])
    return f"{match['a']} to {match['b']}" if low and high == low + 1 else None


def _range(match: re.Match[str]) -> str | None:
    low, high = match["low"], match["high"]
    if _MODEL.search(before(match)):
        return f"{label(int(low))} {label(int(high))}" if low.isdecimal() and high.isdecimal() else None
    mag = magnitude(match["mag"])
    tail = " " if match["hyphen"] else ""
    plus = " plus" if match["plus"] else ""
    return f"{number(low)}{magnitude(match['maglow'])} to {number(high)}{mag}{plus}{tail}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_NEEDED, _all())


def _all() -> tuple[Grammar, ...]:
    small = "|".join(_SMALL)
    return (
        Grammar(
            pattern(
                r"\b(?:No\.|no\.|Nos\.|[Cc]ase|[Dd]ocket|Public Law|P\.L\.)(?: No\.| number)? "
                r"(?P<say>(?P<a>\d{1,3})[-–](?P<b>\d{2,6}))(?![\w-])"
            ),
            _case,
        ),
        Grammar(
            pattern(
                r"\b(?:Articles?|Art\.|Sections?|Sec\.|Rules?|Clauses?) (?P<say>(?P<a>\d{1,4})-(?P<b>\d))(?![\w-]|\.\d)"
            ),
            _article,
        ),
        Grammar(
            pattern(rf"\b(?P<a>(?i:{small}))[-–](?P<b>{small})(?= (?:[a-z]+ )?[a-z]+s\b)"), _in_words, needs=plain("-–")
        ),
        Grammar(
            pattern(
                rf"(?<![\w.,/$€£])(?P<low>{NUMBER})(?:{SPACE}?(?P<maglow>thousand|million|billion|bn|mn|m|k|K))?"
                rf"(?:{DASH}|{SPACE}[–—]{SPACE})(?P<high>{NUMBER})"
                rf"(?:{SPACE}?(?P<mag>thousand|million|billion|trillion|bn|mn|tn)(?!\w))?(?P<plus>\+)"
                rf"?(?P<hyphen>[-–](?=[A-Za-z]))?(?!\w)(?!\.\d)"
            ),
            _range,
        ),
    )
