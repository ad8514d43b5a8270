"""The language that a name comes from, by its letters (Llitjos and Black 2001)."""

import math
import unicodedata
from functools import cache

from narrate.voice.english.table import open_table

__all__ = ["chances", "features"]

_LENGTHS = (2, 3, 4)
_LONGEST_ENDING = 5
_STEP = 0.1  # of a stored weight


def features(name: str) -> tuple[str, ...]:
    """Return what of `name` tells its origin: groups of its letters, its beginning and end, and all of it.

    Args:
        name: In small letters, with its accents.
    """
    edged = f"^{unicodedata.normalize('NFC', name)}$"
    groups = {edged[at : at + size] for size in _LENGTHS for at in range(len(edged) - size + 1)}
    return (*sorted(groups | {edged[-_LONGEST_ENDING - 1 :], edged}), "")


def chances(name: str) -> dict[str, float]:
    """Return the languages with their probabilities for `name`, in small letters; they sum to 1."""
    languages = _languages()
    scores = [0.0] * len(languages)
    for feature in features(name):
        for pair in (open_table("origins.tsv").get(f"={feature}") or "").split():
            number, _, weight = pair.partition(":")
            scores[int(number)] += int(weight) * _STEP
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return {language: power / sum(powers) for language, power in zip(languages, powers, strict=True)}


@cache
def _languages() -> list[str]:
    return (open_table("origins.tsv").get("languages") or "").split()
