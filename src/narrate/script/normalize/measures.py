"""Quantities with units, rates, percentages, temperatures and ages; sizes, heights and multiples."""

import re
from collections.abc import Iterator

from narrate.script.normalize.cardinals import cardinal, number, pairs, sign
from narrate.script.normalize.shapes import (
    before,
    is_adjectival,
    is_plural_noun,
    is_title_case,
    listed,
    magnitude,
    pattern,
    speaks,
    word_after,
)
from narrate.script.normalize.tables import codes, table, words
from narrate.script.normalize.units import is_labelled, is_million, is_no_unit, named, units


def _signed(written: str | None) -> str:
    return f"{sign(written)} " if written else ""


def _percent(match: re.Match[str]) -> str | None:
    reading = _signed(match["sign"]) + number(match["low"])
    if match["high"] and not match["first"] and re.match(r"(?:1[6-9]|20)\d\d$", match["low"]):
        return None  # "from 13% in 2011 to 14%"
    if match["high"]:
        middle = " percent" if match["first"] else ""
        reading += f"{middle} to {_signed(match['sign2'])}{number(match['high'])}"
    per = f" per {table('en', 'per')[match['per']]}" if match["per"] else ""
    return f"{reading} percent{per}{' plus' if match['plus'] else ''}"


def _points(match: re.Match[str]) -> str:
    one = match["low"] == "1" or is_adjectival(match) or bool(match["hyphen"]) or match["unit"].endswith("oint")
    kind = "basis point" if match["unit"].lower().startswith("bp") else "percentage point"
    high = f" to {number(match['high'])}" if match["high"] else ""
    return f"{_signed(match['sign'])}{number(match['low'])}{high} {kind}{'' if one else 's'}"


def _temperature(match: re.Match[str]) -> str:
    reading = _signed(match["sign"]) + number(match["low"])
    if match["high"]:
        reading += f" to {'minus ' if match['sign2'] else ''}{number(match['high'])}"
    reading += (match.groupdict().get("mag")) or ""
    scale = f" {codes('scale')[match['scale'].upper()]}" if match["scale"] else ""
    one = (match["low"] == "1" and not match["high"]) or is_adjectival(match) or match["low"] == "360"
    return f"{reading} degree{'' if one else 's'}{scale}"


_WEATHER = pattern(rf"\b(?:{listed('weather')})\b", re.IGNORECASE)
_WARMING = pattern(r" (?:rise|warming|above|limit|increase|target|threshold|goal|warmer|cooler|higher)\b")


def _weather(match: re.Match[str]) -> str | None:
    """Read "20 C" inside a sentence as a temperature if the sentence speaks of one."""
    return _temperature(match) if speaks(_WEATHER, match) else None


def _glyph(match: re.Match[str]) -> str:
    return _temperature(match) + (" Celsius" if match["u"] else " Fahrenheit")


def _letter(match: re.Match[str]) -> str | None:
    """Read "35C" and "-15C"; a number below zero or of two digits is a temperature, "4C" may be a flat."""
    warming = _WARMING.match(match.string, match.end())
    if is_labelled(match):
        return None
    certain = match["sign"] or len(match["low"]) > 1 or match["high"] or warming or "°" in match.string
    return _temperature(match) if certain or speaks(_WEATHER, match) else None


def _age(match: re.Match[str]) -> str:
    unit = {"y": "year", "m": "month", "w": "week"}[match["unit"][0]]
    if match["mark"] == "-":
        return f"{number(match['n'])}-{unit}-old"
    plural = match["n"] != "1" and re.search(r"(?:\b(?:is|was|are|were|be|turned|only|just)|'s) $", before(match))
    return f"{number(match['n'])} {unit}{'s' if plural else ''} old"


def _measure(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    following = word_after(match)
    one, many = named(match, unit, following)
    value, mag = match["low"], match["mag"]
    if is_million(match, unit, following):
        return f"{number(value)}{' to ' + number(match['high']) if match['high'] else ''} million"
    if is_no_unit(match, unit, value):
        return None
    single = value in {"1", "1.0"} and not match["high"] and not mag
    single = (
        single
        or bool(match["hyphen"])
        or match["tail"] is not None
        or following in words("en", "calibre")
        or is_adjectival(match)
        or (not match["blank"] and is_plural_noun(following))
        or (
            not match["blank"]
            and following.lower() not in words("en", "function")
            and following
            and is_title_case(match)
        )
        or (unit == "mm" and following[:1].isupper() and not match.string.startswith(".", match.end()))
    )
    single = (
        single
        or (unit == "L" and _ENGINE.match(match.string, match.end()) is not None)
        or (unit in {"V", "W", "kW", "MP", "hp"} and bool(following) and following not in words("en", "function"))
        or (unit == "MP" and _CAMERA.match(match.string, match.end()) is not None)
    )
    if unit in _DATA and following in _STORED and not is_adjectival(match):
        return f"{number(value)} {one if value == '1' else many} of"
    if one.endswith(" per hour") and value != "1" and not match["hyphen"]:
        single = False  # a thirty miles per hour limit
    high = f" to {number(match['high'])}" if match["high"] else ""
    reading = f"{_signed(match['sign'])}{number(value)}{high}{magnitude(mag)} {one if single else many}"
    if match["per"]:
        reading += f" per {table('en', 'per')[match['per']]}"
    return reading


_DATA = frozenset({"GB", "MB", "TB"})
_STORED = frozenset({"RAM", "VRAM", "memory", "storage", "data"})
_CAMERA = pattern(r" (?:[a-z-]+ ){1,2}(?:cameras?|sensors?|lens(?:es)?|shooters?|selfies?|images?|photos?)\b")
_ENGINE = pattern(r",? (?:V\d|[A-Za-z]+[- ]\d|\d-cyl|turbo|hybrid|diesel|engine|flat)")


def _more_of(match: re.Match[str]) -> str | None:
    """Read "18+ hrs" as "more than eighteen hours"."""
    unit = match["unit"]
    if is_no_unit(match, unit, match["low"]) or is_labelled(match):
        return None
    return f"more than {number(match['low'])} {named(match, unit, word_after(match))[1]}"


def _repeated(match: re.Match[str]) -> str | None:
    """Read a range with its unit twice: "5km-10km" is "five to ten kilometers"."""
    return _measure(match) if match["unit"] in units() else None


_MIXED = pattern(r"\d ?-?(?:\d{1,2}/\d|[½⅓⅔¼¾⅛⅜⅝⅞])$")


def _part(match: re.Match[str]) -> str | None:
    """Read the unit behind a fraction: "1/2 tsp" is one, "2½ tsp" are many."""
    unit = units().get(match["unit"])
    if unit is None or match["unit"] in {"m", "in", "s", "t", "h", "K", "mi"}:
        return None
    return f" {unit[1] if _MIXED.search(before(match)) else unit[0]}"


def _spooned(match: re.Match[str]) -> str | None:
    """Read a cook's "2 c. sugar", "1 T. oil" and "1/2 t. salt" in a sentence that tells of a kitchen."""
    if not speaks(_KITCHEN, match):
        return None
    one = {"c": "cup", "T": "tablespoon", "t": "teaspoon"}[match["unit"]]
    front = before(match)
    single = re.search(r"(?:^|[^\d.])1$", front) or (_MIXED_END.search(front) and not _MIXED.search(front))
    return f" {one}{'' if single else 's'}"


_KITCHEN = pattern(rf"\b(?:{listed('cooked')})\b", re.IGNORECASE)
_MIXED_END = pattern(r"(?:\d/\d|[½⅓⅔¼¾⅛⅜⅝⅞])$")


def _dimensions(match: re.Match[str]) -> str | None:
    if match.string.startswith(("=", " ="), match.end()):
        return None  # a sum
    sides = [number(part) for part in re.split(r"\s?[x×]\s?|\sby\s", match["sides"])]
    unit = match["unit"]
    if not unit:
        return " by ".join(sides)
    one, many = units()[unit]
    single = match["hyphen"] or word_after(match) in words("en", "calibre") or is_adjectival(match)
    return f"{' by '.join(sides)} {one if single else many}"


def _marked(match: re.Match[str]) -> str:
    """Read sides in feet or inches by their marks: "a 10'x12' room" is "ten by twelve foot"."""
    one, many = ("foot", "feet") if match["mark"] == "'" else ("inch", "inches")
    following = word_after(match)
    single = bool(following) and following not in words("en", "function")
    return f"{' by '.join(number(match[g]) for g in 'abc' if match[g])} {one if single else many}"


def _caliber(figures: str) -> str:
    if len(figures) == 3:
        return pairs(int(figures))
    return cardinal(int(figures)) if figures[0] != "0" else f"oh {cardinal(int(figures))}"


def _times(match: re.Match[str]) -> str | None:
    alone = not match.start() and match.end() == len(match.string)  # a label
    compares = word_after(match) in words("en", "compared")
    if re.fullmatch(r"7\d7", match["low"]):
        return None  # an airliner
    if (match["high"] or match["low"] != "1") and not alone and (compares or not is_adjectival(match)):
        return f"{number(match['low'])}{' to ' + number(match['high']) if match['high'] else ''} times"
    return f"{number(match['low'])} X" if not match["high"] else f"{number(match['low'])} to {number(match['high'])} X"


_SIZED = pattern(rf"-?[ ]?(?:{listed('inched')})\b", re.IGNORECASE)
_OPENING = pattern(r'(?:^|[\s(—–])"(?=\S)')
_CLOSED = pattern(r'[^\s\d]"')
_QUOTATION = 300  # characters in which the opening mark of a quotation is looked for


def _inches(match: re.Match[str]) -> str | None:
    if _closes_a_quotation(match):
        return None
    following = word_after(match)
    one = match["hyphen"] or (match["low"] == "1" and not match["high"]) or _is_named(following)
    one = one or match.string.startswith("-", match.end())
    high = f" to {number(match['high'])}" if match["high"] else ""
    plus = " or more" if match["plus"] else ""
    return f"{number(match['low'])}{high}{'-' if match['hyphen'] else ' '}inch{'' if one else 'es'}{plus}"


def _part_inch(match: re.Match[str]) -> str | None:
    """Read the mark behind a fraction: a 5/8" bolt, but 1 1/4" deep."""
    if _closes_a_quotation(match):
        return None
    following = word_after(match)
    is_one = _is_named(following) or match.string.startswith("-", match.end())
    return " inch" if is_one or not _MIXED.search(before(match)) else " inches"


def _is_named(following: str) -> bool:
    """Say whether the word behind a length is what is so long: 12" screens, but 12" deep."""
    return bool(following) and following not in words("en", "function") and following not in _EXTENTS


_EXTENTS = frozenset({"across", "deep", "high", "long", "tall", "thick", "wide"})


def _closes_a_quotation(match: re.Match[str]) -> bool:
    """Say whether the mark behind a figure ends a quotation: “Room 4”, "Fahrenheit 451", but a 65” TV."""
    if match.groupdict().get("again"):
        return False
    text = match.string
    at = match.end() - 1 - (match[0][-1] == "+")
    is_straight = text[at] == '"'
    front = text[max(0, at - _QUOTATION) : at]
    if is_straight:
        opening = list(_OPENING.finditer(front))[-1:]
        is_open = bool(opening) and not _CLOSED.search(front, opening[0].end())
    else:
        is_open = front.rfind("“") > front.rfind("”")
    is_sized = _SIZED.match(text, at + 1) is not None
    if is_open:
        return not (is_sized and text[at] in text[at + 1 :])
    return not (is_straight or is_sized)  # a quotation that began in an earlier sentence


def _unpadded(figures: str) -> str:
    return figures.lstrip("0") or "0"


def _each(unit: str) -> str:
    """Return how often: "3x/day" is "three times a day", "2x/hr" "two times an hour"."""
    return f"{'an' if unit[0] == 'h' else 'a'} {table('en', 'per')[unit]}"


def _units_of(*names: str) -> Iterator[str]:
    """Give the units of lists in the table `words`."""
    return (unit.replace("_", " ") for name in names for unit in words("en", name))


SHAPES = {
    "after_per": lambda: {*_units_of("unit", "per_unit")},
    "attached": lambda: units().keys() - {"K"},
    "bare": lambda: _units_of("unit"),
}
