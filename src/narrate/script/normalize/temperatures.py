"""Temperatures, bare degrees and coordinates."""

import re

from narrate.script.normalize.cardinals import number
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import DASH, NUMBER, SPACE, is_adjectival, listed
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.units import is_labelled

__all__ = ["grammars"]

_NEEDED = pattern(r"[°º˚℃℉]|\d ?[CFKcf]\b|\bdeg")

_SCALES = {"C": " Celsius", "F": " Fahrenheit", "K": " Kelvin", "": ""}
_POINTS = {"N": "north", "S": "south", "E": "east", "W": "west"}


def _temperature(match: re.Match[str]) -> str:
    minus = "plus " if match["sign"] == "+" else "minus " if match["sign"] else ""
    said = minus + number(match["low"])
    if match["high"]:
        said += f" to {'minus ' if match['sign2'] else ''}{number(match['high'])}"
    said += (match.groupdict().get("mag")) or ""
    scale = _SCALES[(match["scale"] or "").upper()]
    one = (match["low"] == "1" and not match["high"]) or is_adjectival(match) or match["low"] == "360"
    return f"{said} degree{'' if one else 's'}{scale}"


def _coordinate(match: re.Match[str]) -> str:
    said = f"{number(match['d'])} degrees"
    if match["m"]:
        said += f" {number(match['m'].lstrip('0') or '0')} minutes"
    if match["s"]:
        said += f" {number(match['s'].lstrip('0') or '0')} seconds"
    return f"{said} {_POINTS[match['point']]}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_NEEDED, _all())


def _coordinates(degree: str) -> Grammar:
    return Grammar(
        pattern(
            rf"(?<!\w)(?P<d>\d{{1,3}}(?:\.\d{{1,6}})?){degree}{SPACE}?(?:(?P<m>\d{{1,2}}(?:\.\d{{1,4}})?)'{SPACE}?)?"
            rf"(?:(?P<s>\d{{1,2}}(?:\.\d{{1,4}})?)[\"”]{SPACE}?)?(?P<point>[NSEW])(?!\w)"
        ),
        _coordinate,
    )


def _all() -> tuple[Grammar, ...]:
    left = r"(?<![\w.,$€£])(?<![^\W_][-–])"
    sign = r"(?P<sign>(?<![\w/])[-–+])?"
    low = rf"(?P<low>{NUMBER})"
    high = rf"(?:{SPACE}?(?:[°º]{SPACE}?[CF]?|[CF])?{SPACE}?(?:{DASH}|to){SPACE}?(?P<sign2>[-])?(?P<high>{NUMBER}))?"
    degree = r"(?:[°º˚]|deg(?:\.|rees?)?(?= ?[CF]\b))"
    return (
        _coordinates(degree),
        Grammar(
            pattern(
                rf"{left}{sign}{low}{high}(?P<mag> (?:thousand|million|billion))?{SPACE}?{degree}"
                rf"(?:{SPACE}?(?P<scale>[CFKcf])(?!\w))?"
            ),
            _temperature,
        ),
        Grammar(pattern(rf"(?<![\w]){degree}{SPACE}?(?P<scale>[CF])(?!\w)"), lambda m: f"degrees{_SCALES[m['scale']]}"),
        Grammar(pattern(rf"{left}{sign}{low}{high}{SPACE}?(?:(?P<u>℃)|℉)(?P<scale>)"), _glyph),
        Grammar(
            pattern(
                rf"{left}(?P<sign>(?<![\w/])[-–+])?(?P<low>\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,3}}(?:\.\d{{1,2}})?){high}(?P<scale>[CF])"
                r"(?![\w-]|/(?!gas|\d+[CF])\w)"
            ),
            _letter,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<sign>(?<![\w/])[-–+])?(?P<low>\d{{2,3}}(?:\.\d)?){high} (?P<scale>[CF])(?=[.,;)]|$| \()"
            ),
            _temperature,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<sign>(?<![\w/])[-–+])?(?P<low>\d{{1,3}}(?:\.\d)?){high}{SPACE}(?P<scale>[CF])(?![\w'+-]|{SPACE}[A-Z])"
            ),
            _weather,
        ),
    )


_WEATHER = pattern(rf"\b(?:{listed('weather')})\b", re.IGNORECASE)


_WARMING = pattern(r" (?:rise|warming|above|limit|increase|target|threshold|goal|warmer|cooler|higher)\b")


def _weather(match: re.Match[str]) -> str | None:
    """Read "20 C" inside a sentence as a temperature if the sentence speaks of one."""
    return _temperature(match) if _WEATHER.search(match.string) else None


def _glyph(match: re.Match[str]) -> str:
    return _temperature(match) + (" Celsius" if match["u"] else " Fahrenheit")


def _letter(match: re.Match[str]) -> str | None:
    """Read "35C" and "-15C"; a number below zero or of two digits is a temperature, "4C" may be a flat."""
    warming = _WARMING.match(match.string, match.end())
    if is_labelled(match):
        return None
    certain = match["sign"] or len(match["low"]) > 1 or match["high"] or warming or "°" in match.string
    return _temperature(match) if certain or _WEATHER.search(match.string) else None
