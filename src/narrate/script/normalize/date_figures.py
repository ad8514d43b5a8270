"""Dates in figures alone: ISO, American and European order, ranges, a month and day where words around tell."""

import re

from narrate.script.normalize.cardinals import ordinal, short_year
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import DASH, DAY, MONTH, SPACE, listed, word_after
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
_ELSEWHERE = pattern(rf"\b(?:{listed('day_first')})\b")
_AMERICAN = pattern(rf"\b(?:{listed('month_first')})\b")
_SMALL = 10  # a fraction has hardly a larger figure below


def _numeric(match: re.Match[str]) -> str | None:
    """Read a date in figures, or two with a dash, in the order that marks and figures allow."""
    dates = [(int(match[a]), int(match[b]), match[c]) for a, b, c in ("abc", "def") if match[a]]
    first = _is_day_first(match, dates)
    if first:
        dates = [(b, a, written) for a, b, written in dates]
    if any(month > len(_MONTHS) for month, _, _ in dates):
        return None
    of = first and match["mark"] != "/"
    return " to ".join(_words(*date, of=of) for date in dates)


def _iso(match: re.Match[str]) -> str:
    """Read a date in figures, or two with a dash, whose year stands in front."""
    dates = [(int(match[b]), int(match[c]), match[a]) for a, b, c in ("abc", "def") if match[a]]
    return " to ".join(_words(*date, of=False) for date in dates)


def _is_day_first(match: re.Match[str], dates: list[tuple[int, int, str]]) -> bool:
    """Say whether the day stands in front: slashes are American unless a figure, a price or a place says no."""
    if any(second > len(_MONTHS) for _, second, _ in dates):
        return False
    if match["mark"] != "/" or "£" in match.string or any(first > len(_MONTHS) for first, _, _ in dates):
        return True
    return _ELSEWHERE.search(match.string) is not None and _AMERICAN.search(match.string) is None


def _words(month: int, day: int, written_year: str, *, of: bool) -> str:
    said = f"the {ordinal(day)} of {_MONTHS[month - 1]}" if of else f"{_MONTHS[month - 1]} {ordinal(day)}"
    return f"{said}, {short_year(written_year)}"


def _day(match: re.Match[str]) -> str | None:
    """Read a month and a day with a slash, to another or alone: "10/28-11/3"."""
    dates = [(int(match[month]), int(match[day])) for month, day in ("ab", "cd") if match[month]]
    if any(month > len(_MONTHS) for month, _ in dates):
        dates = [(day, month) for month, day in dates]
    if any(month > len(_MONTHS) for month, _ in dates):
        return None
    return " to ".join(f"{_MONTHS[month - 1]} {ordinal(day)}" for month, day in dates)


def _dated(match: re.Match[str]) -> str | None:
    """Read "through 3/17" as a day; "on 2/3 of the roads" and "after 1/2 mile" are none, nor is one of two marks."""
    if len(re.findall(rf"(?<![\d/])\d{{1,2}}/{match['b']}(?![\d/])", match.string)) > 1:
        return None
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
    day = r"(?!(?:9/11|7/7|24/7)(?!\d))" rf"(?P<a>{DAY})/(?P<b>{DAY})"
    return (
        Grammar(
            pattern(
                rf"{left}(?P<a>[12]\d{{3}})(?P<mark>[-/.])(?P<b>{MONTH})(?P=mark)(?P<c>{DAY})"
                rf"(?:{to}(?P<d>[12]\d{{3}})(?P=mark)(?P<e>{MONTH})(?P=mark)(?P<f>{DAY}))?(?=T\d\d:|(?![\w/-]))(?!\.\d)"
            ),
            _iso,
        ),
        Grammar(
            pattern(
                rf"{left}(?P<a>{DAY})(?P<mark>[-/.])(?P<b>{DAY})(?P=mark)(?P<c>[12]\d{{3}}|\d\d)"
                rf"(?:{to}(?P<d>{DAY})(?P=mark)(?P<e>{DAY})(?P=mark)(?P<f>[12]\d{{3}}|\d\d))?{right}"
            ),
            _numeric,
        ),
        Grammar(
            pattern(rf"{left}{day}(?P<c>)(?P<d>)(?= (?:{listed('events')})\b)"),
            _day,
        ),
        Grammar(
            pattern(rf"\b(?:{listed('dated')}) (?P<say>{day}(?:{to}(?P<c>{MONTH})/(?P<d>{DAY}))?){right}"),
            _dated,
        ),
        Grammar(pattern(rf"{left}{day}{to}(?P<c>{MONTH})/(?P<d>1[3-9]|2\d|3[01]){right}"), _day),
    )
