"""Ages with abbreviated units: "45yo", "a 12-yr-old", "18mo"."""

import re

from narrate.script.normalize.cardinals import number
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import SPACE, before
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]

_NEEDED = pattern(r"\d[- ]?(?:y/?\.?o|yr|mo|wk)")


def _age(match: re.Match[str]) -> str:
    unit = {"y": "year", "m": "month", "w": "week"}[match["unit"][0]]
    if match["mark"] == "-":
        return f"{number(match['n'])}-{unit}-old"
    plural = match["n"] != "1" and re.search(r"(?:\b(?:is|was|are|were|be|turned|only|just)|'s) $", before(match))
    return f"{number(match['n'])} {unit}{'s' if plural else ''} old"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    age = rf"{left}(?P<n>\d{{1,3}})(?P<mark>-|{SPACE})?(?P<unit>y/?o|y\.o\.|(?:yr|mo|wk)s?\.?[- ]old)(?![\w/])"
    return needing(_NEEDED, (Grammar(pattern(age), _age),))
