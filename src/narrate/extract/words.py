"""Words: of a text, of what it shares with another, of the lists below `data/`."""

import re
from collections.abc import Sequence

from narrate import text as ground

__all__ = ["fourgrams", "length", "lines", "overlap", "words"]

_WORD = re.compile(r"\w+")
# Writing without blanks: of Han and kana some two make a word, of Thai, Lao, Burmese, Khmer some four.
_HAN = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_THAI = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of `data/<name>` that hold something, without comments."""
    return ground.lines("narrate.extract", f"data/{name}")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def length(text: str) -> int:
    """Return how many words a text has; where words stand without blanks, by its characters."""
    if text.isascii():
        return len(_WORD.findall(text))
    rest, han = _HAN.subn(" ", text)
    rest, thai = _THAI.subn(" ", rest)
    return len(_WORD.findall(rest)) + (han + 1) // 2 + (thai + 3) // 4


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
