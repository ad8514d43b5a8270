"""What words are worth: the odds, learned from many sites, that a text or an element's name belongs to a story."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import ClassVar

from narrate.extract.walk import Frame
from narrate.extract.words import lines

__all__ = ["Lexicon", "name_words", "packaged", "text_words", "weighed_words"]

LEVELS = 6  # elements outward whose names are read
MOST_SEEN = 20_000  # names of elements kept in mind: some 2 MB
_NAME = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Log-odds by word: above zero in stories, below in furniture."""

    texts: Mapping[str, float]
    """Words and pairs of words of the text."""
    names: Mapping[str, float]
    """Words of class names, ids and roles."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """What words, pairs of words, first and last words weigh together, by a logistic regression."""
    _seen: dict[str, tuple[float, float, float] | None] = field(default_factory=dict, compare=False, repr=False)

    NAMES: ClassVar[tuple[str, ...]] = (
        *(
            f"said_{what}"
            for what in ("mean", "least", "second_least", "most", "negative", "start", "end", "known", "weight")
        ),
        *(f"named_{what}" for what in ("own", "parent", "outer", "least", "most")),
    )

    def of(self, tokens: Sequence[str], frames: Sequence[Frame]) -> list[float]:
        """Return the features of a text and the elements around it, in the order of `NAMES`.

        Args:
            tokens: The text's words in lower case.
            frames: The elements around it, innermost first.
        """
        odds = self.texts.get
        own = text_words(tokens)
        values = [value for word in own if (value := odds(word)) is not None]
        ordered = sorted(values)
        count = len(values)
        return [
            sum(values) / count if count else 0.0,
            ordered[0] if count else 0.0,
            ordered[1] if count > 1 else 0.0,
            ordered[-1] if count else 0.0,
            sum(value < -1.0 for value in values) / count if count else 0.0,
            sum(odds(word, 0.0) for word in text_words(tokens[:3])),
            sum(odds(word, 0.0) for word in text_words(tokens[-3:])),
            float(min(count, 60)),
            self._weight(weighed_words(tokens, own)),
            *self._named(frames),
        ]

    def _weight(self, own: Iterable[str]) -> float:
        values = [value for word in own if (value := self.weights.get(word)) is not None]
        return sum(values) / math.sqrt(len(values)) if values else 0.0

    def _named(self, frames: Sequence[Frame]) -> list[float]:
        by_level = []
        for frame in frames[:LEVELS]:
            if frame.tag in ("body", "html"):
                break
            by_level.append(self._of_names(frame.names))
        levels = [level for level in by_level if level is not None]
        sums = [level[0] if level else 0.0 for level in by_level]
        return [
            sums[0] if sums else 0.0,
            sums[1] if len(sums) > 1 else 0.0,
            sum(sums[2:]),
            min((least for _, least, _ in levels), default=0.0),
            max((most for _, _, most in levels), default=0.0),
        ]

    def _of_names(self, names: str) -> tuple[float, float, float] | None:
        """Return sum, least and most of the odds of an element's names, or None where none is known."""
        if names not in self._seen:
            if len(self._seen) >= MOST_SEEN:
                self._seen.clear()
            odds = [value for word in name_words(names) if (value := self.names.get(word)) is not None]
            self._seen[names] = (sum(odds), min(odds), max(odds)) if odds else None
        return self._seen[names]


def text_words(tokens: Sequence[str]) -> list[str]:
    """Return the first 60 words of a text and their pairs, digits as one word."""
    tokens_read = ["0" if token.isdigit() else token for token in tokens[:60]]
    return tokens_read + [f"{one} {two}" for one, two in pairwise(tokens_read)]


def weighed_words(tokens: Sequence[str], own: Sequence[str]) -> dict[str, None]:
    """Return the different words that are weighed together: the text's, and those that begin and end it, marked.

    Args:
        tokens: The text's words in lower case.
        own: Its `text_words`.
    """
    keys = dict.fromkeys(own)
    if tokens:
        count = min(len(tokens), 60)
        keys["^" + own[0]] = None
        if count > 1:
            keys["^" + own[count]] = None
        if count == len(tokens):
            keys[own[count - 1] + "$"] = None
    return keys


def name_words(names: str) -> tuple[str, ...]:
    """Return the words of an element's names, and each name as a whole."""
    if not names:
        return ()
    whole = names.lower().split()[:12]
    return tuple(dict.fromkeys([*(w for w in map(str.lower, _NAME.split(names)) if len(w) > 1), *whole]))


@cache
def packaged() -> Lexicon:
    """Return the lexicon that comes with the package."""
    rows = [line.split("\t") for line in lines("odds.tsv")]
    return Lexicon(
        {word: float(value) for kind, word, value in rows if kind == "text"},
        {word: float(value) for kind, word, value in rows if kind == "name"},
        {word: float(value) for kind, word, value in rows if kind == "weight"},
    )
