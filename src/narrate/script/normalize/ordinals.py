"""Ordinals in figures: 22nd, 101st, 21st-century."""

import re

from narrate.script.normalize.cardinals import cardinal, ordinal
from narrate.script.normalize.grammar import DIGIT, Grammar, needing
from narrate.script.normalize.shapes import choice
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import table

__all__ = ["grammars"]

_NEEDED = pattern(r"\d(?:[sS][tT]|[nNrR][dD]|[tT][hH]|[ºª])")

_SUFFIX = {1: "st", 2: "nd", 3: "rd"}
_HEAVIEST = 100  # stone


def _ordinal(match: re.Match[str]) -> str:
    n = int(match["n"].replace(",", ""))
    right = "th" if 10 < n % 100 < 14 else _SUFFIX.get(n % 10, "th")
    suffix = match["suffix"].lower()
    if suffix == "st" and right == "th" and n < _HEAVIEST:
        return f"{cardinal(n)} stone"  # a body's weight in Britain
    is_label = match[0] == match.string  # nothing around says that a wrong ending is a slip
    return f"{cardinal(n)} {suffix}" if is_label and suffix != right else ordinal(n)


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_NEEDED, _all())


def _all() -> tuple[Grammar, ...]:
    ranks = {rank: said for rank, said in table("en", "titles").items() if DIGIT.search(rank)}
    return (
        Grammar(
            pattern(r"(?<![\w.,])(?P<n>\d{1,2})(?:st|nd|rd|th)[- ][cC]\.(?=[ -]|$)"),
            lambda m: f"{ordinal(int(m['n']))} century",
        ),
        Grammar(pattern(rf"(?<![\w.])(?:{choice(ranks)})(?!\w)"), lambda m: ranks[m[0]], needs="0123456789"),
        Grammar(
            pattern(
                r"(?<![\w.,])(?P<n>\d{1,3}(?:,\d{3}){1,4}|\d{1,12})"
                r"(?P<suffix>(?i:st|nd|rd|th))(?!\w)"
            ),
            _ordinal,
        ),
        Grammar(
            pattern(r"(?<=\d)(?:st|nd|rd|th)[ -](?P<say>min)\b\.?(?!-? ?\d)"),
            lambda _: "minute",
        ),
        Grammar(pattern(r"(?<![\w.,])(?P<n>\d{1,4})(?:st|nd|rd|th)s(?!\w)"), lambda m: f"{ordinal(int(m['n']))}s"),
        Grammar(pattern(r"(?<![\w.,])(?P<n>\d{1,4})(?P<suffix>º|ª)(?!\w)"), lambda m: ordinal(int(m["n"]))),
    )
