"""What is said for a match, as a template: "season {season:cardinal}[, episode {episode:cardinal}]".

`{group}` is the text of a group, `{0}` all of the match; names behind colons are applied to it in turn: a function
of number words or letters, a function of the class's module, a list of the table `codes`, or a table, whose column may
be given ("units.2"). What stands in brackets is left out if a group in it is empty, or, written `[group?...]`, if that
group is. `_` at an edge is a blank, and `""` is nothing.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from narrate.script.normalize import cardinals
from narrate.script.normalize.letters import spell, spell_or_word
from narrate.script.normalize.roman import value
from narrate.script.normalize.shapes import QUOTES
from narrate.script.normalize.tables import codes, rows

__all__ = ["Reader", "template"]

Reader = Callable[[re.Match[str]], str | None]
_Says = Callable[[str], str]
_TOKEN = re.compile(r"\{(\w+)((?::[\w.]+)*)\}|(\[)(?:(\w+)\?)?|(\])|([^{\[\]]+)")


def _whole(says: Callable[[int], str]) -> _Says:
    """Return what says a whole number for its figures."""
    return lambda figures: says(int(figures.replace(",", "")))


_FUNCTIONS: Mapping[str, _Says] = {
    "bare": lambda figures: re.sub(r"\D", "", figures),
    "cardinal": _whole(cardinals.cardinal),
    "digits": cardinals.digits,
    "label": _whole(cardinals.label),
    "lower": str.lower,
    "number": cardinals.number,
    "ordinal": _whole(cardinals.ordinal),
    "pairs": _whole(cardinals.pairs),
    "plural": cardinals.plural,
    "roman": lambda numeral: cardinals.cardinal(value(numeral.upper())),
    "roman_ordinal": lambda numeral: cardinals.ordinal(value(numeral)),
    "short_year": lambda year: cardinals.short_year(year.lstrip(QUOTES)),
    "sign": cardinals.sign,
    "spell": spell,
    "title": str.title,
    "upper": str.upper,
    "word": spell_or_word,
    "year": _whole(cardinals.year),
}


def template(written: str, namespace: Mapping[str, object]) -> Reader:
    """Return what reads a match by a template; functions of the class are looked up in `namespace` as `_name`."""
    if written == '""':
        return lambda _: ""
    lead, body, tail = written[0] == "_", written.strip("_"), written[-1] == "_"
    parts = _parsed(_TOKEN.finditer(f"{' ' * lead}{body}{' ' * (tail and bool(body))}"), namespace)
    return lambda match: _said(parts, match)


@dataclass(frozen=True, slots=True)
class _Hole:
    """A group of the match, and what is applied to its text."""

    group: str | int
    says: tuple[_Says, ...]


@dataclass(frozen=True, slots=True)
class _Optional:
    """A part that is said only if some groups have a text."""

    groups: tuple[str | int, ...]
    parts: "tuple[str | _Hole | _Optional, ...]"


_Parts = tuple[str | _Hole | _Optional, ...]


def _parsed(tokens: Iterator[re.Match[str]], namespace: Mapping[str, object]) -> _Parts:
    """Return the parts of a template up to the bracket that closes it, or its end."""
    parts: list[str | _Hole | _Optional] = []
    for token in tokens:
        group, applied, opens, condition, closes, literal = token.groups()
        if closes:
            break
        if opens:
            inner = _parsed(tokens, namespace)
            groups = (condition,) if condition else tuple(part.group for part in inner if isinstance(part, _Hole))
            parts.append(_Optional(groups, inner))
        elif group:
            says = tuple(_applied(name, namespace) for name in applied.split(":")[1:])
            parts.append(_Hole(int(group) if group.isdecimal() else group, says))
        else:
            parts.append(literal)
    return tuple(parts)


def _applied(name: str, namespace: Mapping[str, object]) -> _Says:
    """Return what a name behind a colon stands for."""
    if name in _FUNCTIONS:
        return _FUNCTIONS[name]
    own = namespace.get(f"_{name}")
    if callable(own):
        return own
    table, _, column = name.partition(".")
    reading = codes(table) or {row[0]: row[int(column or 1)] for row in rows("en", table)}
    return reading.__getitem__


def _said(parts: _Parts, match: re.Match[str]) -> str:
    reading = []
    for part in parts:
        if isinstance(part, str):
            reading.append(part)
        elif isinstance(part, _Optional):
            reading.append(_said(part.parts, match) if all(match[group] for group in part.groups) else "")
        else:
            text = match[part.group]
            for says in part.says:
                text = says(text)
            reading.append(text)
    return "".join(reading)
