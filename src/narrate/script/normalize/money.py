"""Money: signs, codes and magnitudes, in front of the amount or after it, ranges, cents, rates."""

import re
from functools import cache
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, fraction, number
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import (
    CURRENCY,
    DASH,
    MAGNITUDE,
    NUMBER,
    SPACE,
    before,
    choice,
    is_adjectival,
    listed,
    magnitude,
)
from narrate.script.normalize.signs import pattern, plain
from narrate.script.normalize.tables import rows, table, words

__all__ = ["grammars"]

_NEEDED = pattern(
    rf"[¢{CURRENCY}]|\b[A-Z][A-Za-z]{{0,2}}\.? ?[-–]?\.?\d|[\d A-Za-z]-?(?:[A-Z]{{3}}|kr|zł|Kč|TL)\b|\d ?[pc]\b"
)

_LEVEL = pattern(
    r"\b(?:at|above|below|beyond|past|near|nears?|to|than|by|around|about|under|over|hits?|reach(?:es|ed)?|tops?|topped|costs?|is|was|are"
    r"|were|be|until|till) $",
    re.IGNORECASE,
)
"""In front of a price that somebody may act at: "at $80 producers earn nothing"."""
_PRICED = pattern(rf" (?P<between>(?:[A-Za-z]+ ){{0,2}})(?:{listed('priced')})\b")
_GOODS = pattern(r" (?:(?P<first>[a-z]{3,12}) )?(?P<last>[a-z]{2,14}(?:[^suia]|[aeo]i|[ea])s)(?![\w:/-])")
_NO_NOUN = pattern(r"(?:ly|er|ed|[^us]s)$")
_INDIAN = r"\d{1,2}(?:,\d\d){1,3},\d{3}(?!\d)"
_VIDEO = frozenset({"240", "360", "480", "720"})
_SHORT = (
    "Rs",
    "Rs.",
    "Hr",
    "Rp",
    "R",
    "RM",
    "KSh",
    "Ksh",
    "TSh",
    "USh",
    "Sh",
    "Tk",
    "SFr",
    "Dh",
    "kr",
    "zł",
    "P",
    "Php",
    "N",
)
"""Letters that are a currency in front of an amount."""
_WORDS = frozenset({"ALL", "BAM", "BOB", "COP", "CUP", "GEL", "LAK", "MAD", "MOP", "PEN", "RON", "SOS", "TOP", "TRY"})
"""Codes that are words or other capitals, no currency right before figures: COP30."""
_GROUPED_ONLY = frozenset({"P", "N"})  # P500 and N95 are no money, P1,200 and N5bn are
_NIGERIAN = pattern(r"\b(?:[Nn]aira|Nigerian?s?|Lagos|Abuja|Kano|Ibadan|Kaduna|Enugu|per litre|a litre)\b")
_RENT = {"pcm": " per calendar month", "pw": " per week", "pa": " per annum", "pp": " per person"}
_CENTS = pattern(
    r"\b(?:an?|the|for|to|by|at|of|or|from|per|was|is|than|rose|fell|up|down|lost|gained|added|about|only|just|costs?|another"
    r"|paid|pay|dividend|lost|extra|shed|off) $",
    re.IGNORECASE,
)


def _amount(value: str, mag: str | None, coin: tuple[str, ...], *, single: bool = False) -> str:
    """Return an amount in words, with its minor unit when it has two decimals and no magnitude."""
    _, one, many, cent, cents = coin
    whole, dot, decimals = value.replace(",", "").partition(".")
    bare = decimals.rstrip("0")
    if mag or (dot and len(bare) > 2) or (dot and not decimals) or (bare and not cent):
        return f"{number(value)}{magnitude(mag)} {one if single else many}"
    if not bare:
        figures = value.partition(".")[0]
        return f"{number(figures)} {one if single or (whole.lstrip('0') or '0') == '1' else many}"
    minor = int(bare.ljust(2, "0"))
    small = f"{cardinal(minor)} {cent if minor == 1 or (single and cent != 'penny') else cents}"
    if not int(whole or 0):
        return small
    return f"{cardinal(int(whole))} {one if int(whole) == 1 or single else many} and {small}"


@cache
def _coins() -> dict[str, tuple[str, ...]]:
    return {plain(row[0]): row for row in rows("en", "currencies")}


def _is_no_money(match: re.Match[str]) -> bool:
    """Say whether letters in front of figures are no currency: R-37, R2, P500."""
    sign, first, mag = match["sign"].rstrip("."), match["low"], match["mag"]
    if sign in _WORDS and match.string[match.end("sign")].isdecimal() and not mag:
        return True
    if len(sign) > 1 or not sign.isalpha():
        return False
    if match["inner"] or (mag and len(mag) == 1 and len(first) < 2) or ("." in first and "," not in first and not mag):
        return True
    if sign == "N" and len(first) > 2 and _NIGERIAN.search(match.string):
        return False
    return not (mag or "," in first or (len(first) > 2 and sign not in _GROUPED_ONLY))


def _prefixed(match: re.Match[str]) -> str | None:
    coins = _coins()
    if match["sign"] not in coins or _is_no_money(match):
        return None
    coin = coins[(match["code"] or match["sign"]).strip()]
    mag, mag_high = match["mag"], match["maghigh"]
    lead = "plus " if match["minus"] == "+" else "minus " if match["minus"] or match["inner"] else ""
    if match["part"]:
        return _with_part_of_a_cent(match, coin)
    single = (bool(match["hyphen"]) and not match["plus"]) or is_adjectival(match) or _is_price_tag(match)
    said = _span(match, mag, mag_high, coin, single=single) if match["high"] else ""
    said = said or _amount(match["low"], mag, coin, single=single)
    if match["per"]:
        said += f" per {table('en', 'per')[match['per']]}"
    if match["per2"]:
        said += f" per {table('en', 'per')[match['per2']]}"
    if match["rent"]:
        said += _RENT[match["rent"].replace(".", "").strip()]
    if match["each"]:
        said += match["each"].replace("-", " ")
    if match["plus"] == "+" and match["high"]:
        said += " or more"
    more = "more than " if match["plus"] == "+" and not match["high"] else ""
    return f"{more}{lead}{said}{' plus' if match['plus'] == '-plus' else ''}"


def _with_part_of_a_cent(match: re.Match[str], coin: tuple[str, ...]) -> str:
    """Read the price of grain: "$5.62 1/2" is "five dollars and sixty two and a half cents"."""
    whole, _, minor = match["low"].replace(",", "").partition(".")
    top, bottom = map(int, normalize("NFKC", match["part"]).replace("⁄", "/").split("/"))
    part = {(1, 2): "a half", (1, 4): "a quarter"}.get((top, bottom)) or fraction(top, bottom)
    return f"{_amount(whole, None, coin)} and {cardinal(int(minor))} and {part} {coin[4]}"


def _span(match: re.Match[str], mag: str | None, high: str | None, coin: tuple[str, ...], *, single: bool) -> str:
    """Read a range: "$10-15 billion" has one unit, "$10-$15" two."""
    is_plain = single and not mag and "." not in match["low"] + match["high"]
    if match["again"] is not None and not high and not is_plain:
        return f"{_amount(match['low'], mag, coin)} to {_amount(match['high'], None, coin, single=single)}"
    small = f"{number(match['low'])}{magnitude(mag if mag and mag != high else None)}"
    return f"{small} to {_amount(match['high'], high, coin, single=single)}"


def _is_price_tag(match: re.Match[str]) -> bool:
    """Say whether an amount is the object's price: "bought $50 gift cards", but "won $5 days later"."""
    priced = _PRICED.match(match.string, match.end())
    if priced and not any(word in words("en", "function") for word in priced["between"].split()):
        return True
    goods = _GOODS.match(match.string, match.end())
    if not goods:
        return False
    between = goods["first"]
    if between and (_NO_NOUN.search(between) or between in words("en", "function")):
        return False
    if goods["last"] in words("en", "function") or goods["last"] in words("en", "unpriced"):
        return False
    return _LEVEL.search(before(match)) is None


def _suffixed(match: re.Match[str]) -> str | None:
    coin = _coins().get(match["sign"])
    if coin is None:
        return None
    single = is_adjectival(match)
    if match["high"]:
        low = number(match["low"]) + magnitude(match["mag"])
        return f"{low} to {_amount(match['high'], match['maghigh'], coin, single=single)}"
    return _amount(match["low"], match["mag"], coin, single=single)


def _cents(match: re.Match[str]) -> str | None:
    """Read 50p, 25¢ and, behind a word of price, 40c; 720p and 4K/30p are pictures."""
    front = before(match)
    if match["coin"] == "p" and (match["low"] in _VIDEO or re.search(r"(?:\dK|HD)[ /]$", front)):
        return None
    if match["coin"] == "c" and not (match["per"] or _CENTS.search(front)):
        return None
    one, many = ("penny", "pence") if match["coin"] == "p" else ("cent", "cents")
    single = match["low"] == "1" or is_adjectival(match) or _is_price_tag(match)
    per = f" per {table('en', 'per')[match['per']]}" if match["per"] else ""
    return f"{number(match['low'])} {one if single and (one == 'cent' or match['low'] == '1') else many}{per}"


def _against(match: re.Match[str]) -> str:
    """Read a rate of exchange: "₦1,550/$" is so many naira "to the dollar"."""
    return f" to the {_coins()[match['sign']][1].removeprefix('U.S. ')}"


def _stylized(match: re.Match[str]) -> str:
    """Read a name with a dollar for its S: "A$AP" is "Asap", "Ke$ha" "Kesha"."""
    name = match[0].replace("$", "s")
    return name.title() if name.replace("s", "").isupper() else name


def _bare_sign(match: re.Match[str]) -> str:
    return f" {_coins()[match[0]][1]} "


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_NEEDED, _all())


def _all() -> tuple[Grammar, ...]:
    coins = _coins()
    signs = choice(s for s in coins if not s.isalpha() or s in _SHORT)
    codes = "[A-Z]{3}"  # known or not: an alternation of all would take long to compile
    alone = choice(s for s in coins if len(s) == 1 and not s.isalpha())
    return (*_amounts(signs, codes, alone), *_rest(alone))


def _amounts(signs: str, codes: str, alone: str) -> tuple[Grammar, ...]:
    """Return the grammars of amounts with their currency in front or behind."""
    named = rf"(?:[ -]?(?P<mag>{MAGNITUDE})(?![\w]))?"
    named_high = named.replace("P<mag>", "P<maghigh>")
    tail = rf"(?:{SPACE}?{DASH}{SPACE}?(?P<again>(?:{signs}){SPACE}?)?(?P<high>{NUMBER})(?![\d]){named_high})?"
    per = (
        rf"(?P<code> (?:USD|CAD|AUD|NZD|SGD|HKD)\b)?(?:{SPACE}?/{SPACE}?(?P<per>{choice(table('en', 'per'))})(?!\w))?"
        rf"(?P<rent> ?(?:pcm|p\.c\.m\.|pw|p\.w\.|pa|p\.a\.|pp)(?!\w))?"
        r"(?:/(?P<per2>mo|month|yr|year|wk|week|day)(?!\w))?(?:(?<=/[a-z][a-z])\.(?=[,;]| [a-z]))?"
        r"(?P<plus>\+(?!\w)|-plus\b)?(?P<each>-an?-[a-z]+)?(?P<hyphen>-(?=[a-z]))?"
    )
    end = r"(?!\d)(?!\.\d)(?!,\d{3})"
    return (
        Grammar(
            pattern(
                rf"(?<![\w$€£])(?P<minus>[-–+](?=\S))?(?P<sign>{signs}|\b(?:{codes})(?=\d|\b))"
                rf"{SPACE}?(?P<inner>[-–])?(?P<low>{_INDIAN}|{NUMBER})"
                rf"(?:(?<=\.\d\d) ?(?P<part>[½¼¾⅛⅜⅝⅞]|[1357]/[248])(?![\w/]))?{named}{tail}{per}{end}"
            ),
            _prefixed,
        ),
        Grammar(
            pattern(
                rf"(?<![\w.,])(?P<low>{NUMBER}){named}(?:{SPACE}?{DASH}{SPACE}?(?P<high>{NUMBER}){named_high})?"
                rf"[ -]?(?P<sign>{codes}|{alone}|zł|Kč|kr|TL)(?!\w)(?:(?<=kr|zł)\.(?={SPACE}[a-z]))?"
            ),
            _suffixed,
        ),
    )


def _rest(alone: str) -> tuple[Grammar, ...]:
    """Return the grammars of cents, rates of exchange and signs without an amount."""
    return (
        Grammar(pattern(rf"(?<=[\dkmn])/(?P<sign>{alone})(?:1(?![\d.,]))?(?!\w|\.\d)"), _against, needs="/"),
        Grammar(
            pattern(
                rf"(?<![\w.,])(?P<low>\d{{1,3}}(?:,\d{{3}})?(?:\.\d{{1,2}})?){SPACE}?(?P<coin>[p¢c])"
                rf"(?:/(?P<per>{choice(table('en', 'per'))}))?(?![\w/]|\.\w)"
            ),
            _cents,
        ),
        Grammar(pattern(r"\b[A-Za-z]{1,12}(?:\$[A-Za-z]{1,12}){1,3}\b"), _stylized, needs="$"),
        Grammar(pattern(r"\b[A-Z]![a-z]{2,8}\b"), lambda m: m[0].replace("!", "i"), needs="!"),
        Grammar(
            pattern(rf"(?<![^\W\d_])(?:{alone})|(?:{alone})(?![^\W\d_])"),
            _bare_sign,
            needs=alone.replace("\\", "").replace("|", ""),
        ),
    )
