"""Numbers said figure by figure: telephone, emergency, text codes, IP addresses, zip codes, runways."""

import re
from functools import cache

from narrate.script.normalize.cardinals import cardinal, digits
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import listed
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import rows

__all__ = ["grammars"]

_GROUP = pattern(r"[A-Za-z]+|\d+")
_EMERGENCY = "911|999|112|988|101|102|103|104|111|211|311|411|511|611|711|811|119|110"


def _grouped(match: re.Match[str]) -> str:
    groups = _GROUP.findall(match[0])
    said = [cardinal(int(g)) if g == "800" else digits(g) if g.isdecimal() else g for g in groups]
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(said)


def _network(match: re.Match[str]) -> str:
    return " dot ".join(map(digits, match[0].split(".")))


def _spaced(match: re.Match[str]) -> str:
    return ", ".join(
        f"{digits(group)} {group.lstrip('0123456789')}".strip() for group in re.split("[ -]", match["say"])
    )


def _second(match: re.Match[str]) -> str | None:
    """Read a second emergency number beside a first: "dial 999 or 112", "the 988 Lifeline or 911"."""
    return digits(match["say"]) if re.search(r"\b(?:[Cc]all|[Dd]ial|[Rr]ing|[Tt]ext|[Pp]hone)", match.string) else None


def _each(match: re.Match[str]) -> str:
    return digits(match[0])


def _local(match: re.Match[str]) -> str | None:
    return None if match[0].endswith("00") or match[0][:1] in "01" else _grouped(match)


_SIDES = {"L": " left", "R": " right", "C": " center"}


def _runway(match: re.Match[str]) -> str:
    """Read a runway by its figures and side: "27L" is "two seven left", "09R/27L" both."""
    ends = re.findall(r"(\d\d?)([LRC]?)", match["say"])
    return ", ".join(f"{digits(n)}{_SIDES.get(side, '')}" for n, side in ends)


_RUNWAY = pattern(r"unway|Rwy")
_GROUPS = pattern(r"[+(]\d|\d[-.) ]{1,2}\d")
_CALLS = pattern(
    r"(?:[Cc]all|[Dd]ial|[Tt]ext|[Rr]ing|[Pp]hon|[Hh]otline|[Hh]elpline|[Ee]mergency|reached|contacted|available|amaritans"
    r"|rimestoppers|freephone|dispatch|operator|suicide|lifeline|crisis|tape|recording|transcript|center)"
)
_CODES = pattern(r"\d{3}|unway|Rwy")


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*needing(_GROUPS, _numbers()), *needing(_CALLS, (*_calls(), *_helplines())), *needing(_CODES, _codes()))


def _numbers() -> tuple[Grammar, ...]:
    """Return the grammars of numbers that are known by their groups."""
    left, right = r"(?<![\w+.-])", r"(?!\w)(?![.-]\d)"
    return (
        Grammar(pattern(rf"{left}\+\d{{1,3}}(?:[ .-]?\(\d{{1,4}}\))?(?:[ .-]?\d{{2,5}}){{2,5}}{right}"), _grouped),
        Grammar(pattern(rf"{left}(?:\+?1[ .-]?)?\(\d{{3}}\)[ .-]?\d{{3}}[ .-]\d{{4}}{right}"), _grouped),
        Grammar(pattern(rf"{left}(?:\+?1[ .-])?\d{{3}}[.-]\d{{3}}[.-]\d{{4}}(?:-\d{{1,5}})?{right}"), _grouped),
        Grammar(pattern(r"(?<![\w+.-])1-8\d\d(?:-[A-Z\d]{1,9}){1,4}(?!\w)"), _grouped),
        Grammar(pattern(rf"{left}(?:\(0\d{{2,4}}\) ?|0\d{{2,4}}[ -])\d{{3,4}}[ -]?\d{{3,4}}{right}"), _grouped),
        Grammar(pattern(rf"{left}\d{{3}}-\d{{2}}-\d{{4}}{right}"), _grouped),
        Grammar(pattern(rf"{left}\d{{3}}-\d{{4}}{right}"), _local),
        Grammar(pattern(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w)(?!\.\d)"), _network),
    )


def _calls() -> tuple[Grammar, ...]:
    """Return the grammars of numbers beside words of telephoning."""
    return (
        Grammar(
            pattern(
                rf"\b(?:[Cc]all(?:s|ed|ing)?|[Tt]ext|[Dd]ial(?:s|l?ed|l?ing)?|[Rr]ing|[Pp]hone|"
                rf"[Ee]mergency number|[Hh]otline|[Hh]elpline) (?P<say>{_EMERGENCY})(?![\w]|[,.%-]\d)"
            ),
            _each,
        ),
        Grammar(
            pattern(
                r"\b(?:[Cc]all(?:ing)?|[Dd]ial(?:l?ing)?|[Rr]ing(?:ing)?|[Pp]hon(?:e|ing)|[Tt]ext(?:ing)?|[Hh]elpline|[Hh]otline)"
                r"(?: (?:[\w']{1,20} ){0,4}(?:on|at|is))?:? (?P<say>\d{3}(?:[ -]\d{3,4}){1,3})(?!\w|[.,-]\d)"
            ),
            _spaced,
        ),
        Grammar(
            pattern(
                r"\b(?:[Cc]all|[Dd]ial|[Rr]ing|[Pp]hone|[Tt]ext|[Cc]ontact)(?:ing)? (?:[\w']{1,20} ){0,4}(?:on|at) "
                rf"(?P<say>{_EMERGENCY})(?![\w]|[,.%-]\d| [a-z]+s\b)"
            ),
            _each,
        ),
    )


def _helplines() -> tuple[Grammar, ...]:
    """Return the grammars of short numbers: text codes, emergency numbers, helplines."""
    return (
        Grammar(pattern(r"\b(?:[Dd]ial|[Tt]ext) (?P<say>\d{3,6})(?!\w|[.,%-]\d| [a-z]+s\b)"), _each),
        Grammar(
            pattern(
                rf"(?<![\w$€£.,-])(?P<say>{_EMERGENCY})(?=[ -](?:call|dispatch|operator|caller|hotline|suicide|"
                rf"lifeline|crisis line|tape|"
                r"recording|transcript|center))",
                re.IGNORECASE,
            ),
            _each,
        ),
        Grammar(pattern(r"\b[Tt]ext(?:ing|ed|s)? (?:[\w\"“”']{1,20} ){0,2}to (?P<say>\d{3,6})(?![\d,])"), _each),
        Grammar(
            pattern(
                rf"(?<!\w)(?:{_EMERGENCY})(?: [A-Z]?[a-z]+)?(?:,? or |,? and |,? not |/|, )(?P<say>{_EMERGENCY})"
                r"(?!\w|[,.%-]\d| [a-z]+s\b)"
            ),
            _second,
        ),
        *_offered(),
    )


def _offered() -> tuple[Grammar, ...]:
    """Return the grammars of numbers that the words in front offer to callers."""
    return (
        Grammar(
            pattern(
                r"\b(?:[Cc]all|[Dd]ial|[Rr]ing|[Pp]hone) [+\d][\d -]{2,18},? or "
                r"(?P<say>\d{2,4}(?:[ -]\d{2,4}){0,3})(?!\w|[.,-]\d)"
            ),
            _spaced,
        ),
        Grammar(
            pattern(
                r"\b(?:in|for|across) (?:the )?[A-Z]\w+(?: [A-Z]\w+)?,? (?:it is |it's )?"
                rf"(?P<say>{_EMERGENCY}|100|108|118|115)(?=[,.;)]|$| (?:and|or)\b)(?![.,]\d)"
            ),
            _second,
        ),
        Grammar(
            pattern(
                r"\b(?:reached|contacted|available|[Ss]amaritans|[Cc]rimestoppers|[Hh]elpline|[Hh]otline|freephone)\b[^.\d]{0,30}"
                r"\b(?:on|at|is|number) (?P<say>\d{2,5}(?:[ -]\d{2,5}){1,4})(?!\w|[.,-]\d)"
            ),
            _spaced,
        ),
    )


def _codes() -> tuple[Grammar, ...]:
    """Return the grammars of codes that are said figure by figure."""
    return (
        Grammar(pattern(r"\b(?:ZIP|zip|Zip)(?: [Cc]odes?)? (?P<say>\d{5})(?!\d)"), _each),
        Grammar(
            pattern(r"\b(?:[Rr]unways?|Rwy) (?P<say>(?:0?[1-9]|[12]\d|3[0-6])[LRC]?(?:/\d\d?[LRC]?)?)(?![\w%]|[.,]\d)"),
            _runway,
            needs=_RUNWAY,
        ),
        Grammar(pattern(r"\bISBN(?:-1[03])?:? (?P<say>\d[\d-]{8,16}[\dX])(?!\w)"), _spaced),
        Grammar(
            pattern(
                rf"\b(?:{listed('coded')}) ?(?:codes?|numbers?|No\.|nos?\.)?:? (?P<say>\d{{3,12}}(?:-\d{{2,8}}){{0,3}})"
                r"(?![\w%]|[.,-]\d| [a-z]+s\b)"
            ),
            _spaced,
        ),
        Grammar(
            pattern(r"\b(?P<state>(?:[A-Z][a-z]+ )?[A-Z][A-Za-z.]{1,12}),? (?P<say>\d{5}(?:-\d{4})?)(?!\w|,\d|\.\d)"),
            _zip,
        ),
    )


def _zip(match: re.Match[str]) -> str | None:
    return digits(match["say"]) if match["state"] in _states() else None


@cache
def _states() -> frozenset[str]:
    return frozenset(cell for row in rows("en", "states") for cell in row if cell)
