"""Money: signs, codes and magnitudes, in front of the amount or after it, ranges, cents, rates."""

import re

from narrate.script.normalize.cardinals import cardinal, number
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import (
    DASH,
    MAGNITUDE,
    NUMBER,
    SPACE,
    before,
    choice,
    is_adjectival,
    magnitude,
    word_after,
)
from narrate.script.normalize.signs import pattern, plain
from narrate.script.normalize.tables import rows, words

__all__ = ["grammars"]

_PER = {
    "mo": "month",
    "month": "month",
    "yr": "year",
    "year": "year",
    "hr": "hour",
    "h": "hour",
    "hour": "hour",
    "wk": "week",
    "week": "week",
    "d": "day",
    "day": "day",
    "night": "night",
    "bbl": "barrel",
    "barrel": "barrel",
    "b": "barrel",
    "ton": "ton",
    "t": "ton",
    "tonne": "tonne",
    "MWh": "megawatt-hour",
    "kWh": "kilowatt-hour",
    "kg": "kilogram",
    "lb": "pound",
    "oz": "ounce",
    "gal": "gallon",
    "gallon": "gallon",
    "share": "share",
    "person": "person",
    "unit": "unit",
    "litre": "liter",
    "liter": "liter",
    "L": "liter",
    "l": "liter",
    "sqft": "square foot",
    "min": "minute",
    "minute": "minute",
}


_BUYING = pattern(
    r"\b(?:(?!need|exceed|indeed|estimat|report|expect)[a-z]{2,12}ed|sells?|sold|selling|buys?|buying|bought|gets?|got|getting|"
    r"sends?|sent|sending|offers?|offering|issues?|issuing|includ(?:es?|ing)|mails?|mailing|hands?|writes?|wrote|"
    r"cash(?:es|ing)?|with|in|for|stacks of|bundles of|thousands of|hundreds of|dozens of|millions of) $",
    re.IGNORECASE,
)


def _amount(value: str, mag: str | None, coin: tuple[str, ...], *, single: bool = False) -> str:
    """Return an amount in words, with its minor unit when it has exactly two decimals and no magnitude."""
    _, one, many, cent, cents = coin
    whole, dot, decimals = value.replace(",", "").partition(".")
    bare = decimals.rstrip("0")
    if mag or (dot and len(bare) > 2) or (dot and not decimals):
        return f"{number(value)}{magnitude(mag)} {one if single else many}"
    if not bare:
        plain = value.partition(".")[0]
        return f"{number(plain)} {one if single or (whole.lstrip('0') or '0') == '1' else many}"
    minor = int(bare.ljust(2, "0"))
    if not int(whole or 0):
        return f"{cardinal(minor)} {cent if minor == 1 or single else cents}"
    small = f"{cardinal(minor)} {cent if minor == 1 else cents}"
    return f"{cardinal(int(whole))} {one if int(whole) == 1 else many} and {small}"


def _coins() -> dict[str, tuple[str, ...]]:
    return {plain(row[0]): row for row in rows("en", "currencies")}


def _prefixed(match: re.Match[str]) -> str | None:
    coins = _coins()
    first, second = match["low"], match["high"]
    coin = coins[match["sign"]]
    mag, mag_high = match["mag"], match["maghigh"]
    if match["sign"].isalpha() and len(match["sign"]) < 3 and match["sign"] != "Rs" and "." in first and not mag:
        return None
    is_short = match["sign"].isalpha() and match["sign"].isascii() and len(match["sign"]) < 3
    if is_short and (
        match["inner"]
        or (mag and len(mag) == 1 and len(first) < 2)
        or not (mag or match["sign"] == "Rs" or len(first) > 2)
    ):
        return None  # R-37, R2: no rand
    lead = "plus " if match["minus"] == "+" else "minus " if match["minus"] or match["inner"] else ""
    single = (bool(match["hyphen"]) and not match["plus"]) or is_adjectival(match) or _is_price_tag(match)
    if second:
        low_mag, both = mag, match["again"] is not None
        if both and not mag_high:
            said = f"{_amount(first, low_mag, coin)} to {_amount(second, None, coin, single=single)}"
        else:
            small = f"{number(first)}{magnitude(low_mag if low_mag and low_mag != mag_high else None)}"
            said = f"{small} to {_amount(second, mag_high, coin, single=single)}"
    else:
        said = _amount(first, mag, coin, single=single)
    if match["per"]:
        said += f" per {_PER[match['per']]}"
    if match["each"]:
        said += match["each"].replace("-", " ")
    if match["plus"] == "+" and second:
        said += " or more"
    more = "more than " if match["plus"] == "+" and not second else ""
    return f"{more}{lead}{said}{' plus' if match['plus'] == '-plus' else ''}{' ' if match['hyphen'] else ''}"


def _is_price_tag(match: re.Match[str]) -> bool:
    """Say whether an amount is the object's price: "issued $1,400 checks", "in $100 bills", but "won $5 days later"."""
    noun = word_after(match)
    if not re.fullmatch(r"[a-z]+(?:[^suia]|[aeo]i|[ea])s", noun) or noun in words("en", "function"):
        return False
    return noun not in words("en", "unpriced") and _BUYING.search(before(match, 24)) is not None


def _suffixed(match: re.Match[str]) -> str | None:
    coin = _coins()[match["sign"]]
    single = is_adjectival(match)
    if match["high"]:
        low = number(match["low"]) + magnitude(match["mag"])
        return f"{low} to {_amount(match['high'], match['maghigh'], coin, single=single)}"
    return _amount(match["low"], match["mag"], coin, single=single)


def _cents(match: re.Match[str]) -> str:
    one, many = ("penny", "pence") if match["coin"] == "p" else ("cent", "cents")
    single = match["low"] == "1" or is_adjectival(match)
    return f"{number(match['low'])} {one if single and one == 'cent' else many}"


def _bare_sign(match: re.Match[str]) -> str:
    return f" {_coins()[match[0]][1]} "


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    coins = _coins()
    signs = choice(
        s for s in coins if not s.isalpha() or s in {"Rs", "Rp", "R", "RM", "KSh", "Tk", "SFr", "Dh", "kr", "zł"}
    )
    codes = choice(s for s in coins if s.isalpha() and s.isupper() and len(s) == 3)
    alone = choice(s for s in coins if len(s) == 1 and not s.isalpha())
    named = rf"(?:[ -]?(?P<mag>{MAGNITUDE})(?![\w]))?"
    named_high = named.replace("P<mag>", "P<maghigh>")
    tail = rf"(?:{SPACE}?{DASH}{SPACE}?(?P<again>(?:{signs}){SPACE}?)?(?P<high>{NUMBER})(?![\d]){named_high})?"
    per = (
        rf"(?:{SPACE}?/{SPACE}?(?P<per>{choice(_PER)})(?!\w))?(?P<plus>\+(?!\w)|-plus\b)?(?P<each>-an?-[a-z]+)"
        rf"?(?P<hyphen>-(?=[a-z]))?"
    )
    end = r"(?!\d)(?!\.\d)(?!,\d{3})"
    return (
        Grammar(
            pattern(
                rf"(?<![\w$€£])(?P<minus>[-–+](?=\S))?(?P<sign>{signs}|\b(?:{codes})\b)"
                rf"{SPACE}?(?P<inner>[-–])?(?P<low>{NUMBER}){named}{tail}{per}{end}"
            ),
            _prefixed,
        ),
        Grammar(
            pattern(
                rf"(?<![\w.,])(?P<low>{NUMBER}){named}(?:{SPACE}?{DASH}{SPACE}?(?P<high>{NUMBER}){named_high})?"
                rf"[ -]?(?P<sign>{codes}|{alone}|zł|Kč|kr)(?!\w)(?:(?<=kr|zł)\.(?={SPACE}[a-z]))?"
            ),
            _suffixed,
        ),
        Grammar(pattern(rf"(?<![\w.,])(?P<low>\d{{1,3}}(?:\.\d)?){SPACE}?(?P<coin>[p¢])(?![\w/]|\.\w)"), _cents),
        Grammar(
            pattern(rf"(?<![^\W\d_])(?:{alone})|(?:{alone})(?![^\W\d_])"),
            _bare_sign,
            needs=alone.replace("\\", "").replace("|", ""),
        ),
    )
