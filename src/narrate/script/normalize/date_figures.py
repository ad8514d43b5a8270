"""Dates in figures alone: ISO, American and European order, ranges, a month and day where words around tell."""

import re

from narrate.script.normalize.cardinals import cardinal, ordinal, year
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import DASH, SPACE, listed, word_after
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import words

__all__ = ["grammars"]

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_FIGURES = pattern(r"\d[-/.]\d")
_IN_A_MONTH = 31
_ELSEWHERE = pattern(rf"\b(?:{listed('day_first')})\b")
_AMERICAN = pattern(rf"\b(?:{listed('month_first')})\b")
_SMALL = 10  # a fraction has hardly a larger figure below


def _year(written: str) -> str:
    if len(written) > 2:
        return year(int(written))
    return f"oh {cardinal(int(written))}" if int(written) < 10 else cardinal(int(written))


def _numeric(match: re.Match[str]) -> str | None:
    """Read a date in figures, or two with a dash: year first, else in the order that marks and figures allow."""
    dates = [[match[g] for g in groups] for groups in ("abc", "def") if match[groups[0]]]
    if len(match["a"]) > 2:
        said = [_words(int(month), int(day), written, of=False) for written, month, day in dates]
    else:
        first = _is_day_first(match, dates)
        of = first and match["mark"] != "/"
        said = [_words(int(b if first else a), int(a if first else b), c, of=of) for a, b, c in dates]
    return None if None in said else " to ".join(filter(None, said))


def _is_day_first(match: re.Match[str], dates: list[list[str]]) -> bool:
    """Say whether the day stands in front: slashes are American unless a figure, a price or a place says no."""
    if any(int(date[1]) > len(_MONTHS) for date in dates):
        return False
    if match["mark"] != "/" or "£" in match.string or any(int(date[0]) > len(_MONTHS) for date in dates):
        return True
    return _ELSEWHERE.search(match.string) is not None and _AMERICAN.search(match.string) is None


def _words(month: int, day: int, written_year: str, *, of: bool) -> str | None:
    if not (1 <= month <= len(_MONTHS) and 1 <= day <= _IN_A_MONTH):
        return None
    said = f"the {ordinal(day)} of {_MONTHS[month - 1]}" if of else f"{_MONTHS[month - 1]} {ordinal(day)}"
    return f"{said}, {_year(written_year)}"


def _day(match: re.Match[str]) -> str | None:
    """Read a month and a day with a slash, to another or alone: "10/28-11/3"."""
    dates = [(int(match[month]), int(match[day])) for month, day in ("ab", "cd") if match[month]]
    if any(month > len(_MONTHS) for month, _ in dates):
        dates = [(day, month) for month, day in dates]
    if not all(1 <= month <= len(_MONTHS) and 1 <= day <= _IN_A_MONTH for month, day in dates):
        return None
    return " to ".join(f"{_MONTHS[month - 1]} {ordinal(day)}" for month, day in dates)


def _dated(match: re.Match[str]) -> str | None:
    """Read "through 3/17" as a day; "on 2/3 of the roads" and "after 1/2 mile" are fractions."""
    looks_parted = int(match["a"]) < int(match["b"]) <= _SMALL
    following = word_after(match)
    is_part = following in words("en", "fractioned") or (
        looks_parted and following.islower() and following not in words("en", "function")
    )
    return None if is_part else _day(match)


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_FIGURES, _all())


def _all() -> tuple[Grammar, ...]:
    left, right = r"(?<![\w./-])", r"(?![\w/-])(?!\.\d)"
    to = rf"{SPACE}?{DASH}{SPACE}?"
    day = r"(?!(?:9/11|7/7|24/7)(?!\d))(?P<a>[0-3]?\d)/(?P<b>[0-3]?\d)"
    return (
        Grammar(
            pattern(
                rf"{left}(?P<a>[12]\d{{3}})(?P<mark>[-/.])(?P<b>[01]?\d)(?P=mark)(?P<c>[0-3]?\d)"
                rf"(?:{to}(?P<d>[12]\d{{3}})(?P=mark)(?P<e>[01]?\d)(?P=mark)(?P<f>[0-3]?\d))?(?=T\d\d:|(?![\w/-]))(?!\.\d)"
            ),
            _numeric,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<a>[0-3]?\d)(?P<mark>[-/.])(?P<b>[0-3]?\d)(?P=mark)(?P<c>[12]\d{{3}}|\d\d)"
                rf"(?:{to}(?P<d>[0-3]?\d)(?P=mark)(?P<e>[0-3]?\d)(?P=mark)(?P<f>[12]\d{{3}}|\d\d))?{right}"
            ),
            _numeric,
        ),
        Grammar(
            pattern(rf"{left}{day}(?P<c>)(?P<d>)(?= (?:{listed('events')})\b)"),
            _day,
        ),
        Grammar(
            pattern(rf"\b(?:{listed('dated')}) (?P<say>{day}(?:{to}(?P<c>[01]?\d)/(?P<d>[0-3]?\d))?){right}"),
            _dated,
        ),
        Grammar(pattern(rf"{left}{day}{to}(?P<c>[01]?\d)/(?P<d>1[3-9]|2\d|3[01]){right}"), _day),
    )
