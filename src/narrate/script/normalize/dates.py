"""Dates in figures, with the name of a month, or with a weekday: ranges, lists, American and British order."""

import re
from functools import cache

from narrate.script.normalize.cardinals import ordinal, short_year
from narrate.script.normalize.shapes import DASHES, QUOTES, before, listed, pattern, speaks, word_after
from narrate.script.normalize.tables import table, words

_ELSEWHERE = pattern(rf"\b(?:{listed('day_first')})\b")
_AMERICAN = pattern(rf"\b(?:{listed('month_first')})\b")
_SMALL = 10  # a fraction has hardly a larger figure below


def _numeric(match: re.Match[str]) -> str | None:
    """Read a date in figures, or two with a dash, in the order that marks and figures allow."""
    dates = [(int(match[a]), int(match[b]), match[c]) for a, b, c in ("abc", "def") if match[a]]
    first = _is_day_first(match, dates)
    if first:
        dates = [(b, a, written) for a, b, written in dates]
    if any(month > 12 for month, _, _ in dates):
        return None
    of = first and match["mark"] != "/"
    return " to ".join(_words(*date, of=of) for date in dates)


def _iso(match: re.Match[str]) -> str:
    """Read a date in figures, or two with a dash, whose year stands in front."""
    dates = [(int(match[b]), int(match[c]), match[a]) for a, b, c in ("abc", "def") if match[a]]
    return " to ".join(_words(*date, of=False) for date in dates)


def _is_day_first(match: re.Match[str], dates: list[tuple[int, int, str]]) -> bool:
    """Say whether the day stands in front: slashes are American unless a figure, a price or a place says no."""
    if any(second > 12 for _, second, _ in dates):
        return False
    if match["mark"] != "/" or "£" in match.string or any(first > 12 for first, _, _ in dates):
        return True
    return speaks(_ELSEWHERE, match) and not speaks(_AMERICAN, match)


def _words(month: int, day: int, written_year: str, *, of: bool) -> str:
    reading = (
        f"the {ordinal(day)} of {_month_names()[month - 1]}" if of else f"{_month_names()[month - 1]} {ordinal(day)}"
    )
    return f"{reading}, {short_year(written_year)}"


def _day(match: re.Match[str]) -> str | None:
    """Read a month and a day with a slash, to another or alone: "10/28-11/3"."""
    dates = [(int(match[month]), int(match[day])) for month, day in ("ab", "cd") if match[month]]
    if any(month > 12 for month, _ in dates):
        dates = [(day, month) for month, day in dates]
    if any(month > 12 for month, _ in dates):
        return None
    return " to ".join(f"{_month_names()[month - 1]} {ordinal(day)}" for month, day in dates)


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


_AMBIGUOUS = {"may", "march", "mar", "sep", "dec"}  # words, verbs or names in lower case
_IN_MONTH = pattern(r"\b(?:in|[Ii]n|since|until|by|of|early|late|mid-?|from|to|last|next|for|and|this) ?$|-$")
_UNTIL_DAY = pattern(r"\d $")
_NAMED = pattern(r"\b(?!(?:On|By|Last|Next|This|Every|From|Until|Since|And|Or|For|Each|Late|Early)\b)[A-Z][a-z]+ $")
_AND = pattern(r"\b([A-Z][a-z]+)\.? (?:and|&) $")
_FIRST_NAMES = frozenset({"Jan", "Dec"})


@cache
def _month_names() -> tuple[str, ...]:
    return tuple(dict.fromkeys(table("en", "months").values()))


def _months() -> dict[str, str]:
    return {written.lower(): month for written, month in table("en", "months").items()}


def _month(written: str) -> str:
    return _months()[written.lower().rstrip(".")]


def _year(written: str | None) -> str:
    if not written:
        return ""
    return short_year(written.lstrip(QUOTES))


def _plausible(match: re.Match[str]) -> bool:
    """Say whether a lower-case month is one: "may 5" isn't, "17 may 2010" is."""
    written = match["month"]
    return written[0].isupper() or written.rstrip(".").lower() not in _AMBIGUOUS or bool(match["year"])


def _month_first(match: re.Match[str]) -> str | None:
    if not _plausible(match):
        return None
    if _UNTIL_DAY.search(before(match)) and match.string[match.end("month")] in DASHES:
        return None  # "23 March-7 April": the first day belongs to the first month
    reading = f"{_month(match['month'])} {ordinal(int(match['day']))}"
    if match["last"]:
        month = f"{_month(match['month2'])} " if match["month2"] else ""
        reading += f" {_joining(match)} {month}{ordinal(int(match['last']))}"
    return f"{reading}, {_year(match['year'])}" if match["year"] else reading


def _day_first(match: re.Match[str]) -> str | None:
    if not _plausible(match):
        return None
    the = "" if re.search(r"\b(?:the|this|last|next|an?) $", before(match), re.IGNORECASE) else "the "
    reading = f"{the}{ordinal(int(match['day']))}"
    if match["last"]:
        month = f" of {_month(match['month0'])}" if match["month0"] else ""
        word = _joining(match)
        reading += f"{month} {word} {'' if word == 'and' else 'the '}{ordinal(int(match['last']))}"
    return f"{reading} of {_month(match['month'])}{', ' if match['year'] else ''}{_year(match['year'])}"


def _joining(match: re.Match[str]) -> str:
    return match["word"] or ("and" if match["both"] else "to")


def _all_days(match: re.Match[str]) -> str:
    first, *more = [ordinal(int(day)) for day in re.findall(r"\d+", match["day"] + match["more"])]
    joining = match["and"].replace("&", "and")
    return f"{', '.join([first, *more])} {joining} {ordinal(int(match['last']))}"


def _days(match: re.Match[str]) -> str | None:
    """Read a list of days behind their month: "Nov. 25, 26 and 27"."""
    if not _plausible(match):
        return None
    reading = f"{_month(match['month'])} {_all_days(match)}"
    return f"{reading}, {_year(match['year'])}" if match["year"] else reading


def _days_first(match: re.Match[str]) -> str | None:
    """Read a list of days in front of their month: "9, 10 and 11 June"."""
    if not _plausible(match):
        return None
    return f"the {_all_days(match)} of {_month(match['month'])}{', ' if match['year'] else ''}{_year(match['year'])}"


def _month_year(match: re.Match[str]) -> str | None:
    if not _plausible(match):
        return None
    until = f" to {_month(match['month2'])} {_year(match['year2'])}" if match["month2"] else ""
    return f"{_month(match['month'])} {_year(match['year'])}{until}"


def _year_month(match: re.Match[str]) -> str | None:
    """Read a year and a month: "2020-12"; "2010-12" and "2003-04" are years."""
    year, month = int(match["y"]), int(match["m"])
    return f"{_month_names()[month - 1]} {short_year(match['y'])}" if month <= year % 100 else None


def _month_name(figures: str) -> str:
    return _month_names()[int(figures) - 1]


def _month_alone(match: re.Match[str]) -> str | None:
    if match["month"] == "Jan" and not _IN_MONTH.search(before(match)):
        return None  # a first name
    if match["month"] in _FIRST_NAMES and _is_person(match):
        return None
    return _month(match["month"])


def _is_person(match: re.Match[str]) -> bool:
    """Say whether the name of a month is a person's: "Ant and Dec.", "Dec. Kelly said"."""
    pair = _AND.search(before(match))
    if pair:
        return pair[1].lower() not in _months()
    return word_after(match).istitle() and not _IN_MONTH.search(before(match))


def _weekday(match: re.Match[str]) -> str | None:
    if match["day"] in {"Sun", "Sat", "Wed", "Mon"}:
        follows = word_after(match)
        if re.search(r"\b(?:the|The) $", before(match)) and not follows:
            return None
        if _NAMED.search(before(match)) and (not follows or follows[0].isupper()):
            return None  # "Under the Big Black Sun. He": a name's last word
    return table("en", "weekdays")[match["day"]]


def _weekday_name(written: str) -> str:
    return table("en", "weekdays").get(written, written)


SHAPES = {
    "days": lambda: {*table("en", "weekdays"), *table("en", "weekdays").values()},
    "months": _months,
    "short_months": lambda: (m for m in table("en", "months") if len(m) < 5 and m not in {"May", "June", "July"}),
}
