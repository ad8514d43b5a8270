"""Numbers said figure by figure: telephone, emergency, text codes, runways, zip codes."""

import re
from functools import cache

from narrate.script.normalize.cardinals import cardinal, digits
from narrate.script.normalize.shapes import pattern
from narrate.script.normalize.tables import codes, rows

_GROUP = pattern(r"[A-Za-z]+|\d+")


def _grouped(match: re.Match[str]) -> str:
    groups = _GROUP.findall(match[0])
    reading = [cardinal(int(g)) if g == "800" else digits(g) if g.isdecimal() else g for g in groups]
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(reading)


def _spaced(match: re.Match[str]) -> str:
    return ", ".join(
        f"{digits(group)} {group.lstrip('0123456789')}".strip() for group in re.split("[ -]", match["say"])
    )


def _second(match: re.Match[str]) -> str | None:
    """Read a second emergency number beside a first: "dial 999 or 112", "the 988 Lifeline or 911"."""
    return digits(match["say"]) if re.search(r"\b(?:[Cc]all|[Dd]ial|[Rr]ing|[Tt]ext|[Pp]hone)", match.string) else None


def _local(match: re.Match[str]) -> str | None:
    return None if match[0].endswith("00") or match[0][:1] in "01" else _grouped(match)


def _runway(match: re.Match[str]) -> str:
    """Read a runway by its figures and side: "27L" is "two seven left", "09R/27L" both."""
    ends = re.findall(r"(\d\d?)([LRC]?)", match["say"])
    return ", ".join(f"{digits(n)}{side and ' ' + codes('runway')[side]}" for n, side in ends)


def _zip(match: re.Match[str]) -> str | None:
    return digits(match["say"]) if match["state"] in _states() else None


@cache
def _states() -> frozenset[str]:
    return frozenset(cell for row in rows("en", "states") for cell in row if cell)
