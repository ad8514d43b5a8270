"""Scores, records and votes: two or three numbers joined by a dash that isn't a range."""

import re

from narrate.script.normalize.cardinals import cardinal, pairs
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import DASH, before, listed
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]

_RECORD = pattern(
    r"(?:\b(?:are|is|were|was|go|goes|went|now|improved to|fell to|dropped to|moved to|improve to|fall to|"
    r"record of|record is|record was|"
    r"record|start at|started|finished|off to an?|at) |\()$"
)
_TALLY = pattern(
    r"\b(?:score|result|vote|tally|count|series|it|aggregate|odds|price|split|ratio|margin|scale|agg)\b[^.]{0,12}$"
)
_BESIDE = pattern(
    r"(?:[).,;:]|$| (?:this season|in|at|against|on|overall|start|when|since|with|after|and|for|record|all-time)\b)"
)
_BET = pattern(r" (?:on|against|shot|chance|favou?rites?|outsiders?|odds|underdogs?)\b")
_SHOOTOUT = pattern(r" (?:on|in) (?:penalt|aggregate|the shoot|a shoot)|(?: in)? extra time| agg| aet| pens?\b")
_CRICKET = pattern(rf"\b(?:{listed('cricket')})\b")
_BOWLING = pattern(r"\b(?:took|taking|figures of|returned|claimed|finished with|ended with|best of|grabbed) $")
_TIEBREAK = rf" ?\(\d{{1,2}}(?:{DASH}|/)?(?:\d{{1,2}})?\)"
_SET = rf"\d{{1,2}}{DASH}\d{{1,2}}(?:{_TIEBREAK})?"
_JOINED = pattern(rf"(?<=\d)(?:{DASH}|/)(?=\d)")


def _sets(match: re.Match[str]) -> str:
    """Read the sets of a tennis or volleyball match: "6-4, 7-6 (5)" is "six four, seven six five"."""
    return re.sub(r"\d+", lambda d: cardinal(int(d[0])), _JOINED.sub(" ", match[0]))


def _triple(match: re.Match[str]) -> str:
    a, b, c = (cardinal(int(match[g])) for g in "abc")
    if not _RECORD.search(before(match)):
        return f"{a} {b} {c}"
    return f"{a}, {b} and {c}"


def _wickets(match: re.Match[str]) -> str | None:
    """Read a cricket score or a bowler's figures: "287-6" is "two hundred eighty seven for six"."""
    runs, wickets = int(match["a"]), int(match["b"])
    innings = runs > 30 and wickets <= 10 and _CRICKET.search(match.string)
    figures = runs <= 10 and wickets > 10 and _BOWLING.search(before(match))
    return f"{cardinal(runs)} for {cardinal(wickets)}" if innings or figures else None


def _pair(match: re.Match[str]) -> str | None:
    a, b = cardinal(int(match["a"])), cardinal(int(match["b"]))
    if match["a"] == match["b"] == "50":
        return "fifty-fifty"
    if match["a"] == match["b"] and not match["unit"]:
        return f"{a} {b}"
    after, front = match.string[match.end() :], before(match)
    if not _RECORD.search(front) or match["unit"] or _TALLY.search(front) or _BET.match(after):
        return None
    if _SHOOTOUT.match(after) or int(match["a"]) + int(match["b"]) == 100:
        return None
    if front.endswith("(") and not _TEAM.search(front):
        return None  # "(1-5)" behind a common noun is a range
    return f"{a} and {b}" if _BESIDE.match(after) else None


_TEAM = pattern(r"[A-Z][\w.'-]* \($")


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
        Grammar(pattern(rf"{left}(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}})(?:dec?\.?)?{right}"), _wickets),
        Grammar(pattern(rf"{left}(?P<a>\d{{1,3}}){DASH}(?P<b>\d{{1,3}})(?P<unit>-(?=[a-z]))?{right}"), _pair),
    )
