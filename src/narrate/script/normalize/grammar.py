"""The frame of the normaliser: grammars that claim stretches of the printed text, in order of priority."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from narrate.script.normalize.signs import plain

__all__ = ["DIGIT", "Batch", "Claim", "Grammar", "batches", "claims", "needing"]

_CLOSING = plain(" \"'”»")
DIGIT = re.compile(r"[\d⁰¹²³⁴-⁹₀-₉①-⑳]")
"""Most sentences have no digit, and then most grammars need not be tried."""

Claim = tuple[int, int, str]
"""Start and end on the printed text, and what is said instead."""
Reader = Callable[[re.Match[str]], str | None]
"""What a match is said as, or None if it isn't of this class after all."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """One written form of a class and how it is read."""

    pattern: re.Pattern[str]
    """Linear by construction: every repetition is bounded or can't be entered twice for one stretch.

    If it has a group `say`, only that group is claimed and the rest is context.
    """
    read: Reader
    needs: str | re.Pattern[str] = DIGIT
    """What a text must hold for the grammar to be tried: any of some characters, or a quick pattern; "" is anything."""


def needing(needs: re.Pattern[str], grammars: Iterable[Grammar]) -> tuple[Grammar, ...]:
    """Return the grammars of a class that are tried only where `needs` is found, unless they need something else."""
    return tuple(replace(g, needs=needs) if g.needs is DIGIT else g for g in grammars)


Row = tuple[tuple[Callable[..., re.Match[str] | None], int, Reader], ...]
"""For each of some grammars: how it searches, the group that it claims, and how it reads."""
Batch = tuple[frozenset[str] | None, re.Pattern[str] | None, int, Row]
"""What grammars in a row need: one of some characters, or a quick pattern and its number among all of them."""


def batches(grammars: Iterable[Grammar]) -> tuple[Batch, ...]:
    """Return grammars, in their order, by what they need: most texts pass most of them by."""
    numbers: dict[re.Pattern[str], int] = {}
    found: list[Batch] = []
    for needs, row in groupby(grammars, lambda grammar: grammar.needs):
        tried = tuple((g.pattern.search, g.pattern.groupindex.get("say", 0), g.read) for g in row)
        if isinstance(needs, str):
            found.append((frozenset(needs) or None, None, -1, tried))
        else:
            found.append((None, needs, numbers.setdefault(needs, len(numbers)), tried))
    return tuple(found)


def claims(text: str, batches: Iterable[Batch], taken: bytearray) -> list[Claim]:
    """Return what grammars claim of `text`; an earlier grammar's claim is never touched by a later one.

    Args:
        text: Plain text.
        batches: Grammars in order of priority.
        taken: One byte per character, non-zero where nothing may be claimed; marked as claims are made.
    """
    found: list[Claim] = []
    signs = frozenset(text)
    present: dict[int, bool] = {}
    for wanted, needs, number, row in batches:
        if wanted is not None:
            if signs.isdisjoint(wanted):
                continue
        elif needs is not None:
            here = present.get(number)
            if here is None:
                here = present[number] = needs.search(text) is not None
            if not here:
                continue
        for search, group, read in row:
            at = 0
            while match := search(text, at):
                start, end = match.span(group)
                free = start < end and taken.find(1, start, end) < 0
                spoken = read(match) if free else None
                if spoken is None:
                    at = match.start() + 1
                    continue
                taken[start:end] = b"\x01" * (end - start)
                found.append((start, end, _stopped(spoken, text, start, end)))
                at = end
    return found


def _stopped(said: str, text: str, start: int, end: int) -> str:
    """Give back the sentence's own dot where a claim swallowed it; say one dot where claim and text have one each."""
    if said.endswith("."):
        return said[:-1] if text.startswith(".", end) else said
    swallowed = start and said and text[end - 1] == "." and not text[end:].strip(_CLOSING)
    return f"{said}." if swallowed else said
