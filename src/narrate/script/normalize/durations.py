"""Durations in figures: race times, hours, minutes and seconds with their letters."""

import re

from narrate.script.normalize.cardinals import cardinal, digits, number, tail
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import MINUTE, SPACE
from narrate.script.normalize.signs import pattern

__all__ = ["duration", "grammars"]

_NEEDED = pattern(r"\d[:']\d|\d' \d|\d ?(?:h|m|hrs?|mins?)\.? ?\d")
_INCHES = 12  # so many make a foot: more are seconds


def duration(h: str, m: str, s: str) -> str:
    """Return hours, minutes and seconds in words: "2 hours 3 minutes and 23 seconds" for "2", "03", "23"."""
    parts = [f"{cardinal(int(v))} {unit}{'' if int(v) == 1 else 's'}" for v, unit in ((h, "hour"), (m, "minute"))]
    second = f"{cardinal(int(s))} second{'' if int(s) == 1 else 's'}"
    return f"{' '.join(parts)} and {second}"


def _duration(match: re.Match[str]) -> str:
    return duration(match["h"], match["m"], match["s"])


def _race(match: re.Match[str]) -> str:
    hours = f"{_counted(match['h'], 'hour')} " if match["h"] else ""
    return f"{hours}{_counted(match['m'], 'minute')} {cardinal(int(match['s']))} point {digits(match['f'])} seconds"


def _finish(match: re.Match[str]) -> str:
    """Read a runner's time that no clock shows: "in 28:41" is "in twenty eight forty one"."""
    return f"{cardinal(int(match['m']))} {tail(int(match['s'])) if int(match['s']) else 'flat'}"


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


def _lettered(match: re.Match[str]) -> str | None:
    """Read "2h10m", "1m 12.4s", "1h59m40s": an "m" before seconds or behind hours is a minute."""
    units = (("h", "hour"), ("m", "minute"), ("s", "second"))
    given = [_counted(match[group], unit) for group, unit in units if match[group]]
    return " ".join(given) if len(given) > 1 else None


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    left = r"(?<![\w.:$€£])"
    return needing(
        _NEEDED,
        (
            Grammar(
                pattern(rf"{left}(?:(?P<h>\d{{1,2}}):)?(?P<m>[0-5]?\d):(?P<s>[0-5]\d)\.(?P<f>\d{{1,3}})(?!\w)"), _race
            ),
            Grammar(
                pattern(
                    r"\b(?:in|clocked|ran|timed at|times? of) (?P<say>(?P<m>2[5-9]|[3-5]\d):(?P<s>[0-5]\d))"
                    r"(?![\w:%]|\.\d| min)"
                ),
                _finish,
            ),
            Grammar(pattern(r"(?<![\w)])\+(?P<m>\d{1,2}):(?P<s>[0-5]\d)(?![\w:.])"), _gap),
            Grammar(pattern(rf"{left}(?P<m>\d{{1,2}})' ?(?P<s>[0-5]\d)(?:\"|''|”)(?!\w)"), _primes),
            Grammar(pattern(rf"{left}(?P<h>\d{{1,2}}):(?P<m>{MINUTE}):(?P<s>{MINUTE})(?![\w:])"), _duration),
            Grammar(
                pattern(
                    rf"{left}(?:(?P<h>\d{{1,3}}) ?h(?:rs?)?\.?{SPACE}?)?(?:(?P<m>\d{{1,2}}) ?m(?:ins?)?\.?{SPACE}?)?"
                    r"(?:(?P<s>\d{1,2}(?:\.\d{1,3})?) ?s(?:ecs?)?)?(?!\w)(?<=[a-z])"
                ),
                _lettered,
            ),
        ),
    )
