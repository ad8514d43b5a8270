"""Plain numbers: counts, ordinals, ranges, magnitudes, signs, "No. 5", figures in groups."""

import re
from functools import cache
from unicodedata import normalize

from narrate.script.normalize.cardinals import cardinal, digits, label, number, ordinal, sign
from narrate.script.normalize.shapes import (
    before,
    is_plural_noun,
    is_title_case,
    listed,
    magnitude,
    pattern,
    speaks,
    word_after,
)
from narrate.script.normalize.tables import rows, table, words

_MANY = ("s", "people", "children", "men", "women", "staff", "personnel", "crew")
_PAIR = pattern(r" [a-z-]+ ([a-z]+)\b")
_CODE = pattern(r"\b(?:[A-Z]{3}|[KTU]Sh|Ksh|Rs\.?|R[pM]|SFr|Dh|kr|Php) $")


@cache
def _measured() -> frozenset[str]:
    return frozenset(row[0] for row in rows("en", "units")) - {"m", "in", "h", "s"}


def _counted(match: re.Match[str]) -> str | None:
    """Read a letter as a magnitude only where a plural noun follows: "5k users", but "a 5k run" and "100m sprint"."""
    mag, following = match["mag"], word_after(match)
    if following in _measured() or match.string.startswith(" b/d", match.end()) or _CODE.search(before(match)):
        return None  # a matter of `measures` and `money`
    if len(mag) == 1 and not _is_counted(match, following) and not _is_sum(match):
        return None
    if mag == "m":
        return None  # a matter of `measures`: it may be a metre
    low = number(match["low"])
    if match["high"]:
        low += f"{magnitude(match['lowmag']) if match['lowmag'] != mag else ''} to {number(match['high'])}"
    plus = "more than " if match["plus"] else ""
    return f"{plus}{low}{magnitude(mag)}"


def _is_counted(match: re.Match[str], following: str) -> bool:
    """Say whether things that are counted follow a letter: "5k users", "200M+ weekly users"."""
    if _THINGS.fullmatch(following) or (is_title_case(match) and is_plural_noun(following.lower())):
        return match["mag"] in "kKM"
    if not following.islower():
        return False
    if following.endswith(_MANY):
        return following not in words("en", "function")  # "Apt. 4B was" is no billion
    pair = _PAIR.match(match.string, match.end())
    return bool(match["plus"]) and pair is not None and pair[1].endswith(_MANY)


_TOTALLED = pattern(rf"\b(?:{listed('totalled')}) $", re.IGNORECASE)
_AFTER_SUM = pattern(rf"[.,;:)]|$| (?:{listed('summed')})\b")
_PICTURE = pattern(rf"\b(?:{listed('pictured')})\b")
_RUN = pattern(rf"\b(?:{listed('runs')})\b")
_RUNS = frozenset({"5", "10", "15", "20", "50", "100"})
_PICTURES = frozenset({"2", "4", "5", "6", "8"})


def _is_sum(match: re.Match[str]) -> bool:
    """Say whether a number with a letter is a sum by the words around it: "rose by 142K in May", but "ran a 10K"."""
    low, text = match["low"], match.string
    if not match.string[match.start("mag") - 1].isdecimal() or not _TOTALLED.search(before(match)):
        return False
    if not _AFTER_SUM.match(text, match.end()) or (match["mag"] == "B" and low.isdecimal() and len(low) < 2):
        return False  # "seat 4B"
    is_run = low in _RUNS and speaks(_RUN, match)
    return not is_run and not (low in _PICTURES and speaks(_PICTURE, match))


_THINGS = pattern(r"[A-Z]{2,5}s|[a-z][A-Z][a-z]+s")  # EVs, iPads
_SUFFIX = {1: "st", 2: "nd", 3: "rd"}
_HEAVIEST = 100  # stone
_POUNDS = pattern(r" (?:\d|1[0-3]) ?lbs?\b")


def _ordinal(match: re.Match[str]) -> str:
    n = int(match["n"].replace(",", ""))
    right = "th" if 10 < n % 100 < 14 else _SUFFIX.get(n % 10, "th")
    suffix = match["suffix"].lower()
    is_weight = right == "th" or _POUNDS.match(match.string, match.end()) is not None
    if suffix == "st" and n < _HEAVIEST and is_weight:
        return f"{cardinal(n)} stone"  # a body's weight in Britain
    is_label = match[0] == match.string  # nothing around says that a wrong ending is a slip
    return f"{cardinal(n)} {suffix}" if is_label and suffix != right else ordinal(n)


_SMALL = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_MODEL = pattern(r"\b(?:ATR|CRJ|Dash|ERJ|Boeing|Airbus|Antonov) $")


def _article(match: re.Match[str]) -> str | None:
    """Read an article that was put in behind another: "Art. 111-1" is "one hundred eleven dash one"."""
    a, b = int(match["a"]), int(match["b"])
    return f"{cardinal(a)} dash {cardinal(b)}" if b < a else None


def _in_words(match: re.Match[str]) -> str | None:
    """Read "two-three years" with "to"."""
    low, high = _SMALL.index(match["a"].lower()), _SMALL.index(match["b"])
    return f"{match['a']} to {match['b']}" if low and high == low + 1 else None


def _range(match: re.Match[str]) -> str | None:
    low, high = match["low"], match["high"]
    if _MODEL.search(before(match)):
        return f"{label(int(low))} {label(int(high))}" if low.isdecimal() and high.isdecimal() else None
    mag = magnitude(match["mag"])
    tail = " " if match["hyphen"] else ""
    plus = " plus" if match["plus"] else ""
    return f"{number(low)}{magnitude(match['maglow'])} to {number(high)}{mag}{plus}{tail}"


_LISTED = frozenset({"children", "men", "people", "soldiers", "victims", "women", "workers"})


def _signed(match: re.Match[str]) -> str:
    if match["sign"] == "-" and not before(match).strip() and word_after(match) in _LISTED:
        return number(match["low"])  # the dash of a list
    return f"{sign(match['sign'].strip())} {number(match['low'])}"


def _more(match: re.Match[str]) -> str:
    """Read "70+": "more than seventy", but an age or a class is "eighteen plus"."""
    if re.search(r"\b(?:aged?|ages|over|under|rated|for) $", before(match)) or not word_after(match).endswith("s"):
        return f"{number(match['low'])} plus" if len(match["low"]) < 3 else f"more than {number(match['low'])}"
    return f"more than {number(match['low'])}"


def _labelled(match: re.Match[str]) -> str:
    word = {"n": "number", "N": "Number"}[match["no"][0]]
    plural = match["no"].rstrip(".").endswith("s")
    if word == "Number" and match.start() > 0:
        word = "number"
    return f"{word}{'s' if plural else ''} "


def _compared(match: re.Match[str]) -> str:
    """Read a comparison; "a ~5% cut" is "a roughly five percent cut", since "a about" can't be said."""
    word = {"<": "less than", ">": "more than", "≤": "at most", "≥": "at least"}.get(match[0].strip())
    if word is None:
        article = before(match).lower().removesuffix(" ").rpartition(" ")[2]
        word = {"a": "roughly", "an": "approximately"}.get(article, "about")
    return f"{word} "


def _spaced(match: re.Match[str]) -> str | None:
    """Read figures in groups with blanks: "12 500 police" is "twelve thousand five hundred"."""
    counted = match["noun"] in words("en", "counted") or is_plural_noun(match["noun"])
    return number(match["say"].replace(" ", "")) if counted else None


def _indian(figures: str) -> str:
    """Return Indian groups of figures in words: "1,25,000" is "one lakh twenty five thousand"."""
    n, reading = int(figures.replace(",", "")), []
    for size, name in ((10**7, "crore"), (10**5, "lakh")):
        if n >= size:
            reading.append(f"{cardinal(n // size)} {name}")
            n %= size
    return " ".join([*reading, cardinal(n)] if n else reading)


def _count(written: str) -> str:
    """Return a number, or its figures one by one where it has more of them than a count has."""
    return digits(written) if written.isdecimal() and len(written) > 9 else number(written)


def _glyphs(written: str) -> str:
    return " ".join(number(normalize("NFKC", digit)) for digit in written)


def _docket(figures: str) -> str:
    """Return the second part of a docket: "No. 22-277" is "number twenty two, two seventy seven"."""
    return digits(figures) if len(figures) > 4 or figures[0] == "0" else label(int(figures))


SHAPES = {
    "ranks": lambda: (rank for rank in table("en", "titles") if re.search(r"\d", rank)),
    "small": lambda: _SMALL,
}
