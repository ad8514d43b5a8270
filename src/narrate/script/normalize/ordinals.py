"""Ordinals in figures: 22nd, 101st, 21st-century."""

import re

from narrate.script.normalize.cardinals import cardinal, ordinal
from narrate.script.normalize.grammar import DIGIT, Grammar, needing
from narrate.script.normalize.shapes import choice
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import table

__all__ = ["grammars"]

_NEEDED = pattern(r"\d(?:[sS][tT]|[nNrR][dD]|[tT][hH]|[ºª])")


def _ordinal(match: re.Match[str]) -> str:
    n = int(match["n"].replace(",", ""))
    if match["suffix"].lower() == "st" and (n % 10 != 1 or n % 100 == 11):
        return f"{cardinal(n)} stone"  # a body's weight in Britain
    return ordinal(n)


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
