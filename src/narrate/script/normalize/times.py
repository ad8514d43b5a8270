"""Times of day with zones and ranges, the 24-hour clock, minutes of play."""

import re

from narrate.script.normalize.cardinals import cardinal, number, ordinal, tail
from narrate.script.normalize.durations import duration
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.letters import spell
from narrate.script.normalize.shapes import DASH, HOUR, MINUTE, SPACE, listed
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]

_NEEDED = pattern(
    r"\d/\d{1,2}(?::\d\d)?c\b|\d[:.]\d|\d ?[aApP]\.? ?[mM]\b|\d[h']|\b[0-2]\d[0-5]\d(?:\b|Z|h)|(?:oon|idnight)[-–—]"
)

_ZONES = "EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|GMT|UTC|BST|CET|CEST|EET|EEST|MSK|IST|JST|KST|AEST|AEDT|HST|AKST"
_HALF = r"[ap]\.?{sp}?m\b\.?|[AP]\.?{sp}?M\b\.?".replace("{sp}", SPACE)


_GOALS = pattern(
    r"\b(?:goals?|scor(?:ed|ers?|ing)|penalty|header|booked|equali[sz]ed|substitut\w+|pen)\b", re.IGNORECASE
)


def _clock(hour: str, minute: str | None) -> str:
    h = cardinal(int(hour))
    return f"{h} {tail(int(minute))}" if minute and int(minute) else h


def _half(written: str) -> str:
    return f"{written[0].lower()}.m."


def _civil(match: re.Match[str]) -> str:
    low = _clock(match["h"], match["m"])
    if match["s"]:
        low = duration(match["h"], match["m"], match["s"])
    if match["half1"]:
        low += f" {_half(match['half1'])}"
    if match["h2"]:
        low += f" to {_clock(match['h2'], match['m2'])}"
    if match["zone"]:
        return f"{low} {_half(match['half'])} {spell(match['zone'].replace('.', ''))}"
    if match["until"]:
        return f"{low} {_half(match['half'])} to {match['until']}"
    return f"{low} {_half(match['half'])}"


def _day_clock(match: re.Match[str]) -> str:
    """Read the 24-hour clock: "14:00" is "fourteen hundred", "9:00" is "nine o'clock"."""
    hour, minute = int(match["h"]), int(match["m"])
    if minute:
        return f"{cardinal(hour)} {tail(minute)}"
    if hour > 12:
        return f"{cardinal(hour)} hundred"
    return f"{cardinal(hour)} o'clock" if hour else "midnight"


def _military(match: re.Match[str]) -> str:
    hour, minute = int(match["h"]), int(match["m"])
    return f"{tail(hour) if hour else 'zero'} {tail(minute) if minute else 'hundred'}"


def _verse(match: re.Match[str]) -> str:
    """Read a place in scripture: "1 John 4:7-8" is "First John four, seven to eight"."""
    front = f"{ordinal(int(match['n0'])).title()} " if match["n0"] else ""
    until = f" to {cardinal(int(match['w']))}" if match["w"] else ""
    return f"{front}{match['book']} {cardinal(int(match['c']))}, {cardinal(int(match['v']))}{until}"


def _offset(match: re.Match[str]) -> str:
    """Read a zone by its distance: "UTC-5" is "U.T.C. minus five"."""
    minutes = f" {cardinal(int(match['m'][1:]))}" if match["m"] else ""
    return f"{spell(match['zone'])} {'plus' if match['sign'] == '+' else 'minus'} {cardinal(int(match['n']))}{minutes}"


def _twelve(match: re.Match[str]) -> str:
    return f"twelve {match['noon']}"


def _dotted(match: re.Match[str]) -> str | None:
    """Read "the 10.30 train": a British time where the words around leave no doubt."""
    is_race = match.string.startswith(" at ", match.end("say")) and match[0][:3].lower() != "the"
    return None if is_race else _clock(match["h"], match["m"])


def _stamp(match: re.Match[str]) -> str:
    return f", {_clock(match['h'], match['m'])}"


def _noon(match: re.Match[str]) -> str:
    return f"{match['say'][:-1]} to "


def _match_minute(match: re.Match[str]) -> str | None:
    """Read the minute of a goal: "90+3'" is "ninety plus three", "67'" beside goals "sixty seven minutes"."""
    minute = cardinal(int(match["m"]))
    if match["added"]:
        return f"{minute} plus {cardinal(int(match['added']))}"
    if re.search(r"(?:^|[\s(])['‘]\w", match.string[: match.start()]) or not _GOALS.search(match.string):
        return None
    return minute if match.string.startswith((" min", "-min"), match.end()) else f"{minute} minutes"


def _ratio(match: re.Match[str]) -> str:
    if match["a"] == match["b"] == "50":
        return "fifty-fifty"
    return f"{number(match['a'])} to {number(match['b'])}"


def _plain(match: re.Match[str]) -> str:
    return f"{cardinal(int(match['h']))} {tail(int(match['m'])) if int(match['m']) else 'hundred'}"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_NEEDED, (*_civil_times(), *_figures(), *_clocks()))


_LEFT = r"(?<![\w.:$€£])"


def _dotted_times() -> tuple[Grammar, ...]:
    """Return the grammars of times written with a dot, which the words around tell from decimals."""
    return (
        Grammar(
            pattern(
                r"\b(?:[Tt]he|[Aa]t|[Bb]y|[Uu]ntil|till?|[Ff]rom|[Bb]efore|[Aa]fter|[Aa]bout) "
                rf"(?P<say>(?P<h>{HOUR})\.(?P<m>{MINUTE}))"
                rf"(?= (?:{listed('clocked')})\b| at [A-Z])"
            ),
            _dotted,
        ),
        Grammar(
            pattern(
                rf"\b[Tt]he (?P<say>(?P<h>{HOUR})\.(?P<m>{MINUTE}))(?= (?:(?:[a-z]+ )?(?:to|from) [A-Z]|[a-z]+ "
                rf"(?:{listed('clocked')})\b))"
            ),
            _dotted,
        ),
    )


def _civil_times() -> tuple[Grammar, ...]:
    """Return the grammars of times with a.m. or p.m., of verses, and of times that words around betray."""
    left = _LEFT
    zone = rf"(?:{SPACE}?\(?(?P<zone>(?i:{_ZONES}|e\.s\.t|e\.d\.t|p\.s\.t|e\.t)\b))?"
    time1 = rf"(?P<h>{HOUR})(?:[:.](?P<m>{MINUTE})(?::(?P<s>{MINUTE}))?)?"
    time2 = rf"(?P<h2>{HOUR})(?:[:.](?P<m2>{MINUTE}))?"
    return (
        Grammar(
            pattern(
                rf"{left}{time1}{SPACE}?(?:(?P<half1>{_HALF})?{SPACE}?(?:{DASH}|to){SPACE}?{time2}{SPACE}?)"
                rf"?(?P<half>{_HALF})(?:{DASH}(?P<until>noon|midnight)\b)?{zone}"
            ),
            _civil,
        ),
        Grammar(
            pattern(
                rf"\b(?P<n0>[123] )?(?P<book>{listed('scripture')})\.? (?P<c>\d{{1,3}}):(?P<v>\d{{1,3}})"
                rf"(?:{DASH}(?P<w>\d{{1,3}})(?![:\d]))?"
            ),
            _verse,
        ),
        Grammar(pattern(rf"{left}12[:.]00{SPACE}?(?P<noon>noon|midnight|midday)\b"), _twelve),
        *_dotted_times(),
        Grammar(
            pattern(
                r"(?<=\d)(?P<say>T(?P<h>[0-2]\d):(?P<m>[0-5]\d)(?::\d\d(?:\.\d{1,6})?)?(?:Z|[-+]\d\d:?\d\d)?)(?!\w)"
            ),
            _stamp,
        ),
    )


def _figures() -> tuple[Grammar, ...]:
    """Return the grammars of four figures that are a time."""
    left = _LEFT
    return (
        Grammar(
            pattern(
                rf"{left}(?P<h>[01]\d|2[0-4])(?P<m>{MINUTE})"
                rf"(?={SPACE}\(?(?:{_ZONES}|hours|local time|Zulu)\b|Z\b|h\b|{SPACE}?hrs?\b)"
            ),
            _military,
        ),
        Grammar(
            pattern(
                r"\b(?:[Aa]t|[Ff]rom|[Uu]ntil|till|[Bb]y|to|[Bb]efore|[Aa]fter|[Aa]round|[Ss]ince|[Bb]etween|and) "
                r"(?P<say>(?P<h>0\d)(?P<m>[0-5]\d))(?![\w,.]\d|\w|-)"
            ),
            _military,
        ),
        Grammar(
            pattern(r"\b(?:from|between) (?P<say>(?P<h>1\d|2[0-4])(?P<m>[0-5]\d))(?= (?:to|until|and) 0\d[0-5]\d\b)"),
            _military,
        ),
        Grammar(pattern(rf"{left}[0-2]\d[0-5]\d{SPACE}?(?P<say>hrs?\b)"), lambda _: " hours"),
        Grammar(pattern(rf"{left}[0-2]\d[0-5]\d(?P<say>Z\b)"), lambda _: " Zulu"),
        Grammar(pattern(rf"{left}[0-2]\d[0-5]\d(?P<say>h\b)"), lambda _: " hours"),
        Grammar(
            pattern(rf"{left}(?P<h>{HOUR})\.(?P<m>{MINUTE})(?={SPACE}(?:{_ZONES})\b)"),
            _day_clock,
        ),
        Grammar(
            pattern(r"\b(?P<zone>GMT|UTC) ?(?P<sign>[-–+])(?P<n>\d{1,2})(?P<m>:\d\d)?(?![\w:])"),
            _offset,
            needs=pattern(r"(?:GMT|UTC) ?[-–+]"),
        ),
    )


def _clocks() -> tuple[Grammar, ...]:
    """Return the grammars of the clock in figures, of minutes of play and ratios."""
    left = _LEFT
    return (
        Grammar(
            pattern(rf"{left}(?P<say>(?P<h>{HOUR}):(?P<m>{MINUTE}){DASH})(?=\d{{1,2}}:\d\d(?![\w:]))"),
            lambda m: f"{_day_clock(m)} to ",
        ),
        Grammar(pattern(rf"\b(?P<say>(?:[Nn]oon|[Mm]idnight){DASH})(?=\d{{1,2}}(?::\d\d)?{SPACE}?[ap])"), _noon),
        Grammar(
            pattern(rf"{left}(?P<h>{HOUR})(?::(?P<m>{MINUTE}))?/(?P<h2>{HOUR})(?::(?P<m2>{MINUTE}))?c(?!\w)"),
            lambda m: f"{_clock(m['h'], m['m'])}, {_clock(m['h2'], m['m2'])} central",
            needs="/",
        ),
        Grammar(pattern(rf"(?:{left}|(?<=[–-]))(?P<h>{HOUR}):(?P<m>{MINUTE})(?![\w:])"), _day_clock),
        Grammar(pattern(rf"{left}(?P<h>{HOUR})h(?P<m>{MINUTE})(?!\w)"), _plain),
        Grammar(
            pattern(rf"{left}(?P<m>\d{{1,3}})(?:{SPACE}?\+{SPACE}?(?P<added>\d{{1,2}}))?'(?![\w'])"),
            _match_minute,
        ),
        Grammar(
            pattern(
                rf"{left}(?<!\d,)(?P<a>\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,4}}):(?P<b>\d{{1,3}}(?:,\d{{3}}){{1,3}}|\d{{1,4}})(?![\w:])"
            ),
            _ratio,
        ),
    )
