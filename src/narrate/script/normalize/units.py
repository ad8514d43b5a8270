"""Which unit letters behind figures mean: a metre or a million, a nanometre or a nautical mile, a knot or a kiloton."""

import re
from functools import cache

from narrate.script.normalize.shapes import before, behind, listed, pattern, speaks
from narrate.script.normalize.tables import rows, words

__all__ = ["is_labelled", "is_million", "is_no_unit", "named", "units"]

_LABEL = pattern(rf"\b(?:{listed('lettered')}) $", re.IGNORECASE)
_COUNTING = pattern(rf"\b(?:{listed('millioned')}) $")
_TWO = pattern(r" ([A-Za-z]+)(?:-[a-z]+)? ([a-z]+s|people|children|women|men)\b")
_PEOPLES = ("s", "ese", "ish", "nch", "tch", "wiss")
_RACING = pattern(r"\b(?:sprint\w*|race[ds]?|heats|medal\w*|champion\w*|runners?|swimm\w+|Olympic\w*|relays?)\b")
_HOUSED = pattern(r"\d ?BR\b")
_RUN = 50  # the shortest race in meters: "2m records" are millions
_THINGS = pattern(r"(?:[A-Z]{2,5}|[a-z][A-Z][a-z]+|[A-Z][a-z]+[A-Z]\w*)s")
"""Things of which there are many, by their initials or brand: SSNs, EVs, iPads."""
_CROWDS = ("s", "people", "children", "men", "women")
_THEM = pattern(r" of (?:them|whom|us|those|these|its|their|his|her|our|Britain|America)\b")
_PEOPLED = pattern(rf"\b(?:{listed('peopled')})\b", re.IGNORECASE)
_LENGTH = pattern(rf"\b(?:{listed('lengthy')})\b|\d ?(?:km|ft|cm|mm|kg)\b", re.IGNORECASE)
_REACHING = pattern(
    r"\b(?:reach(?:es|ed)?|topped|tops|exceed(?:ed|s)?|pass(?:ed|es)?|total(?:l?ed|s)|hits|killed|infected|displaced"
    r"|to|by|from|and|at|than|about|nearly|almost|some|around|over|another|record|reached|hit|is|was|or) $"
)
_MILLIONS = pattern(
    r"\dm (?!(?:in|of|at|to|from|for|by|on|with|and|or|as) )"
    r"(?:[a-z-]+ )?(?:people|children|men|women|[a-z]{3,14}[a-rt-z]s)\b"
)
"""Another figure of the sentence that counts in millions; this one does so too."""
_AT_SEA = pattern(rf"\b(?:{listed('seaborne')})\b")
_WINDY = pattern(rf"\b(?:{listed('windy')})\b")
_KNOT, _MILE, _POINT = ("knot", "knots"), ("nautical mile", "nautical miles"), ("point", "points")


@cache
def units() -> dict[str, tuple[str, str]]:
    """Return units as they are printed with their names, one and many."""
    return {row[0]: (row[1], row[2]) for row in rows("en", "units")}


def named(match: re.Match[str], unit: str, following: str) -> tuple[str, str]:
    """Return the names, one and many, that a unit has among the words around it."""
    if unit == "nm" and speaks(_AT_SEA, match):
        return _MILE
    if unit == "kt" and speaks(_WINDY, match):
        return _KNOT
    if unit == "pt" and following not in words("en", "drunk"):
        return _POINT
    return units()[unit]


def is_million(match: re.Match[str], unit: str, following: str) -> bool:
    """Say whether an "m" is British for million, as in "5m people" or "sold 12m", and no metre, as in "100m sprint"."""
    if unit != "m" or match["hyphen"] or match["blank"]:
        return False
    if match["tail"] is not None:
        return match.string.startswith("-strong", match.end())
    if following not in words("en", "dimension") and _COUNTING.search(before(match)):
        return True
    if following in {"cubic", "square", "metric"} or _is_of_many(match, following):
        return True
    is_race = following in words("en", "race") and not (following == "records" and float(match["low"]) < _RUN)
    return bool(following) and not is_race and _is_crowd(match, following)


def _is_of_many(match: re.Match[str], following: str) -> bool:
    """Say whether the sentence counts people and speaks of no length: "the population fell by 2m to 38m"."""
    if following == "of" and _THEM.match(match.string, match.end()):
        return True
    if following in words("en", "dimension") or following in {"from", "off", "into"} or following.istitle():
        return False
    if speaks(_LENGTH, match) or not (speaks(_PEOPLED, match) or speaks(_MILLIONS, match)):
        return False
    is_counted = following in words("en", "many_do") or _REACHING.search(before(match)) is not None
    return is_counted or (not following and speaks(_MILLIONS, match))


def _is_crowd(match: re.Match[str], following: str) -> bool:
    """Say whether those who are counted follow: people, Germans, young voters."""
    if (following.islower() and following.endswith(_CROWDS)) or _THINGS.fullmatch(following):
        return True
    is_short = "." in match["low"] or len(match["low"]) < 3
    if (is_short or not speaks(_RACING, match)) and following.istitle() and following.endswith(_PEOPLES):
        return True
    pair = _TWO.match(match.string, match.end())
    if pair is None or pair[2] in words("en", "race") or pair[1] in words("en", "function"):
        return False
    return "." in match["low"] or pair[1] in words("en", "many") or (pair[1].isupper() and len(pair[1]) > 1)


def is_no_unit(match: re.Match[str], unit: str, value: str) -> bool:
    """Say whether letters behind figures are something else: "the 80s", "Route 9W", "in 2-in-1 laptops"."""
    if unit == "s":
        return _is_decade(value, attached=not match["blank"])
    if unit == "in":
        return bool(match["blank"]) or match.string.startswith("-", match.end())
    if unit == "W" and re.match(r"\.? (?:[A-Z]|\d+(?:st|nd|rd|th))", behind(match)) and match["blank"]:
        return True  # "221 W. 79th St."
    if unit in {"BR", "BA"}:
        return not speaks(_HOUSED, match)
    if unit == "mo":
        return bool(match["blank"])
    is_model = re.match(r"-\d", behind(match))  # 206L-4
    is_label = bool(is_model) or (not match["blank"] and is_labelled(match))
    return (len(unit) == 1 and is_label) or _NUMBERED.search(before(match)) is not None  # "Art. 50 TEU"


_NUMBERED = pattern(r"\b(?:Art(?:icle|\.)|Sec(?:tion|\.)|Rule|No\.|Clause|Chapter) $")


def _is_decade(value: str, *, attached: bool) -> bool:
    if attached:
        return value.endswith("0") or "." not in value
    return len(value) == 4 and value.endswith("0") and "." not in value


def is_labelled(match: re.Match[str]) -> bool:
    """Say whether a letter behind figures belongs to a label, as in "seat 14C" or "Route 9W"."""
    return _LABEL.search(before(match)) is not None
