"""Temperatures, bare degrees and coordinates."""

import re

from narrate.script.normalize.cardinals import cardinal, number
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import DASH, NUMBER, SPACE
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]

_SCALES = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", "": ""}
_POINTS = {"N": "north", "S": "south", "E": "east", "W": "west"}


def _temperature(match: re.Match[str]) -> str:
    minus = "minus " if match["sign"] else ""
    said = minus + number(match["low"])
    if match["high"]:
        said += f" to {'minus ' if match['sign2'] else ''}{number(match['high'])}"
    scale = _SCALES[(match["scale"] or "").upper()]
    one = match["low"] == "1" and not match["high"]
    return f"{said} degree{'' if one else 's'}{scale}"


def _coordinate(match: re.Match[str]) -> str:
    said = f"{cardinal(int(match['d']))} degrees"
    if match["m"]:
        said += f" {cardinal(int(match['m']))} minutes"
    if match["s"]:
        said += f" {number(match['s'])} seconds"
    return f"{said} {_POINTS[match['point']]}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    left = r"(?<![\w.,$€£])(?<![^\W_][-–])"
    sign = r"(?P<sign>(?<!\w)[-–])?"
    low = rf"(?P<low>{NUMBER})"
    high = rf"(?:{SPACE}?(?:[°º]{SPACE}?[CF]?)?{SPACE}?(?:{DASH}|to){SPACE}?(?P<sign2>[-])?(?P<high>{NUMBER}))?"
    degree = r"[°º˚]"
    return (
        Grammar(
            pattern(
                rf"(?<!\w)(?P<d>\d{{1,3}}){degree}{SPACE}?(?:(?P<m>\d{{1,2}})'{SPACE}?)?"
                rf"(?:(?P<s>\d{{1,2}}(?:\.\d{{1,4}})?)[\"”]{SPACE}?)?(?P<point>[NSEW])(?!\w)"
            ),
            _coordinate,
        ),
        Grammar(
            pattern(rf"{left}{sign}{low}{high}{SPACE}?{degree}{SPACE}?(?:(?P<scale>[CFKcf])(?!\w))?"), _temperature
        ),
        Grammar(pattern(rf"{left}{sign}{low}{high}{SPACE}?(?:(?P<u>℃)|℉)(?P<scale>)"), _glyph),
        Grammar(
            pattern(rf"{left}(?P<sign>(?<!\w)[-–])?(?P<low>\d{{1,3}}(?:\.\d)?){high}(?P<scale>[CF])(?![\w-]|/\w)"),
            _letter,
        ),
        Grammar(
            pattern(rf"{left}(?P<sign>(?<!\w)[-–])?(?P<low>\d{{2,3}}(?:\.\d)?){high} (?P<scale>[CF])(?=[.,;)]|$| \()"),
            _temperature,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<sign>(?<!\w)[-–])?(?P<low>\d{{1,3}}(?:\.\d)?){high}{SPACE}(?P<scale>[CF])(?![\w'+-]|{SPACE}[A-Z])"
            ),
            _weather,
        ),
    )


_WEATHER = pattern(
    r"\b(?:temperatures?|heat\w*|colde?r?|degrees|lows?|highs?|warm\w*|mercury|thermometers?|weather|freezing|chill\w*|"
    r"hot|hotter|cool\w*|forecast\w*|summer|winter|oven)\b",
    re.IGNORECASE,
)


def _weather(match: re.Match[str]) -> str | None:
    """Read "20 C" inside a sentence as a temperature if the sentence speaks of one."""
    return _temperature(match) if _WEATHER.search(match.string) else None


def _glyph(match: re.Match[str]) -> str:
    return _temperature(match) + (" Celsius" if match["u"] else " Fahrenheit")


def _letter(match: re.Match[str]) -> str | None:
    """Read "35C" and "-15C"; a number below zero or of two digits is a temperature, "4C" may be a flat."""
    warming = re.match(
        r" (?:rise|warming|above|limit|increase|target|threshold|goal|warmer|cooler|higher)\b", _after(match)
    )
    return _temperature(match) if match["sign"] or len(match["low"]) > 1 or warming else None


def _after(match: re.Match[str]) -> str:
    return match.string[match.end() : match.end() + 12]
