"""Roman numerals: regnal names take an ordinal, wars, parts and championships a cardinal."""

import re
from functools import cache
from itertools import pairwise

from narrate.script.normalize.cardinals import cardinal, ordinal, year
from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import SPACE, before, behind, choice, listed
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import rows, words

__all__ = ["grammars", "value"]

_A_YEAR = 2000  # MMXXIV is hardly a count
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_VALID = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_RULERS = "King|Queen|Pope|Emperor|Empress|Tsar|Czar|Prince|Princess|Patriarch|Kaiser|Sultan|Saint|St\\.|Duke|Duchess"


_TENTH = pattern(
    r"Title|Article|Chapter|Part|Psalm|Super|Section|Act|Book|Volume|Apollo|Round|(?:Vol|Ch|Chap|Art|Sec|Bk|Pt)\."
)
_SMALL = pattern(r" [ivx]+\b")
_NUMERAL = pattern(r"\b[IVXLCDM]+\b")


def value(numeral: str) -> int:
    """Return the number that a Roman numeral stands for."""
    values = [_VALUES[c] for c in numeral]
    return sum(-v if v < after else v for v, after in pairwise(values)) + values[-1]


_DRIP = pattern(rf" (?:{listed('intravenous')})\b")


@cache
def _rulers() -> frozenset[str]:
    return frozenset(name for row in rows("en", "regnal") for name in row[0].split())


def _regnal(match: re.Match[str]) -> str | None:
    numeral = match["say"]
    if match["name"] not in _rulers():
        return None
    if numeral in {"I", "V", "X", "C", "D", "L", "M"} and not _crowned(match, numeral):
        return None
    return f"the {ordinal(value(numeral))}"


def _crowned(match: re.Match[str], numeral: str) -> bool:
    is_titled = re.search(rf"\b(?:{_RULERS}){SPACE}(?:[A-Z]\w+{SPACE})?$", before(match))
    if is_titled or (numeral == "V" and re.match(r" (?!vs?\b)[a-z]", behind(match))):
        return True
    if numeral not in {"I", "V"}:
        return False
    after = behind(match)
    if re.match(r"\. [A-Z]", after):
        return False  # an initial: "Stephen I. Lee"
    if numeral == "I" and re.match(r" (?:and|were|who|died|reigned|ruled|abdicated|of|to)\b", after):
        return not re.match(r" (?:and|to)\b", after) or _RULED.search(before(match)) is not None
    if numeral == "I" and after.startswith(" ") and _RULED.search(before(match)):
        return re.match(r" [a-z]", after) is not None
    return bool(re.match(r"['.,;)]|$| (?:of|was|and|in|had|died|who)\b", after)) and (
        numeral == "V" or not after.startswith(" ")
    )


_RULED = pattern(
    r"(?:^|[.!?;:(] |\b(?:of|under|by|between|both|to|from|for|and|sons?|fathers?|brothers?|grandson|grandfather"
    r"|cousins?|nephew|uncle|daughter|mother|sister|husband|wife|successor|predecessor|heir|rival) )$"
)
"""In front of a ruler's name; "I" behind it is hardly the pronoun there."""


def _lower(match: re.Match[str]) -> str:
    return cardinal(value(match["say"].upper()))


def _label(match: re.Match[str]) -> str | None:
    numeral, after = match["say"], behind(match)
    if numeral in {"C", "D", "L", "M"} or (numeral == "X" and not _TENTH.match(match[0])):
        return None  # Class C, Model X
    if numeral == "I" and (
        match[0].startswith("No.")
        or re.match(r"'(?:m|ve|d|ll)", after)
        or (match[0][0].islower() and re.match(rf" (?!(?:of|{listed('staged')})\b)[a-z]", after))
    ):
        return None  # the pronoun
    return cardinal(value(match["say"]))


_ARTICLE = pattern(r"\b(?:[Aa]n?|[Tt]he|its|their|new) $")


def _person(match: re.Match[str]) -> str | None:
    last = re.findall(r"[\w'-]+", match[0])[-2]
    if _ARTICLE.search(before(match)) or last in words("en", "sequels") or "'s " in match[0]:
        return None  # a thing: "the Wing Loong II", "Iron Man II"
    return f"the {ordinal(value(match['say']))}"


def _bare(match: re.Match[str]) -> str | None:
    if match["say"] == "IV" and _DRIP.match(match.string, match.end()):
        return None  # intravenous
    number = value(match["say"])
    return year(number) if number >= _A_YEAR else cardinal(number)


def _century(match: re.Match[str]) -> str:
    return ordinal(value(match["say"]))


def _fused(match: re.Match[str]) -> str:
    return f"World War {cardinal(int(match['n']) if match['n'].isdecimal() else value(match['n']))}"


_NUMBERED = rf"(?=[MDCLXVI])(?P<say>{_VALID})(?![\w])(?!\.\w)"


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return (*_labels(), *_names())


def _labels() -> tuple[Grammar, ...]:
    """Return the grammars of numerals behind a label: wars, parts, pages, marks."""
    numeral = _NUMBERED
    labels = choice(label.replace("_", " ") for row in rows("en", "numbered") for label in row[0].split())
    return (
        Grammar(pattern(r"\b(?:WW|W\.W\.)[ -]?(?P<n>I{1,3}|[123])(?![\w])"), _fused, needs="W"),
        Grammar(pattern(rf"\b(?:{labels}){SPACE}{numeral}"), _label, needs=_NUMERAL),
        Grammar(
            pattern(rf"\b(?P<label>Vol|Pt|Bk|No|Ch|Chap|Art|Sec|Sect|Fig|Ep|Par|App|Sch|Div)s?\.{SPACE}{numeral}"),
            _label,
            needs=_NUMERAL,
        ),
        Grammar(
            pattern(
                rf"\b(?:[Ss]cene|[Aa]ct|pages?|p\.|pp\.|verse|note|footnote|clause|paragraph|[Cc]hapter|[Pp]art|[Bb]ook|[Vv]olume|canto"
                rf"|stanza|appendix|schedule|item){SPACE}(?P<say>[ivx]{{1,6}})(?!\w)"
            ),
            _lower,
            needs=_SMALL,
        ),
        Grammar(
            pattern(
                rf"\b(?:Type|Mark|Mk|Panzer|Class|Tier|Stage|Phase|Leopard|Centurion){SPACE}(?P<say>(?:X{{1,2}})?(?:IX|IV|VI{{0,3}}|I{{1,3}}))(?=[A-H]\b)"
            ),
            lambda m: f"{cardinal(value(m['say']))} ",
            needs="IVX",
        ),
    )


def _names() -> tuple[Grammar, ...]:
    """Return the grammars of numerals behind a name, of centuries, and of numerals that stand alone."""
    numeral = _NUMBERED
    right = r"(?![\w])(?!\.\w)"
    short = r"(?P<say>(?:XX|X)?(?:IX|IV|VI{1,3}|I{2,3})|X{2,3}I{0,3}|XI{1,3})(?![\w])(?!\.\w)"
    return (
        Grammar(pattern(rf"\b(?P<name>[A-Z][\w-]{{2,15}}){SPACE}{numeral}"), _regnal, needs=_NUMERAL),
        Grammar(
            pattern(
                rf"(?<![\w.]){numeral}(?={SPACE}(?:century|centuries|Corps|Legion|Olympiad|Olympics?|[Dd]ynasty|Congress|arrondissement)\b)"
            ),
            _century,
            needs=_NUMERAL,
        ),
        Grammar(
            pattern(
                rf"\b[A-Z][a-z'-]{{1,20}}{SPACE}(?:[A-Z]\.?{SPACE}){{0,2}}[A-Z][A-Za-z'-]{{2,20}},"
                rf"?{SPACE}(?P<say>III|II|IV)(?![\w])"
            ),
            _person,
            needs=_NUMERAL,
        ),
        Grammar(pattern(rf"\b[A-Z][\w'-]{{1,20}}{SPACE}{short}"), _bare, needs=_NUMERAL),
        Grammar(
            pattern(
                r"(?<![\w.-])(?P<say>X{1,3}(?:IX|IV|VI{1,3}|II{1,2})|VIII?|III?|MMX{0,3}(?:IX|IV|V?I{0,3}))(?![\w])"
            ),
            _bare,
            needs=_NUMERAL,
        ),
        Grammar(
            pattern(rf"\b[A-Z][a-z]{{2,15}}(?P<say>-(?P<hyphened>I{{2,3}}|IV|VI{{0,3}}|IX)){right}"),
            lambda m: f" {cardinal(value(m['hyphened']))}",
            needs=_NUMERAL,
        ),
        Grammar(
            pattern(rf"(?:[a-z]+|'s?|\b(?:World|England|Ireland|Scotland|Wales|Lions)) (?P<say>XI|XV|XIII){right}"),
            _bare,
            needs=_NUMERAL,
        ),
    )
