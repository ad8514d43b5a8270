"""A text as the units that are said one by one: words, initials, numbers and marks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

__all__ = ["Kind", "Unit", "divide"]

_LETTER = r"[^\W\d_][\u0300-\u036f]*"


class Kind(Enum):
    """What a unit is."""

    WORD = auto()
    INITIALS = auto()
    """Letters with a dot behind each: "U.S."."""
    NUMBER = auto()
    """Figures, with the ending of an ordinal or of a decade."""
    MARK = auto()
    """Any other sign."""
    GIVEN = auto()
    """A stretch whose pronunciation came with the text."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a text."""

    kind: Kind
    text: str
    start: int
    end: int


_UNIT = re.compile(
    rf"(?P<INITIALS>(?<!\w)(?:(?:Ph|{_LETTER})\.)+{_LETTER}(?!\w)\.?|(?<!\w)[A-Z]\.(?=\s*\w))"
    rf"|(?P<WORD>(?:{_LETTER})+(?:['’](?:{_LETTER})+)*)"
    r"|(?P<NUMBER>\d[\d,]*(?:\.\d+)?(?:(?:st|nd|rd|th|['’]?s)(?![^\W_]))?)"
    r"|(?P<MARK>\S)"
)


def divide(text: str, given: tuple[tuple[int, int, str], ...] = ()) -> Iterator[Unit]:
    """Yield the units of `text` in order; white space belongs to none.

    Args:
        text: One line.
        given: Start and end of stretches that are one unit each, in order and apart, with their IPA.
    """
    at = 0
    for start, end, _ in given:
        yield from _between(text, at, start)
        yield Unit(Kind.GIVEN, text[start:end], start, end)
        at = end
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[Unit]:
    for match in _UNIT.finditer(text, start, end):
        yield Unit(Kind[match.lastgroup or "MARK"], match[0], *match.span())
