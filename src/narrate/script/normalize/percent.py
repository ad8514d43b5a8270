"""Percentages, their ranges and signs, basis and percentage points."""

import re

from narrate.script.normalize.cardinals import number
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import DASH, LEFT, NUMBER, SPACE, is_adjectival
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import table

__all__ = ["grammars"]

_NEEDED = pattern(r"[%％‰]|\d-? ?[pPbB]|\+ ?/")


def _signed(sign: str | None) -> str:
    return {"+": "plus ", "±": "plus or minus "}.get(sign, "minus ") if sign else ""


def _percent(match: re.Match[str]) -> str | None:
    said = _signed(match["sign"]) + number(match["low"])
    if match["high"] and not match["first"] and re.match(r"(?:1[6-9]|20)\d\d$", match["low"]):
        return None  # "from 13% in 2011 to 14%"
    if match["high"]:
        middle = " percent" if match["first"] else ""
        said += f"{middle} to {_signed(match['sign2'])}{number(match['high'])}"
    per = f" per {table('en', 'per')[match['per']]}" if match["per"] else ""
    return f"{said} percent{per}{' plus' if match['plus'] else ''}"


def _points(match: re.Match[str]) -> str:
    one = match["low"] == "1" or is_adjectival(match) or bool(match["hyphen"])
    kind = "basis point" if match["unit"].lower().startswith("bp") else "percentage point"
    high = f" to {number(match['high'])}" if match["high"] else ""
    return f"{_signed(match['sign'])}{number(match['low'])}{high} {kind}{'' if one else 's'}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_NEEDED, _all())


def _all() -> tuple[Grammar, ...]:
    sign = r"(?P<sign>(?<![\w)%/])[-–+±](?=[\d.]))?"
    value = rf"(?P<low>{NUMBER})"
    left = r"(?<![\w.,$€£])"
    times = "year|yr|month|mo|week|day|hour"
    return (
        Grammar(pattern(r"(?<!\w)\+ ?/ ?[-–](?= ?[$€£]?\.?\d)"), lambda _: " plus or minus "),
        Grammar(
            pattern(
                rf"{left}{sign}{value}(?P<first>{SPACE}?(?:%|pc(?!\w)))?(?:{SPACE}?(?:{DASH}|to){SPACE}?(?P<sign2>[-+](?=\d)"
                rf")?(?P<high>{NUMBER}))?"
                rf"{SPACE}?(?:[%％]|p\.?c\.?t?(?!\w)|pct\.)(?:/(?P<per>{times}))?(?P<plus>\+(?!\d))?(?P<hyphen>-(?=[a-z]))?"
            ),
            _percent,
        ),
        Grammar(
            pattern(
                rf"{left}{sign}{value}(?:{SPACE}?(?:{DASH}|to){SPACE}?(?P<high>{NUMBER}))?(?P<hyphen>-)?{SPACE}?"
                r"(?P<unit>bps?|BPS?|pp|ppts?|p\.p\.)(?!\w)"
            ),
            _points,
        ),
        Grammar(
            pattern(rf"{LEFT}(?<!-){value}{SPACE}?(?P<u>‰)"),
            lambda m: f"{number(m['low'])} per thousand",
        ),
    )
