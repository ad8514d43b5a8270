"""Quantities with units: metric, imperial, data, energy; as adjectives, ranges, dimensions and heights."""

import re

from narrate.script.normalize.cardinals import cardinal, number, pairs
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
from narrate.script.normalize.tables import table, words
from narrate.script.normalize.units import is_million, is_no_unit, named, units

__all__ = ["grammars"]


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
        or (unit == "mm" and following[:1].isupper() and not match.string.startswith(".", match.end()))
    )
    single = (
        single
        or (unit == "L" and _ENGINE.match(match.string, match.end()) is not None)
        or (unit in {"V", "W", "kW", "MP", "hp"} and bool(following) and following not in words("en", "function"))
    )
    if one.endswith(" per hour") and value != "1" and not match["hyphen"]:
        single = False  # a thirty miles per hour limit
    sign = "minus " if match["sign"] else ""
    high = f" to {number(match['high'])}" if match["high"] else ""
    said = f"{sign}{number(value)}{high}{magnitude(mag)} {one if single else many}"
    if match["per"]:
        said += f" per {table('en', 'per')[match['per']]}"
    return said


_ENGINE = pattern(r",? (?:V\d|[A-Za-z]+[- ]\d|\d-cyl|turbo|hybrid|diesel|engine|flat)")
_BY = pattern(r"[\d'\"] ?[x×]")
_BY_MARK = pattern(r"\d/\d[\"”]")
_FOOT = pattern(r"\d[ -]?ft")
_AGAIN = pattern(rf"[a-zA-Zµ²³] ?{DASH} ?[\d.]")


def _repeated(match: re.Match[str]) -> str | None:
    """Read a range with its unit twice: "5km-10km" is "five to ten kilometers"."""
    return _measure(match) if match["unit"] in units() else None


_MILLIONS = r"[mk](?= (?:bpd|b/d|boe|dwt|bbls?|t|ha|sq|cu|[kM]Wh|km|m[23²³]|TEUs?|tons?|tonnes?|light.years?)\b)"
"""An "m" before a unit is no metre."""
_MIXED = pattern(r"\d ?-?(?:\d{1,2}/\d|[½⅓⅔¼¾⅛⅜⅝⅞])$")


def _part(match: re.Match[str]) -> str | None:
    """Read the unit behind a fraction: "1/2 tsp" is one, "2½ tsp" are many."""
    unit = units().get(match["unit"])
    if unit is None or match["unit"] in {"m", "in", "s", "t", "h", "K", "mi"}:
        return None
    return f" {unit[1] if _MIXED.search(before(match)) else unit[0]}"


def _spooned(match: re.Match[str]) -> str | None:
    """Read a cook's "2 c. sugar", "1 T. oil" and "1/2 t. salt" in a sentence that tells of a kitchen."""
    if not _KITCHEN.search(match.string):
        return None
    one = {"c": "cup", "T": "tablespoon", "t": "teaspoon"}[match["unit"]]
    front = before(match)
    single = re.search(r"(?:^|[^\d.])1$", front) or (_MIXED_END.search(front) and not _MIXED.search(front))
    return f" {one}{'' if single else 's'}"


_KITCHEN = pattern(rf"\b(?:{listed('cooked')})\b", re.IGNORECASE)
_MIXED_END = pattern(r"(?:\d/\d|[½⅓⅔¼¾⅛⅜⅝⅞])$")


def _dimensions(match: re.Match[str]) -> str:
    sides = [number(part) for part in re.split(r"\s?[x×]\s?|\sby\s", match["sides"])]
    unit = match["unit"]
    if not unit:
        return " by ".join(sides)
    one, many = units()[unit]
    single = match["hyphen"] or word_after(match) in words("en", "calibre") or is_adjectival(match)
    return f"{' by '.join(sides)} {one if single else many}"


def _height(match: re.Match[str]) -> str:
    feet, inches = match["feet"], match["inches"]
    half = " and a half" if match["half"] else ""
    return f"{cardinal(int(feet))} foot {cardinal(int(inches))}{half}"


def _marked(match: re.Match[str]) -> str:
    """Read sides in feet or inches by their marks: "a 10'x12' room" is "ten by twelve foot"."""
    one, many = ("foot", "feet") if match["mark"] == "'" else ("inch", "inches")
    following = word_after(match)
    single = bool(following) and following not in words("en", "function")
    return f"{' by '.join(number(match[g]) for g in 'abc' if match[g])} {one if single else many}"


def _feet(match: re.Match[str]) -> str:
    until = f" to {cardinal(int(match['feet2']))} foot {cardinal(int(match['inches2']))}" if match["feet2"] else ""
    return f"{cardinal(int(match['feet']))} foot {cardinal(int(match['inches']))}{until}"


def _caliber(match: re.Match[str]) -> str:
    figures = match["n"]
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


def _inches(match: re.Match[str]) -> str | None:
    if before(match).endswith(('"', plain("“"))) or match.string.count('"', 0, match.start()) % 2:
        return None  # a title in quotation marks: "Fahrenheit 451"
    following = word_after(match)
    one = (
        match["hyphen"]
        or (match["low"] == "1" and not match["high"])
        or (following and following not in words("en", "function"))
    )
    high = f" to {number(match['high'])}" if match["high"] else ""
    return f"{number(match['low'])}{high}{'-' if match['hyphen'] else ' '}inch{'' if one else 'es'}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*_sizes(), *_ages_and_multiples(), *_quantities())


def _heights(left: str) -> tuple[Grammar, ...]:
    """Return the grammars of heights in feet and inches with their units, and of calibres."""
    return (
        Grammar(
            pattern(
                rf"{left}(?P<feet>\d)[ -]?ft\.?{SPACE}(?P<inches>\d{{1,2}})[ -]?in(?:\b\.(?=\s[a-z])|\b)"
                rf"(?:{SPACE}?(?:{DASH}|to){SPACE}?(?P<feet2>\d)[ -]?ft\.?{SPACE}(?P<inches2>\d{{1,2}})[ -]?in\b)?"
            ),
            _feet,
            needs=_FOOT,
        ),
        Grammar(
            pattern(
                r"(?<![\w.])\.(?P<n>\d\d\d?)(?=[ -](?:calib(?:er|re)|cal\b|rifle|pistol|handgun|revolver|round|"
                r"bullet|Magnum|"
                r"magnum|special|BMG|ammunition|machine|Win|ACP|long))"
            ),
            _caliber,
            needs=".",
        ),
    )


def _sizes() -> tuple[Grammar, ...]:
    """Return the grammars of heights, dimensions and calibres."""
    known = units()
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    certain = choice(
        u for u in ("mm", "cm", "m", "km", "ft", "ft.", "yd", "in.", "nm", "µm", "mi", "miles", "px") if u in known
    )
    return (
        Grammar(
            pattern(
                rf"{left}(?P<feet>\d)'{SPACE}?(?P<inches>\d{{1,2}})(?P<half>½|\.5)?(?:\"|”|'')"
                rf"?(?!\w)"
            ),
            _height,
            needs=plain("'"),
        ),
        Grammar(
            pattern(
                rf"{left}(?P<sides>{NUMBER}{SPACE}?[x×]{SPACE}?(?:{NUMBER})(?:{SPACE}?[x×]{SPACE}?(?:{NUMBER}))?)"
                rf"(?:(?P<hyphen>-)?{SPACE}?(?P<unit>{certain})(?!\w))?(?!\w)"
            ),
            _dimensions,
            needs=_BY,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<a>{NUMBER})(?P<mark>['\"]) ?[x×] ?(?P<b>{NUMBER})(?P=mark)"
                rf"(?: ?[x×] ?(?P<c>{NUMBER})(?P=mark))?(?!\w)"
            ),
            _marked,
            needs=_BY,
        ),
        *_heights(left),
        Grammar(pattern(r"(?<=\d/\d)(?P<say>[\"”])(?=[\s,.;)]|$)"), lambda _: " inch", needs=_BY_MARK),
    )


def _ages_and_multiples() -> tuple[Grammar, ...]:
    """Return the grammars of ages, multiples, and units behind a fraction."""
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    return (
        Grammar(pattern(r"(?<!\w)[x×](?P<n>\d{1,2})(?![\w.,-]\d|\w)"), lambda m: f"times {number(m['n'])}"),
        Grammar(
            pattern(rf"{left}(?P<low>{NUMBER})(?:{DASH}(?P<high>{NUMBER}))?x(?![\w/])"),
            _times,
            needs=_BY,
        ),
        Grammar(
            pattern(rf"(?:(?<=/\d)|(?<=[½⅓⅔¼¾⅛⅜⅝⅞])){SPACE}?(?P<unit>[a-zA-Z]{{1,6}})(?![\w/-])\.?(?={SPACE}|$|[,;)])"),
            _part,
            needs="/½⅓⅔¼¾⅛⅜⅝⅞",
        ),
        Grammar(pattern(r"(?<=[\d½⅓⅔¼¾⅛]) (?P<unit>[cTt])\.(?= [a-z])"), _spooned, needs="cTt"),
        Grammar(pattern(r"\d/\d{2,3}(?P<say> ?mm ?Hg)(?!\w)"), lambda _: " millimeters of mercury", needs="/"),
    )


def _quantities() -> tuple[Grammar, ...]:
    """Return the grammars of a number with its unit."""
    known = units()
    left = r"(?<![\w.,$€£#])(?<![^\W_][-–])"
    again = (
        rf"{SPACE}?(?P<unit>[a-zA-Zµ²³]{{1,6}}){SPACE}?{DASH}{SPACE}?(?P<high>{NUMBER})"
        rf"(?P<hyphen>-)?(?P<blank>{SPACE})?(?P=unit)"
    )
    sign = r"(?P<sign>(?<![\w)])[-–])?"
    attached = choice(u for u in known if u != "K")
    per = rf"(?:/(?P<per>{choice(table('en', 'per'))}))?"
    mag = (
        rf"(?:{SPACE}?(?P<mag>hundred|thousand|million|billion|trillion|mln|bln|bn|mn|trn|tn|{_MILLIONS})(?={SPACE}))?"
    )
    end = r"(?:(?P<tail>)(?=-[a-z])|(?![\w]|/(?!\d)|'\w|\.\d))"
    return (
        Grammar(
            pattern(rf"{left}{sign}(?P<low>{NUMBER}){again}(?P<mag>(?!))?(?P<per>(?!))?{end}"), _repeated, needs=_AGAIN
        ),
        Grammar(
            pattern(
                rf"{left}{sign}(?P<low>{NUMBER})(?:{SPACE}?(?:{DASH}|to){SPACE}?(?P<high>{NUMBER}))"
                rf"?{mag}(?P<hyphen>[-])?(?P<blank>{SPACE})?"
                rf"(?P<unit>{attached}){per}(?:(?<=[a-z][a-z])\.(?=[,;)]| [a-z]))?{end}"
            ),
            _measure,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<low>{NUMBER})(?:[\"”]?{DASH}(?P<high>{NUMBER}))?(?P<hyphen>-)?[\"”](?={SPACE}[A-Za-z]|[,.;)])"
            ),
            _inches,
        ),
    )
