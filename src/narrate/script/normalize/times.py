"""Times of day with zones and ranges, minutes of play, and durations with their letters."""

import re

from narrate.script.normalize.cardinals import cardinal, number, sign, tail
from narrate.script.normalize.letters import spell
from narrate.script.normalize.shapes import before, listed, pattern, speaks

_INCHES = 12  # so many make a foot: more are seconds


def _gap(match: re.Match[str]) -> str:
    """Read how far one is behind: "+0:10" is "plus ten seconds"."""
    given = [_counted(match[group], unit) for group, unit in (("m", "minute"), ("s", "second")) if int(match[group])]
    return f"plus {' '.join(given)}" if given else "plus zero seconds"


def _primes(match: re.Match[str]) -> str | None:
    """Read minutes and seconds with primes: more seconds than a foot has inches, which are a height."""
    if int(match["s"]) < _INCHES:
        return None
    return f"{_counted(match['m'], 'minute')} {_counted(match['s'], 'second')}"


def _counted(figures: str, unit: str) -> str:
    bare = figures.lstrip("0") if figures.isdecimal() else figures
    return f"{number(bare or '0')} {unit}{'' if bare == '1' else 's'}"


def _hours(figures: str) -> str:
    return _counted(figures, "hour")


def _minutes(figures: str) -> str:
    return _counted(figures, "minute")


def _years(figures: str) -> str:
    return _counted(figures, "year")


def _months(figures: str) -> str:
    return _counted(figures, "month")


def _seconds(figures: str) -> str:
    return _counted(figures, "second")


def _flat(seconds: str) -> str:
    """Return the seconds of a runner's time: "28:41" is "twenty eight forty one", "29:00" "twenty nine flat"."""
    return tail(int(seconds)) if int(seconds) else "flat"


def _military_hour(figures: str) -> str:
    return tail(int(figures)) if int(figures) else "zero"


def _military_minute(figures: str) -> str:
    return tail(int(figures)) if int(figures) else "hundred"


def _lettered(match: re.Match[str]) -> str | None:
    """Read "2h10m", "1m 12.4s", "1h59m40s": an "m" before seconds or behind hours is a minute."""
    units = (("h", "hour"), ("m", "minute"), ("s", "second"))
    given = [_counted(match[group], unit) for group, unit in units if match[group]]
    return " ".join(given) if len(given) > 1 else None


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
        low = f"{_hours(match['h'])} {_minutes(match['m'])} and {_seconds(match['s'])}"
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


def _short_half(match: re.Match[str]) -> str:
    """Read an almanac's "6:42a"."""
    return f"{_clock(match['h'], match['m'])} {match['half']}.m."


def _offset(match: re.Match[str]) -> str:
    """Read a zone by its distance: "UTC-5" is "U.T.C. minus five"."""
    minutes = f" {cardinal(int(match['m'][1:]))}" if match["m"] else ""
    return f"{spell(match['zone'])} {sign(match['sign'])} {cardinal(int(match['n']))}{minutes}"


def _dotted(match: re.Match[str]) -> str | None:
    """Read "the 10.30 train": a British time where the words around leave no doubt."""
    is_race = match.string.startswith(" at ", match.end("say")) and match[0][:3].lower() != "the"
    return None if is_race else _clock(match["h"], match["m"])


def _timetabled(match: re.Match[str]) -> str | None:
    """Read "at 18.05" as a time in a sentence of trains and programmes."""
    return _clock(match["h"], match["m"]) if speaks(_TIMETABLE, match) else None


_TIMETABLE = pattern(rf"\b(?:{listed('timetabled')})\b", re.IGNORECASE)


def _stamp(match: re.Match[str]) -> str:
    return f", {_clock(match['h'], match['m'])}"


def _match_minute(match: re.Match[str]) -> str | None:
    """Read the minute of a goal: "90+3'" is "ninety plus three", "67'" beside goals "sixty seven minutes"."""
    minute = cardinal(int(match["m"]))
    if match["added"]:
        return f"{minute} plus {cardinal(int(match['added']))}"
    if re.search(r"(?:^|[\s(])['‘]\w", before(match)) or not speaks(_GOALS, match):
        return None
    return minute if match.string.startswith((" min", "-min"), match.end()) else f"{minute} minutes"


def _ratio(match: re.Match[str]) -> str:
    if match["a"] == match["b"] == "50":
        return "fifty-fifty"
    return f"{number(match['a'])} to {number(match['b'])}"


def _day_clock_to(match: re.Match[str]) -> str:
    return f"{_day_clock(match)} to "


def _central(match: re.Match[str]) -> str:
    """Read an American broadcaster's "8/7c"."""
    return f"{_clock(match['h'], match['m'])}, {_clock(match['h2'], match['m2'])} central"
