"""Years, decades, seasons, eras, quarters and halves of a fiscal year."""

import re

from narrate.script.normalize.cardinals import cardinal, ordinal, plural, short_year, year
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import DASH, QUOTES, SPACE, before, word_after
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import words

__all__ = ["grammars"]

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


def _short(match: re.Match[str]) -> str:
    return short_year(match["y"])


def _era(match: re.Match[str]) -> str:
    written = match["y"].replace(",", "")
    n = int(written)
    said = _plain_year(n) + (f" to {_plain_year(int(match['y2']))}" if match["y2"] else "")
    era = ".".join(match["era"].replace(".", "").upper())
    return f"{said} {era}.{' to ' if match['joined'] else ''}"


def _plain_year(n: int) -> str:
    return year(n) if 1000 < n < 2100 else cardinal(n)


def _anno(match: re.Match[str]) -> str:
    until = f" to {_plain_year(int(match['y2']))}" if match["y2"] else ""
    return f"A.D. {_plain_year(int(match['y']))}{until}"


_PLACING = pattern(r"\b(?:in|for|of|from|to|during|by|since|until|than|and|over|after|before|versus|vs\.?|through) $")


def _reversed(match: re.Match[str]) -> str:
    said = f"{ordinal(int(match['n']))} {'quarter' if match['kind'] in 'Qq' else 'half'}"
    following, written = word_after(match), match["y"]
    stands_alone = not following or following in words("en", "function")
    if stands_alone and _PLACING.search(before(match).lower()):
        said = f"the {said}"
    if not written:
        return said
    of = "of " if stands_alone else ""
    return f"{said} {of}{short_year(written.lstrip(QUOTES))}"


def _forward(match: re.Match[str]) -> str:
    letter = match["kind"].upper()
    said = f"{letter} {cardinal(int(match['n']))}"
    if match["n2"]:
        said += f" to {letter + ' ' if match['again'] else ''}{cardinal(int(match['n2']))}"
    written = match["y"]
    if not written:
        return said
    return f"{said} {short_year(written.lstrip(QUOTES))}"


def _fiscal(match: re.Match[str]) -> str:
    written = match["y"]
    said = f"{'.'.join(match['kind'])}. {short_year(written)}"
    return f"{said} to {short_year(match['y2'][-2:])}" if match["y2"] else said


def _life(match: re.Match[str]) -> str:
    return {"b": "born", "d": "died", "r": "reigned", "m": "married", "fl": "flourished"}[match["life"]] + " "


def _circa(match: re.Match[str]) -> str:
    until = match["until"]
    said = f" to {short_year(until)}" if until else ""
    return f"circa {year(int(match['y']))}{said}"


_TERMS = pattern(r"\d ?(?:[BAC]\.?[CDE]|[QqHh])|A\.?D|\b[QqHhFC][Y1-4]")
_YEARS = pattern(r"\d{4}|\d'? ?s\b|['‘]\d\d|00")


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*needing(_TERMS, _eras_and_terms()), *needing(_YEARS, _plain_years()))


def _eras_and_terms() -> tuple[Grammar, ...]:
    """Return the grammars of eras, quarters, halves and fiscal years."""
    quote = r"['‘]"
    era = r"B\.?C\.?E?\b\.?|C\.E\.|CE\b|A\.D\b\.?|AD\b"
    short_year = rf"(?:,?{SPACE}?(?P<y>20\d\d|19\d\d|{quote}\d\d))?"
    return (
        Grammar(
            pattern(
                rf"(?<![\w.,])(?P<y>\d{{1,3}}(?:,\d{{3}})|\d{{1,5}})(?:{DASH}(?P<y2>\d{{1,4}}))?{SPACE}?(?P<era>{era})"
                rf"(?P<joined>{DASH}(?=A\.?D|\d))?"
            ),
            _era,
        ),
        Grammar(pattern(rf"\bA\.?D\.?{SPACE}(?P<y>\d{{1,4}})(?:{DASH}(?P<y2>\d{{1,4}}))?(?!\d|,\d{{3}})"), _anno),
        Grammar(
            pattern(
                rf"\b(?P<kind>[QqHh])(?P<n>[1-4])(?:{DASH}(?P<again>[QH])?(?P<n2>[2-4]))?(?![\w.]\d|\w)"
                rf"{short_year}(?!\w)"
            ),
            _forward,
        ),
        Grammar(
            pattern(rf"(?<![\w.])(?P<n>[1-4])(?P<kind>[QH])(?:,?{SPACE}?(?P<y>20\d\d|{quote}?\d\d))?(?!\w)"),
            _reversed,
        ),
        Grammar(
            pattern(rf"\b(?P<kind>FY|CY){SPACE}?{quote}?(?P<y>20\d\d|\d\d)(?:{DASH}(?P<y2>\d{{2,4}}))?(?!\w)"),
            _fiscal,
        ),
    )


def _plain_years() -> tuple[Grammar, ...]:
    """Return the grammars of years, decades and seasons."""
    left = r"(?<![\w.,$€£#/])(?<!\d[-–])"
    a_year = r"(?:1[0-9]|20)\d\d"
    quote = r"['‘]"
    right = r"(?![\w%°]|,\d{3}|\.\d|/\d)"
    return (
        *_lives(a_year, right),
        Grammar(
            pattern(rf"{left}(?P<d>1\d\d0|20\d0)(?:s)?{DASH}(?P<e>[2-9]0|1\d\d0|20\d0)s(?!\w)"),
            lambda m: f"{plural(year(int(m['d'])))} to {_decade_of(m['e'])}",
        ),
        Grammar(pattern(rf"{left}(?P<d>100|1,000|1\d\d0|20\d0){quote}?{SPACE}?s(?!\w)"), _decade),
        Grammar(pattern(rf"(?<!\w){quote}?(?P<d>[2-9]0|00|10){quote}?s(?!\w)"), _decade),
        Grammar(pattern(rf"(?<!\w){quote}(?P<y>\d\d)(?![\w'])"), _short),
        Grammar(
            pattern(
                rf"{left}(?P<a>{a_year})(?:{SPACE}?{DASH}{SPACE}?|/)(?P<b>\d{{4}}|\d\d)(?P<hyphen>-(?=[A-Za-z]))"
                rf"?{right}(?!{DASH}\d)"
            ),
            _season,
        ),
        Grammar(
            pattern(rf"(?:(?<=[a-z][-–])|(?<![A-Z\d][-–]){left})(?P<y>{a_year}){right}(?!{DASH}\d|-[A-Z]\b)"), _year
        ),
    )


def _lives(a_year: str, right: str) -> tuple[Grammar, ...]:
    """Return the grammars of years about which something is told: about when, a life's ends, far ahead."""
    return (
        Grammar(
            pattern(
                rf"\b(?:c\.?|ca\.){SPACE}?(?P<y>{a_year})(?:{SPACE}?{DASH}{SPACE}?(?P<until>{a_year}|\d\d))?{right}"
            ),
            _circa,
        ),
        Grammar(pattern(r"\b(?:of|with|some|about|totall?ing) (?P<say>c)(?=\d{2,4}\b)"), lambda _: "circa ", needs="c"),
        Grammar(
            pattern(
                r"\b(?:[Bb]y|[Uu]ntil|[Tt]hrough|[Ii]n|[Oo]f|[Bb]efore|[Aa]fter) "
                rf"(?P<say>(?P<y>21\d\d)){right}(?!{DASH}\d)"
            ),
            _year,
        ),
        Grammar(
            pattern(rf"(?<=[(;]){SPACE}?(?P<say>(?P<life>b|d|r|m|fl)\.){SPACE}?(?=(?:c\.{SPACE}?)?\d{{3,4}}\b)"), _life
        ),
        Grammar(pattern(r"(?<= )(?P<say>(?P<life>b|d)\.)(?= in (?:c\. ?)?\d{4}\b)"), _life),
        Grammar(pattern(rf"(?<=,){SPACE}(?P<say>(?P<life>b|d)\.){SPACE}(?=\d{{4}}\b)"), _life),
        Grammar(pattern(rf"(?<![\w.])(?:c\.{SPACE}?|ca\.?{SPACE})(?=[$€£]?\d)"), lambda _: "circa ", needs="c"),
    )
