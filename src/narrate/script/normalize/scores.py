"""Scores, records and votes: two or three numbers joined by a dash that isn't a range."""

import re

from narrate.script.normalize.cardinals import cardinal, pairs
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import DASH, before
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]

_RECORD = pattern(
    r"(?:\b(?:are|is|were|was|go|goes|went|now|improved to|fell to|dropped to|moved to|improve to|fall to|"
    r"record of|record is|record was|"
    r"record|start at|started|finished|off to an?|at) |\()$"
)
_TALLY = pattern(r"\b(?:score|result|vote|tally|count|series|it|aggregate)\b[^.]{0,12}$")
_SET = rf"\d{{1,2}}{DASH}\d{{1,2}}(?: ?\(\d{{1,2}}(?:{DASH}\d{{1,2}})?\))?"


def _sets(match: re.Match[str]) -> str:
    """Read the sets of a tennis or volleyball match: "6-4, 7-6 (5)" is "six four, seven six five"."""
    return re.sub(r"\d+", lambda d: cardinal(int(d[0])), re.sub(rf"(?<=\d){DASH}(?=\d)", " ", match[0]))


def _triple(match: re.Match[str]) -> str:
    a, b, c = (cardinal(int(match[g])) for g in "abc")
    if not _RECORD.search(before(match)):
        return f"{a} {b} {c}"
    return f"{a}, {b} and {c}"


def _pair(match: re.Match[str]) -> str | None:
    if match["a"] == match["b"] == "50":
        return "fifty-fifty"
    if match["a"] == match["b"] and not match["unit"]:
        return f"{cardinal(int(match['a']))} {cardinal(int(match['b']))}"
    if not _RECORD.search(before(match)) or match["unit"] or _TALLY.search(before(match)):
        return None
    a, b = cardinal(int(match["a"])), cardinal(int(match["b"]))
    sport = re.match(
        r"(?:[).,;:]|$| (?:this season|in|at|against|on|overall|start|when|since|with|after|and|for|record|"
        r"all-time)\b)",
        match.string[match.end() :],
    )
    return f"{a} and {b}" if sport else None


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    left, right = r"(?<![\w.,$€£/-])(?<!\d–)", rf"(?![\w%°/]|[.,]\d|{DASH}\d)"
    return (
        Grammar(pattern(rf"{left}{_SET}(?:,? (?:and )?{_SET}){{1,4}}{right}"), _sets),
        Grammar(pattern(rf"{left}\d{{1,3}}(?:{DASH}\d{{1,3}}){{3,9}}{right}"), _sets),
        Grammar(pattern(rf"{left}(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}}){DASH}(?P<c>\d{{1,3}}){right}"), _triple),
        Grammar(
            pattern(
                r"\b(?:hit|hits|hitting|batting|batted|slugging|average of|average is|averaged) (?P<say>\.\d{3})(?!\d)"
            ),
            lambda m: pairs(int(m["say"][1:])),
        ),
        Grammar(pattern(rf"{left}(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}})(?P<unit>-(?=[a-z]))?{right}"), _pair),
    )
