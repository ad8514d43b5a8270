"""Ranges: two numbers joined by a dash, read with "to"."""

import re

from narrate.script.normalize.cardinals import number
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import DASH, NUMBER, SPACE, magnitude
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]


def _range(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    mag = magnitude(match["mag"])
    tail = " " if match["hyphen"] else ""
    plus = " plus" if match["plus"] else ""
    return f"{number(low)}{magnitude(match['maglow'])} to {number(high)}{mag}{plus}{tail}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (
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
