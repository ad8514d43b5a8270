"""The frame of the normaliser: grammars that claim stretches of the printed text, in order of priority."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["Claim", "Grammar", "claims"]

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
    digits: bool = True
    """Whether a match needs a digit: most sentences have none, and then the grammar isn't tried."""


def claims(text: str, grammars: Iterable[Grammar], taken: bytearray) -> list[Claim]:
    """Return what the grammars claim of `text`, sorted; an earlier grammar's claim is never touched by a later one.

    Args:
        text: Printed text.
        grammars: In order of priority.
        taken: One byte per character, non-zero where nothing may be claimed; marked as claims are made.
    """
    found: list[Claim] = []
    numeric = any(c.isdigit() for c in text)
    for grammar in grammars:
        if grammar.digits and not numeric:
            continue
        search, at = grammar.pattern.search, 0
        group = grammar.pattern.groupindex.get("say", 0)
        while match := search(text, at):
            start, end = match.span(group)
            free = start < end and taken.find(1, start, end) < 0
            spoken = grammar.read(match) if free else None
            if spoken is None:
                at = match.start() + 1
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append((start, end, spoken))
            at = end
    found.sort()
    return found
