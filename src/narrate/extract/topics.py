"""How much of a text's vocabulary the rest of the story shares: another story's teaser uses other words and names."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from narrate.extract.walk import Candidate

__all__ = ["NAMES", "columns"]

Column = NDArray[Any]
NAMES: tuple[str, ...] = ("topic_words", "topic_names", "topic_most", "topic_near", "topic_before")
_WORD = re.compile(r"[^\W\d_]{5,}")
_STEM = 7  # letters that count: longer words differ by their endings only
_NEAR = 3  # candidates to each side
_MOST_WORDS = 80  # of a candidate: bounds the work on endless paragraphs


def columns(found: Sequence[Candidate], first: Column) -> list[Column]:
    """Return for each candidate what share of its words the story has too, in the order of `NAMES`.

    Args:
        found: The candidates of a page in order.
        first: The scores of the first look, 0 to 1: what counts as story.
    """
    own = [_words(candidate.text) for candidate in found]
    told: dict[str, float] = {}
    for words, score in zip(own, first, strict=True):
        for word in words:
            told[word] = told.get(word, 0.0) + float(score)
    shares = np.array([_share(words, told, float(score)) for words, score in zip(own, first, strict=True)])
    counts = np.array([min(20, len(words)) for words in own], dtype=float)
    return [
        *shares.T,
        _near(shares[:, 0] * counts, counts),
        _before(own, first),
    ]


def _words(text: str) -> dict[str, bool]:
    """Return the beginnings of a text's longer words, and whether each is written with a capital."""
    found: dict[str, bool] = {}
    for word in _WORD.findall(text)[:_MOST_WORDS]:
        key = word[:_STEM].lower()
        found[key] = found.get(key, True) and word[0].isupper()
    return found


def _share(words: dict[str, bool], told: dict[str, float], score: float) -> tuple[float, float, float]:
    if not words:
        return (-1.0, -1.0, -1.0)
    elsewhere = {word: min(1.0, max(0.0, told[word] - score)) for word in words}
    names = [elsewhere[word] for word, capital in words.items() if capital]
    return (
        sum(elsewhere.values()) / len(words),
        sum(names) / len(names) if names else -1.0,
        max(told[word] - score for word in words),
    )


def _near(mass: Column, counts: Column) -> Column:
    kernel = np.ones(2 * _NEAR + 1)
    share: Column = np.convolve(np.pad(mass, _NEAR), kernel, "valid") / (
        np.convolve(np.pad(counts, _NEAR), kernel, "valid") + 1.0
    )
    return share


def _before(own: Sequence[dict[str, bool]], first: Column) -> Column:
    """Return what share of each candidate's words stand in the story above it."""
    seen: set[str] = set()
    shares = []
    for words, score in zip(own, first, strict=True):
        shares.append(len(words.keys() & seen) / len(words) if words else -1.0)
        if score > 0.5:
            seen |= words.keys()
    return np.array(shares)
