"""Money: amounts with signs, codes and magnitudes, ranges, cents, rates; notes and old money."""

import re
from functools import cache
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, fraction, number
from narrate.script.normalize.shapes import before, is_adjectival, listed, magnitude, pattern, plain, speaks, word_after
from narrate.script.normalize.tables import codes, rows, table, words


def _pair(match: re.Match[str]) -> str | None:
    """Read a pair of the currency market as dealers do: USD/JPY is "dollar yen"."""
    coins = _coins()
    if match["a"] not in coins or match["b"] not in coins:
        return None
    names = [coins[code][1] for code in (match["a"], match["b"])]
    if sum(name.endswith("dollar") for name in names) < 2:
        names = [name.removeprefix("U.S. ") for name in names]
    return " ".join(names)


def _old_money(match: re.Match[str]) -> str:
    """Read pounds, shillings and pence of before 1971: "£2 14s 6d"."""
    pounds, shillings = int(match["pounds"].replace(",", "")), int(match["shillings"])
    parts = ((pounds, "pound"), (shillings, "shilling"))
    reading = " ".join(f"{cardinal(n)} {unit}{'' if n == 1 else 's'}" for n, unit in parts)
    if not match["pence"]:
        return reading
    return f"{reading} and {cardinal(int(match['pence']))} {'penny' if match['pence'] == '1' else 'pence'}"


def _shillings(match: re.Match[str]) -> str:
    shillings = cardinal(int(match["shillings"]))
    return f"{shillings} shilling{'s' if match.string.startswith(' a ', match.end()) and shillings != 'one' else ''}"


_LEVEL = pattern(
    r"\b(?:at|above|below|beyond|past|near|nears?|to|than|by|around|about|under|over|hits?|reach(?:es|ed)?|tops?|topped|costs?|is|was|are"
    r"|were|be|until|till) $",
    re.IGNORECASE,
)

"""In front of a price that somebody may act at: "at $80 producers earn nothing"."""

_PRICED = pattern(rf" (?P<between>(?:[A-Za-z]+ ){{0,2}})(?:{listed('priced')})(?![\w'])", re.IGNORECASE)
_GOODS = pattern(r" (?:(?P<first>[a-z]{3,12}) )?(?P<last>[a-z]{2,14}(?:[^suia]|[aeo]i|[ea])s)(?![\w:/-])")
_NO_NOUN = pattern(r"(?:ly|er|ed|[^us]s)$")
_VIDEO = frozenset({"240", "360", "480", "720"})
_GROUPED_ONLY = frozenset({"P", "N"})  # P500 and N95 are no money, P1,200 and N5bn are
_NIGERIAN = pattern(r"\b(?:[Nn]aira|Nigerian?s?|Lagos|Abuja|Kano|Ibadan|Kaduna|Enugu|per litre|a litre)\b")
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
    """Say whether letters in front of figures are no currency: R-37, R2, P500, SDG 11, COP30."""
    sign, first, mag = match["sign"].rstrip("."), match["low"], match["mag"]
    if len(sign) > 1:
        is_attached = match.string[match.end("sign")].isdecimal()
        is_wordlike = is_attached and sign in words("en", "wordlike_coins")
        return not mag and (is_wordlike or (sign in words("en", "doubtful_coins") and len(first) < _SUM))
    if not sign.isalpha():
        return False
    is_figure = "." in first and "," not in first and not mag and not (sign == "R" and _RAND_AND_CENTS.fullmatch(first))
    if match["inner"] or (mag and len(mag) == 1 and len(first) < 2) or is_figure:
        return True
    if mag or "," in first or "." in first:
        return False
    if sign == "N" and len(first) > 2 and speaks(_NIGERIAN, match):
        return False
    return len(first) < 3 or sign in _GROUPED_ONLY or (sign == "R" and _is_model(match))


_RAND_AND_CENTS = pattern(r"\d{1,4}\.\d\d")
_SUM = 5  # so many signs has a sum of money behind letters that mean other things too
_MAKER = pattern(r"(?:^| )[A-Z][\w&-]+ $")
_ITS = pattern(r"\b(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Nn]ew|[Oo]ld) $")


def _is_model(match: re.Match[str]) -> bool:
    """Say whether an R and figures are a model of a maker or a thing: "the R6700 router", "Canon R50"."""
    front = before(match)
    if _MAKER.search(front) and match.start() > len(front.lstrip()):
        return True
    return bool(_ITS.search(front) and word_after(match).islower() and not _is_price_tag(match))


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
    reading = _span(match, mag, mag_high, coin, single=single) if match["high"] else ""
    reading = reading or _amount(match["low"], mag, coin, single=single)
    reading += _each(match["per"], alone=not match["per2"]) + _each(match["per2"], alone=False)
    if match["rent"]:
        reading += f" {codes('rent')[match['rent'].replace('.', '').strip()]}"
    if match["each"]:
        reading += match["each"].replace("-", " ")
    if match["plus"] == "+" and match["high"]:
        reading += " or more"
    more = "more than " if match["plus"] == "+" and not match["high"] else ""
    return f"{more}{lead}{reading}{' plus' if match['plus'] == '-plus' else ''}"


def _each(unit: str | None, *, alone: bool) -> str:
    """Return for what a price is: "$5/month" is so much "a month", "$5/mo" and "$5/user/month" "per month"."""
    if not unit:
        return ""
    name = table("en", "per")[unit]
    if alone and unit.lower() in _PERIODS:
        return f" a{'n' if name == 'hour' else ''} {name}"
    return f" per {name}"


_PERIODS = frozenset({"hour", "night", "day", "week", "month", "year"})


def _shared(match: re.Match[str]) -> str | None:
    """Read two amounts with one magnitude: "$30 to $40 million", but not "$500 to $1 million"."""
    coin = _coins()[match["sign"]]
    low, high = (float(match[part].replace(",", "")) for part in ("low", "high"))
    is_other = match["again"] and _coins()[match["again"]] != coin
    is_sum = match["word"] == "and" and not _BETWEEN.search(before(match))
    if low >= high or is_other or is_sum or len(match["mag"]) == 1 or not (match["again"] or match["word"] == "to"):
        return None
    single = bool(match["hyphen"]) or is_adjectival(match) or _is_price_tag(match)
    joining = match["word"] or "to"
    return f"{number(match['low'])} {joining} {_amount(match['high'], match['mag'], coin, single=single)}"


_BETWEEN = pattern(r"\b[Bb]etween $")


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
    if priced and not any(word.lower() in words("en", "function") for word in priced["between"].split()):
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
    if match["coin"] == "c" and word_after(match).istitle():
        return None  # a name: the 21c Hotel
    one, many = ("penny", "pence") if match["coin"] == "p" else ("cent", "cents")
    single = match["low"] == "1" or is_adjectival(match) or _is_price_tag(match)
    per = f" per {table('en', 'per')[match['per']]}" if match["per"] else ""
    return f"{number(match['low'])} {one if single and (one == 'cent' or match['low'] == '1') else many}{per}"


def _stylized(name: str) -> str:
    """Return a name with a dollar for its S as it sounds: "A$AP" is "Asap", "Ke$ha" "Kesha"."""
    reading = name.replace("$", "s")
    return reading.title() if reading.replace("s", "").isupper() else reading


def _exclaimed(name: str) -> str:
    return name.replace("!", "i")


def _coin(sign: str) -> str:
    return _coins()[sign][1]


def _rate_coin(sign: str) -> str:
    """Return the currency of a rate of exchange: "₦1,550/$" is so many naira "to the dollar"."""
    return _coin(sign).removeprefix("U.S. ")


SHAPES = {
    "alone": lambda: (sign for sign in _coins() if len(sign) == 1 and not sign.isalpha()),
    "signs": lambda: (sign for sign in _coins() if not sign.isalpha() or sign in words("en", "coin_letters")),
}
