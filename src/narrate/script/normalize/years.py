"""Years, decades, seasons, eras, quarters and halves of a fiscal year."""

import re

from narrate.script.normalize.cardinals import cardinal, ordinal, plural, short_year, year
from narrate.script.normalize.shapes import QUOTES, before, pattern, word_after
from narrate.script.normalize.tables import words

_DATING = pattern(
    r"\b(?:in|since|by|of|from|until|till|before|after|during|to|through|the|around|circa|and|late|early|mid|"
    r"summer|winter|spring|"
    r"autumn|fall|year|January|February|March|April|May|June|July|August|September|October|November|December) $",
    re.IGNORECASE,
)
_COUNTING = pattern(
    r"\b(?:than|least|most|some|nearly|almost|over|killed|another|No\.|number|all|only|roughly|about|up to|hosted|"
    r"approximately) $",
    re.IGNORECASE,
)
_DONE = pattern(
    r"\b(?!(?:called|dubbed|titled|named|dated|ended|started|entered|opened|passed|marked|reached|followed|called) )"
    r"(?:[a-z]{3,12}ed|found|sold|bought|built|made|lost|won|sent|saw|took|shot|hit|paid|drew|left|gave|has|have|had|employs?"
    r"|with|total of|another) $"
)
_THINGS = pattern(
    r" (?:[a-z]{3,14} )?(?!(?:was|is|has|as|this|its|his|across|plus|versus|towards|afterwards)\b)[a-z]{2,14}s\b"
)


def _year(match: re.Match[str]) -> str | None:
    """Read four figures as a year unless a counted noun follows or a counting word stands in front."""
    n = int(match["y"])
    front, following = before(match), word_after(match)
    if following in words("en", "counted") and not _DATING.search(front):
        return None
    if following and _COUNTING.search(front) and following.endswith("s"):
        return None
    if _DONE.search(front) and _THINGS.match(match.string, match.end()):
        return None  # "recovered 1984 cannabis plants"
    return year(n)


def _season(match: re.Match[str]) -> str | None:
    start, end = int(match["a"]), match["b"]
    if not start % 100 < int(end) <= 2199 and (start + 1) % 100 != int(end):
        return None
    return f"{year(start)} to {short_year(end)}"


_IN_TIME = pattern(r"\b(?:the|early|late|mid|since|from)[ -]$", re.IGNORECASE)
"""In front of years; without it, "1000s" is a crowd."""


def _decade(match: re.Match[str]) -> str | None:
    written = match["d"].replace(",", "")
    n = int(written)
    is_crowd = match.string.startswith(" of", match.end()) or not _IN_TIME.search(before(match))
    if written in {"1000", "100"} and is_crowd:
        return f"{cardinal(n).removeprefix('one ')}s"
    if len(written) == 2:
        if n == 10:
            return None
        return plural(cardinal(n)) if n else "two thousands"
    if n % 100 == 0:
        return "two thousands" if n == 2000 else f"{cardinal(n // 100)} hundreds"
    return plural(year(n))


def _decade_of(written: str) -> str:
    n = int(written)
    return "two thousands" if n == 2000 else plural(year(n) if n > 100 else cardinal(n))


def _plain_year(written: str) -> str:
    n = int(written)
    return year(n) if 1000 < n < 2100 else cardinal(n)


def _era(match: re.Match[str]) -> str:
    reading = _plain_year(match["y"].replace(",", "")) + (f" to {_plain_year(match['y2'])}" if match["y2"] else "")
    era = ".".join(match["era"].replace(".", "").upper())
    return f"{reading} {era}.{' to ' if match['joined'] else ''}"


_PLACING = pattern(r"\b(?:in|for|of|from|to|during|by|since|until|than|and|over|after|before|versus|vs\.?|through) $")


def _reversed(match: re.Match[str]) -> str:
    reading = f"{ordinal(int(match['n']))} {'quarter' if match['kind'] in 'Qq' else 'half'}"
    following, written = word_after(match), match["y"]
    stands_alone = not following or following in words("en", "function")
    if stands_alone and _PLACING.search(before(match).lower()):
        reading = f"the {reading}"
    if not written:
        return reading
    of = "of " if stands_alone else ""
    return f"{reading} {of}{short_year(written.lstrip(QUOTES))}"


def _fiscal(match: re.Match[str]) -> str:
    written = match["y"]
    reading = f"{'.'.join(match['kind'])}. {short_year(written)}"
    return f"{reading} to {short_year(match['y2'][-2:])}" if match["y2"] else reading
