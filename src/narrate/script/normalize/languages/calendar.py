"""Slavic days, years and times: ordinals in the case that the words around them ask for."""

import re
from typing import TYPE_CHECKING

from narrate.script.normalize.languages.cases import declined, genitive, ordinal
from narrate.script.normalize.languages.language import LEFT, ROMAN, ROMAN_SIGNS, YEAR
from narrate.script.normalize.roman import value
from narrate.script.normalize.rules import Rule
from narrate.script.normalize.shapes import DASH, DAY, HOUR, MINUTE, MONTH, SPACE, choice
from narrate.script.normalize.tables import rows

if TYPE_CHECKING:
    from narrate.script.normalize.languages.language import Language

__all__ = ["rules"]

_CLOSES = r"(?=[.,;:!?)\]»”\"]|$|[ ][–—-] )"


class _Calendar:
    """Days, years and times of one language; `lang` has its tables."""

    def __init__(self, lang: "Language") -> None:
        self.lang = lang
        self.code = lang.code
        self.years = {row[0]: row[1:] for row in rows(self.code, "calendar")}
        self.hours = {row[0]: row[1] for row in rows(self.code, "hours")}

    def noun(self, written: str, front: str) -> tuple[str, str]:
        """Return the word for "year" or "century" and the form of its ordinal."""
        reading, form, *other = self.years[written]
        if other and front in other[0].split():
            reading, form = other[1:]
        return reading, form

    def year(self, match: re.Match[str]) -> str:
        """Read "2014–2022 роки", "у 2024 році", "2022 р."."""
        reading, form = self.noun(match["noun"], self.lang.front(match))
        if match["y1"]:  # of two years each is singular
            form = f"m{form[1]}"
        numbers = [ordinal(int(y), form, self.code) for y in (match["y1"], match["y"]) if y]
        return " ".join([" – ".join(numbers), reading + self.stop(match, match["noun"])])

    def century(self, match: re.Match[str]) -> str:
        """Read "XXI століття"."""
        reading, form = self.noun(f"={match['noun']}", self.lang.front(match))
        first = ""
        if match["n1"]:  # of two centuries each is singular
            form = f"m{form[1]}"
            middle = match["mid"].strip() if match["mid"].strip().isalpha() else "–"
            first = f"{ordinal(value(match['n1']), form, self.code)} {middle} "
        return f"{first}{ordinal(value(match['n']), form, self.code)} {reading}{self.stop(match, match['noun'])}"

    def bare_year(self, match: re.Match[str]) -> str | None:
        """Read a year without its noun behind a preposition: "після 2014,"."""
        form = self.hours.get(f"year {self.lang.front(match)}")
        return ordinal(int(match["y"]), form, self.code) if form else None

    def date(self, match: re.Match[str]) -> str | None:
        """Read "24 лютого 2022 року", "24–26 лютого", "24.02.2022"."""
        name = self.lang.month(match["m"])
        groups = match.groupdict()
        if name is None:
            return None
        form = self.day_form(match)
        reading = ordinal(int(match["d"]), form, self.code)
        if groups.get("d1"):
            middle = match["mid"].strip() if match["mid"].strip().isalpha() else "–"
            last = self.hours.get(f"day {middle}", form)
            reading = (
                f"{ordinal(int(match['d1']), form, self.code)} {middle} {ordinal(int(match['d']), last, self.code)}"
            )
        reading = f"{reading} {name}"
        if match["y"]:
            of_year = self.hours["of year"] + self.stop(match, groups.get("noun") or "")
            reading += f" {ordinal(int(match['y']), 'mg', self.code)}{'' if groups.get('go') else f' {of_year}'}"
        return reading

    def day_form(self, match: re.Match[str]) -> str:
        """Return the form of a day: the genitive says when, alone it is a name."""
        front = self.lang.front(match)
        alone = match.start() == 0 and not match.string[match.end() :].strip(" .")
        return self.hours.get(f"day {front}") or self.hours["day alone" if alone else "day"]

    def stop(self, match: re.Match[str], written: str) -> str:
        """Return the full stop of an abbreviation where it also ends the sentence."""
        ends = not match.string[match.end() :].strip(' "»”)')
        return "." if written.endswith(".") and ends else ""

    def clock(self, match: re.Match[str]) -> str | None:
        """Read a time: hours are ordinals in Ukrainian and Polish, numbers in Russian."""
        hour, minute = int(match["h"]), int(match["min"] or 0)
        front = self.lang.front(match)
        minutes = "" if not minute else self.lang.words(minute)
        if 0 < minute < 10:
            minutes = f"{self.lang.words(0)} {minutes}"
        if match.groupdict().get("dot") and not self.is_timed(match, front):
            return None
        hint = match["hint"] or ""
        if hint:
            hint = f"{self.hours.get(f'hour {front}') or self.hours['hour']} "
        if "hours" in self.lang.phrases:
            return self._counted_hours(match, front, minutes)
        form = self.hours.get(f"time {front}") or self.hours["time"]
        return f"{hint}{ordinal(hour, form, self.code) if hour else self.lang.words(0)} {minutes}".rstrip()

    def open_hours(self, match: re.Match[str]) -> str | None:
        """Read "з 8 до 20" as hours where the sentence speaks of when something is open."""
        words = re.findall(r"[^\W\d_]+", match.string.lower())
        if not any(word.startswith(tuple(self.lang.listed("clocked")) or "-") for word in words):
            return None
        first, last = (ordinal(int(match[hour]), "fg", self.code) for hour in ("h", "h2"))
        return f"{first} {match['mid']} {last}"

    def is_timed(self, match: re.Match[str], front: str) -> bool:
        """Say whether figures with a dot are a time: "do 20.30" is, "do 20.30 proc." isn't."""
        if self.lang.after(match) in self.lang.units or match.string.startswith(("%", " %", "°"), match.end()):
            return False
        return f"time {front}" in self.hours or front in self.lang.listed("timed")

    def _counted_hours(self, match: re.Match[str], front: str, minutes: str) -> str:
        """Return a Russian time: "девять часов", "до восемнадцати часов", "четырнадцать тридцать"."""
        one, few, many = self.lang.phrases["hours"].split("|")
        hour = int(match["h"])
        oblique = front in self.lang.listed("genitive") or front in self.lang.listed("from")
        reading = self.lang.words(hour)
        if front in self.lang.listed("dative"):
            return f"{declined(f'{reading} {minutes}', 'd', self.code)}{'' if minutes else ' часам'}"
        if oblique:
            reading, minutes = genitive(reading, self.code), genitive(minutes, self.code)
        if minutes or self.lang.after(match) in {"утра", "вечера", "дня", "ночи"}:
            return f"{reading} {minutes}".rstrip()
        if oblique:
            return f"{reading} {few if hour in {1, 21} else many}"
        return f"{reading} {self.lang.form(str(hour), (one, few, many, few))}"


def rules(lang: "Language") -> tuple[Rule, ...]:
    """Return the rules of days, years, centuries and times."""
    calendar = _Calendar(lang)
    return (*_times(calendar), *_days(calendar), *_years(calendar))


def _days(calendar: _Calendar) -> tuple[Rule, ...]:
    lang = calendar.lang
    behind = rf"(?:,?{SPACE}(?P<y>{YEAR})(?:{SPACE}?(?P<noun>{choice(lang.listed('of_year'))})(?!\w))?(?P<go>-го)?)?"
    first = rf"(?:(?P<d1>{DAY})(?P<mid>{SPACE}?{DASH}{SPACE}?|{SPACE}(?:{lang.phrases['middles']}){SPACE}))?"
    day = rf"(?P<d>{DAY})(?:-го|\.)?"
    return (
        Rule(
            rf"{LEFT}{first}{day}{SPACE}(?P<m>(?i:{choice(lang.months)}))(?!\w){behind}",
            calendar.date,
        ),
        Rule(
            rf"{LEFT}(?P<d>{DAY})\.(?P<m>{MONTH})\.(?P<y>{YEAR})"
            rf"(?:{SPACE}?(?P<noun>{choice(lang.listed('of_year'))}))?(?!\w)",
            calendar.date,
        ),
    )


def _years(calendar: _Calendar) -> tuple[Rule, ...]:
    nouns = choice(noun for noun in calendar.years if not noun.startswith("="))
    centuries = choice(noun[1:] for noun in calendar.years if noun.startswith("="))
    years = rf"(?:(?P<y1>{YEAR}){SPACE}?{DASH}{SPACE}?)?(?P<y>{YEAR})"
    return (
        Rule(rf"{LEFT}{years}{SPACE}?(?P<noun>{nouns})(?!\w)", calendar.year),
        Rule(
            rf"{LEFT}(?P<y>(?:19|20)\d\d)(?={SPACE}(?:по|до|do|і|й|та|и|a|i|oraz){SPACE}(?:19|20)\d\d\b)",
            calendar.bare_year,
        ),
        Rule(rf"{LEFT}(?P<y>(?:19|20)\d\d){_CLOSES}", calendar.bare_year),
        Rule(
            rf"(?<!\w)(?:(?P<n1>{ROMAN})(?P<mid>{SPACE}?{DASH}{SPACE}?|{SPACE}(?:і|й|та|и|i|oraz){SPACE}))?"
            rf"(?P<n>{ROMAN}){SPACE}(?P<noun>{centuries})(?!\w)",
            calendar.century,
            ROMAN_SIGNS,
        ),
    )


def _times(calendar: _Calendar) -> tuple[Rule, ...]:
    """Return the rules of times; some languages put an abbreviation for "hour" in front."""
    time = Rule(rf"{LEFT}(?P<hint>)(?P<h>{HOUR}):(?P<min>{MINUTE})(?![\w:])", calendar.clock)
    open_hours = Rule(
        rf"(?<!\w)(?:від|з|із|od){SPACE}(?P<say>(?P<h>[0-2]?\d){SPACE}(?P<mid>до|do){SPACE}(?P<h2>[0-2]?\d))"
        r"(?=[.,;!)]|$)",
        calendar.open_hours,
    )
    dotted = Rule(rf"{LEFT}(?P<hint>)(?P<h>{HOUR})(?P<dot>\.)(?P<min>{MINUTE})(?![\w:]|[.,]\d)", calendar.clock)
    if "hint" not in calendar.lang.phrases:
        return (open_hours, time, dotted)
    hint = rf"(?<!\w)(?P<hint>{calendar.lang.phrases['hint']}{SPACE})"
    return (
        Rule(rf"{hint}(?P<h>{HOUR})(?:[.:](?P<min>{MINUTE}))?(?!\w)", calendar.clock),
        open_hours,
        time,
        dotted,
    )
