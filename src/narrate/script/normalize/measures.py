"""Quantities with units: metric, imperial, data, energy; as adjectives, ranges, dimensions and heights."""

import re
from functools import cache

from narrate.script.normalize.cardinals import cardinal, number
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import (
    DASH,
    NUMBER,
    SPACE,
    before,
    choice,
    is_adjectival,
    is_plural_noun,
    listed,
    magnitude,
    word_after,
)
from narrate.script.normalize.signs import pattern, plain
from narrate.script.normalize.tables import rows, table, words

__all__ = ["grammars"]


_LABEL = pattern(rf"\b(?:{listed('lettered')}) $", re.IGNORECASE)


@cache
def _units() -> dict[str, tuple[str, str]]:
    return {row[0]: (row[1], row[2]) for row in rows("en", "units")}


def _measure(match: re.Match[str]) -> str | None:
    unit = match["unit"]
    one, many = _units()[unit]
    following = word_after(match)
    value, mag = match["low"], match["mag"]
    if _is_million(match, unit, following):
        return f"{number(value)} million"
    if _is_no_unit(match, unit, value):
        return None
    single = value in {"1", "1.0"} and not match["high"] and not mag
    single = (
        single
        or bool(match["hyphen"])
        or bool(match["tail"])
        or following in words("en", "calibre")
        or is_adjectival(match)
        or (not match["blank"] and is_plural_noun(following))
    )
    single = single or (
        unit in {"V", "W", "kW", "MP", "hp"} and bool(following) and following not in words("en", "function")
    )
    if one.endswith(" per hour") and value != "1":
        single = False  # a thirty miles per hour limit
    sign = "minus " if match["sign"] else ""
    high = f" to {number(match['high'])}" if match["high"] else ""
    said = f"{sign}{number(value)}{high}{magnitude(mag)} {one if single else many}"
    if match["per"]:
        said += f" per {table('en', 'per')[match['per']]}"
    if match["tail"]:
        said += " "
    return said


_MILLIONS = r"m(?= (?:bpd|b/d|boe|bbls?|t|ha|sq|cu|[kM]Wh)\b)"  # an "m" before a unit is no metre
_MIXED = pattern(r"\d ?-?(?:\d{1,2}/\d|[½⅓⅔¼¾⅛⅜⅝⅞])$")


def _part(match: re.Match[str]) -> str | None:
    """Read the unit behind a fraction: "1/2 tsp" is one, "2½ tsp" are many."""
    unit = _units().get(match["unit"])
    if unit is None or match["unit"] in {"m", "in", "s", "t", "h", "K", "mi"}:
        return None
    return f" {unit[1] if _MIXED.search(before(match, 8)) else unit[0]}"


def _is_no_unit(match: re.Match[str], unit: str, value: str) -> bool:
    """Say whether letters behind figures are something else: "the 80s", "Route 9W", "in 2-in-1 laptops"."""
    if unit == "s" and not match["blank"]:
        return value.endswith("0") or "." not in value
    if unit == "s" and len(value) == 4 and value.endswith("0") and "." not in value:
        return True
    if unit == "in":
        return bool(match["blank"]) or match.string.startswith("-", match.end()) or bool(match["tail"])
    if unit == "W" and re.match(r"\.? (?:[A-Z]|\d+(?:st|nd|rd|th))", match.string[match.end() :]) and match["blank"]:
        return True  # "221 W. 79th St."
    return len(unit) == 1 and not match["blank"] and _LABEL.search(before(match, 16)) is not None


def _is_million(match: re.Match[str], unit: str, following: str) -> bool:
    """Say whether an "m" is British for million, as in "5m people", and not a metre, as in "100m sprint"."""
    if unit != "m" or match["hyphen"] or match["blank"] or not following or (match["high"] and not following):
        return False
    return (
        following.islower()
        and following not in words("en", "race")
        and following.endswith(("s", "people", "children", "men", "women"))
    )


def _dimensions(match: re.Match[str]) -> str:
    sides = [number(part) for part in re.split(r"\s?[x×]\s?|\sby\s", match["sides"])]
    unit = match["unit"]
    if not unit:
        return " by ".join(sides)
    one, many = _units()[unit]
    single = match["hyphen"] or word_after(match) in words("en", "calibre") or is_adjectival(match)
    return f"{' by '.join(sides)} {one if single else many}"


def _height(match: re.Match[str]) -> str:
    feet, inches = match["feet"], match["inches"]
    if not inches:
        return f"{cardinal(int(feet))} {'foot' if match['joined'] else 'feet'}"
    half = " and a half" if match["half"] else ""
    return f"{cardinal(int(feet))} foot {cardinal(int(inches))}{half}"


def _feet(match: re.Match[str]) -> str:
    return f"{cardinal(int(match['feet']))} foot {cardinal(int(match['inches']))}"


def _caliber(match: re.Match[str]) -> str:
    figures = match["n"]
    if len(figures) == 3:
        return f"{cardinal(int(figures[0]))} {cardinal(int(figures[1:]))}"
    return cardinal(int(figures)) if figures[0] != "0" else f"oh {cardinal(int(figures))}"


def _times(match: re.Match[str]) -> str:
    alone = not match.start() and match.end() == len(match.string)  # a label
    if match["low"] != "1" and not alone and not is_adjectival(match):
        return f"{number(match['low'])}{' to ' + number(match['high']) if match['high'] else ''} times"
    return f"{number(match['low'])} X" if not match["high"] else f"{number(match['low'])} to {number(match['high'])} X"


def _age(match: re.Match[str]) -> str:
    unit = {"y": "year", "m": "month", "w": "week"}[match["unit"][0]]
    if match["mark"] == "-":
        return f"{number(match['n'])}-{unit}-old"
    plural = match["n"] != "1" and re.search(r"(?:\b(?:is|was|are|were|be|turned|only|just)|'s) $", before(match))
    return f"{number(match['n'])} {unit}{'s' if plural else ''} old"


def _rate(match: re.Match[str]) -> str:
    return f" per {table('en', 'per')[match['per']]}"


def _inches(match: re.Match[str]) -> str | None:
    if before(match, 1) in {'"', plain("“")} or match.string.count('"', 0, match.start()) % 2:
        return None  # a title in quotation marks: "Fahrenheit 451"
    following = word_after(match)
    one = match["hyphen"] or match["low"] == "1" or (following and following not in words("en", "function"))
    return f"{number(match['low'])}{'-' if match['hyphen'] else ' '}inch{'' if one else 'es'}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*_sizes(), *_ages_and_multiples(), *_quantities())


def _sizes() -> tuple[Grammar, ...]:
    """Return the grammars of heights, dimensions and calibres."""
    units = _units()
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    certain = choice(
        u for u in ("mm", "cm", "m", "km", "ft", "ft.", "yd", "in.", "nm", "µm", "mi", "miles", "px") if u in units
    )
    return (
        Grammar(
            pattern(
                rf"{left}(?P<feet>\d)'{SPACE}?(?P<inches>\d{{1,2}})(?P<half>½|\.5)?(?:\"|”|'')"
                rf"?(?P<joined>)(?!\w)"
            ),
            _height,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<sides>{NUMBER}{SPACE}?[x×]{SPACE}?(?:{NUMBER})(?:{SPACE}?[x×]{SPACE}?(?:{NUMBER}))?)"
                rf"(?:(?P<hyphen>-)?{SPACE}?(?P<unit>{certain})(?!\w))?(?!\w)"
            ),
            _dimensions,
        ),
        Grammar(
            pattern(rf"{left}(?P<feet>\d)[ -]?ft\.?{SPACE}(?P<inches>\d{{1,2}})[ -]?in(?:\b\.(?=\s[a-z])|\b)"),
            _feet,
        ),
        Grammar(
            pattern(
                r"(?<![\w.])\.(?P<n>\d\d\d?)(?=[ -](?:calib(?:er|re)|cal\b|rifle|pistol|handgun|revolver|round|"
                r"bullet|Magnum|"
                r"magnum|special|BMG|ammunition|machine|Win|ACP|long))"
            ),
            _caliber,
        ),
    )


def _ages_and_multiples() -> tuple[Grammar, ...]:
    """Return the grammars of ages, multiples, and units behind a fraction."""
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    return (
        Grammar(
            pattern(
                rf"{left}(?P<n>\d{{1,3}})(?P<mark>-|{SPACE})?(?P<unit>y/?o|y\.o\.|(?:yr|mo|wk)s?\.?[- ]old)(?![\w/])"
            ),
            _age,
        ),
        Grammar(pattern(r"(?<!\w)[x×](?P<n>\d{1,2})(?![\w.,-]\d|\w)"), lambda m: f"times {number(m['n'])}"),
        Grammar(
            pattern(rf"{left}(?P<low>{NUMBER})(?:{DASH}(?P<high>{NUMBER}))?x(?![\w])"),
            _times,
        ),
        Grammar(
            pattern(rf"(?:(?<=/\d)|(?<=[½⅓⅔¼¾⅛⅜⅝⅞])){SPACE}?(?P<unit>[a-zA-Z]{{1,6}})(?![\w/-])\.?(?={SPACE}|$|[,;)])"),
            _part,
            needs="/½⅓⅔¼¾⅛⅜⅝⅞",
        ),
    )


def _quantities() -> tuple[Grammar, ...]:
    """Return the grammars of a number with its unit."""
    units = _units()
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    sign = r"(?P<sign>(?<![\w)])[-–])?"
    attached = choice(u for u in units if u != "K")
    per = rf"(?:/(?P<per>{choice(table('en', 'per'))}))?"
    mag = rf"(?:{SPACE}?(?P<mag>hundred|thousand|million|billion|trillion|mln|bln|bn|mn|tn|{_MILLIONS})(?={SPACE}))?"
    end = r"(?P<tail>-(?=[a-z]))?(?![\w/]|'\w|\.\d)"
    return (
        Grammar(
            pattern(
                rf"{left}{sign}(?P<low>{NUMBER})(?:{SPACE}?(?:{DASH}|to){SPACE}?(?P<high>{NUMBER}))"
                rf"?{mag}(?P<hyphen>[-])?(?P<blank>{SPACE})?"
                rf"(?P<unit>{attached}){per}{end}"
            ),
            _measure,
        ),
        Grammar(pattern(rf"{left}(?P<low>{NUMBER})(?P<hyphen>-)?[\"”](?={SPACE}[A-Za-z]|[,.)])"), _inches),
        Grammar(
            pattern(
                rf"{left}(?P<n>{NUMBER})/(?P<per>kg|MWh|kWh|bbl|barrel|tonne|ton|hour|hr|day|week|month|year|person|mile|km)(?!\w)"
            ),
            lambda m: f"{number(m['n'])} per {table('en', 'per')[m['per']]}",
        ),
        Grammar(
            pattern(
                rf"(?<=[a-z])(?<=s|e){SPACE}?/{SPACE}?(?P<per>[kMG]Wh|k?m[²³23]|kg|barrel|bbl|tonne|ton|hour|day|week|month|year|"
                r"person|capita|acre|hectare|ha|litre|liter|gallon|mile|km)(?!\w)"
            ),
            _rate,
            needs="/",
        ),
    )
