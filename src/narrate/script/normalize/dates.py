"""Dates with the name of a month or weekday: American and British order, ranges, lists of days."""

import re

from narrate.script.normalize.cardinals import ordinal, short_year
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import DASH, DAY, QUOTES, SPACE, before, choice, word_after
from narrate.script.normalize.signs import DASHES, pattern
from narrate.script.normalize.tables import table

__all__ = ["grammars"]

_AMBIGUOUS = {"may", "march", "mar", "sep", "dec"}  # words, verbs or names in lower case
_DOT = r"(?:(?<![A-Za-z]{5})(?<!May)(?<!June)(?<!July)\.)?"  # an abbreviation's own; behind a full name it is a stop
_MONTHED = pattern(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)", re.IGNORECASE)
_IN_MONTH = pattern(r"\b(?:in|[Ii]n|since|until|by|of|early|late|mid-?|from|to|last|next|for|and|this) ?$|-$")
_UNTIL_DAY = pattern(r"\d $")
_NAMED = pattern(r"\b(?!(?:On|By|Last|Next|This|Every|From|Until|Since|And|Or|For|Each|Late|Early)\b)[A-Z][a-z]+ $")
_AND = pattern(r"\b([A-Z][a-z]+)\.? (?:and|&) $")
_FIRST_NAMES = frozenset({"Jan", "Dec"})
_DAYS = pattern(r"[a-z]\.? ?[-–—] ?[MTWFS]")
_JOINT = pattern(r"\w\.?[-–—]\w")
_ABBREVIATION = pattern(r"\b(?:[A-Z][a-z]{2,4}\.|[jfasond][a-z]{2,3}\.|(?:Jan|Feb|Apr|Aug|Sept|Oct|Nov)\b)")


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
    said = f"{_month(match['month'])} {ordinal(int(match['day']))}"
    if match["last"]:
        month = f"{_month(match['month2'])} " if match["month2"] else ""
        said += f" {_joining(match)} {month}{ordinal(int(match['last']))}"
    return f"{said}, {_year(match['year'])}" if match["year"] else said


def _day_first(match: re.Match[str]) -> str | None:
    if not _plausible(match):
        return None
    the = "" if re.search(r"\b(?:the|this|last|next|an?) $", before(match), re.IGNORECASE) else "the "
    said = f"{the}{ordinal(int(match['day']))}"
    if match["last"]:
        month = f" of {_month(match['month0'])}" if match["month0"] else ""
        word = _joining(match)
        said += f"{month} {word} {'' if word == 'and' else 'the '}{ordinal(int(match['last']))}"
    return f"{said} of {_month(match['month'])}{', ' if match['year'] else ''}{_year(match['year'])}"


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
    said = f"{_month(match['month'])} {_all_days(match)}"
    return f"{said}, {_year(match['year'])}" if match["year"] else said


def _days_first(match: re.Match[str]) -> str | None:
    """Read a list of days in front of their month: "9, 10 and 11 June"."""
    if not _plausible(match):
        return None
    return f"the {_all_days(match)} of {_month(match['month'])}{', ' if match['year'] else ''}{_year(match['year'])}"


def _weekdays_first(match: re.Match[str]) -> str:
    """Read "Sat 5-Sun 13 April"."""
    days = table("en", "weekdays")
    of = f" of {_month(match['month0'])}" if match["month0"] else ""
    return (
        f"{days.get(match['day1'], match['day1'])} the {ordinal(int(match['day']))}{of} to "
        f"{days.get(match['day2'], match['day2'])} the {ordinal(int(match['last']))} of {_month(match['month'])}"
    )


def _month_year(match: re.Match[str]) -> str | None:
    if not _plausible(match):
        return None
    until = f" to {_month(match['month2'])} {_year(match['year2'])}" if match["month2"] else ""
    return f"{_month(match['month'])} {_year(match['year'])}{until}"


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
    if match["day"] in {"Sun", "Sat", "Wed", "Mon"} and not match["to"]:
        follows = word_after(match)
        if re.search(r"\b(?:the|The) $", before(match)) and not follows:
            return None
        if _NAMED.search(before(match)) and (not follows or follows[0].isupper()):
            return None  # "Under the Big Black Sun. He": a name's last word
    days = table("en", "weekdays")
    return days[match["day"]] + (f" to {days[match['to']]}" if match["to"] else "")


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (
        *needing(_MONTHED, _days_of_months()),
        *needing(_MONTHED, _months_and_weekdays()),
    )


def _days_of_months() -> tuple[Grammar, ...]:
    """Return the grammars of a day with its month, alone or to another day."""
    names = choice(_months())
    month = rf"(?P<month>(?i:{names})){_DOT}"
    day = rf"(?P<day>{DAY})(?:st|nd|rd|th)?"
    last = rf"(?P<last>{DAY})(?:st|nd|rd|th)?"
    years = r"(?P<year>\d{4}|['‘]\d\d)(?![\d%])(?!,\d{3}|\.\d)"
    stop = r"(?![\w$%°])(?!,\d{3}|\.\d|:\d)"
    gap = rf"(?:{SPACE}|,{SPACE}?|-)"
    days = choice({*table("en", "weekdays"), *table("en", "weekdays").values()})
    to = rf"(?:{SPACE}?{DASH}{SPACE}?|{SPACE}(?P<word>to|through|and){SPACE}|{SPACE}?(?P<both>[&/]){SPACE}?)"
    listed_days = rf"(?P<more>(?:,{SPACE}\d{{1,2}}(?:st|nd|rd|th)?){{1,5}}),?{SPACE}(?P<and>and|or|&){SPACE}{last}"
    return (
        Grammar(pattern(rf"\b{month}{SPACE}{day}{listed_days}(?:,?{SPACE}{years})?{stop}(?!{SPACE}[a-z]+s\b)"), _days),
        Grammar(
            pattern(rf"(?<![\w.,/-]){day}{listed_days}{SPACE}(?:of )?{month}(?!\w)(?:,?{SPACE}{years})?"),
            _days_first,
        ),
        Grammar(
            pattern(
                rf"\b(?P<day1>{days})\.?{SPACE}{day}(?:{SPACE}(?P<month0>(?i:{names})){_DOT})?"
                rf"{SPACE}?{DASH}{SPACE}?(?P<day2>{days})\.?{SPACE}{last}{SPACE}{month}(?!\w)"
            ),
            _weekdays_first,
        ),
        Grammar(
            pattern(
                rf"\b{month}(?:{SPACE}|-){day}(?:{to}(?P<month2>(?i:{names})(?=[. ]))?\.?{SPACE}?{last}(?!\d))"
                rf"?(?:{gap}{years})?{stop}"
            ),
            _month_first,
        ),
        Grammar(
            pattern(
                rf"(?<![\w.,/-]){day}(?:(?:{SPACE}(?P<month0>(?i:{names})){_DOT})?{to}{last})"
                rf"?{SPACE}(?:of )?{month}(?!\w)"
                rf"(?:,?{SPACE}{years})?"
            ),
            _day_first,
        ),
    )


def _months_and_weekdays() -> tuple[Grammar, ...]:
    """Return the grammars of months without a day, and of weekdays."""
    names = choice(_months())
    month = rf"(?P<month>(?i:{names})){_DOT}"
    years = r"(?P<year>\d{4}|['‘]\d\d)(?![\d%])(?!,\d{3}|\.\d)"
    abbreviated = choice(m for m in table("en", "months") if len(m) < 5 and m not in {"May", "June", "July"})
    days = choice(table("en", "weekdays"))
    return (
        Grammar(
            pattern(
                rf"\b(?P<month>(?i:{names}))\.?{DASH}(?P<month2>(?i:{names}))\b(?:\.(?=[ ,;:)]))?(?!{SPACE}\d\d?\b)"
            ),
            lambda m: f"{_month(m['month'])} to {_month(m['month2'])}",
            needs=_JOINT,
        ),
        Grammar(
            pattern(
                rf"\b{month}(?:{SPACE}|,{SPACE}|-){years}(?!\w)"
                rf"(?:{SPACE}?{DASH}{SPACE}?(?P<month2>(?i:{names})){_DOT}{SPACE}(?P<year2>\d{{4}})(?!\d))?"
            ),
            _month_year,
        ),
        Grammar(pattern(rf"\b(?P<month>{abbreviated})\.(?!\w)"), _month_alone, needs=_ABBREVIATION),
        Grammar(pattern(r"\b(?P<month>Jan|Feb|Apr|Aug|Sept|Oct|Nov)(?![\w.'])"), _month_alone, needs=_ABBREVIATION),
        Grammar(pattern(rf"\b(?P<day>{days})\.? ?{DASH} ?(?P<to>{days})\b\.?"), _weekday, needs=_DAYS),
        Grammar(
            pattern(rf"\b(?P<day>{days})\.?/(?P<to>{days})\b\.?"),
            lambda m: f"{table('en', 'weekdays')[m['day']]} or {table('en', 'weekdays')[m['to']]}",
            needs="/",
        ),
        Grammar(pattern(rf"\b(?P<day>{days})\.(?P<to>)(?!\w)"), _weekday, needs=_ABBREVIATION),
        Grammar(
            pattern(
                rf"\b(?P<day>{days})(?P<to>)"
                rf"(?=,? (?:\d{{1,2}}(?:st|nd|rd|th)? (?i:{names})\b|\d{{1,2}}(?:st|nd|rd|th)\b|\d{{1,2}}/\d"
                rf"|\d{{1,2}}(?:[:.]\d\d)?(?:{DASH}\d| ?[ap]\.?m)"
                rf"|(?i:{names})\.? \d|the \d)|"
                r" (?:nights?|mornings?|afternoons?|evenings?)\b)"
            ),
            lambda m: table("en", "weekdays")[m["day"]],
        ),
    )
