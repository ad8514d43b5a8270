"""Compounds with a name or letters in them: the hyphen becomes a blank, so that a lexicon finds the name."""

import re
from functools import cache

from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import rows

__all__ = ["grammars"]

_PREFIXES = "pro|anti|non|ex|post|pre|mid|inter|trans|self|all|cross|near|neo|sub|un|former|then"

_CROSS = pattern(r" [x×] ")


@cache
def _names() -> frozenset[str]:
    return frozenset(row[0] for row in rows("en", "names"))


def _after_name(match: re.Match[str]) -> str | None:
    return " " if match["name"] in _names() else None


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (
        Grammar(pattern(r"(?<=\d)(?P<say> [x×] )(?=\d)"), lambda _: " times ", needs=_CROSS),
        Grammar(pattern(r"(?<=[a-z\"'])(?P<say> [x×] )(?=\d)"), lambda _: " by ", needs=_CROSS),
        Grammar(pattern(r"(?<=\d)/[-–](?!\w)"), lambda _: " ", needs="/"),
        Grammar(pattern(rf"\b(?i:{_PREFIXES})(?P<say>-)(?=[A-Z])"), lambda _: " ", needs="-"),
        Grammar(pattern(r"\b(?P<name>[A-Z][^\W\d_]{1,30})(?P<say>-)(?=[a-z])"), _after_name, needs="-"),
    )
