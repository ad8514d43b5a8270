"""Words and overlaps: what a text shares with another."""

import re
from collections.abc import Sequence

__all__ = ["fourgrams", "overlap", "words"]

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def fourgrams(tokens: Sequence[str]) -> set[tuple[str, ...]]:
    """Return every run of four words; a shorter text is one run."""
    if not tokens:
        return set()
    return {tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))}


def overlap(tokens: Sequence[str], others: set[tuple[str, ...]]) -> float:
    """Return the share of a text's runs of four words that stand in `others` too, 0 to 1."""
    if not tokens or not others:
        return 0.0
    own = [tuple(tokens[i : i + 4]) for i in range(max(1, len(tokens) - 3))]
    return sum(run in others for run in own) / len(own)
