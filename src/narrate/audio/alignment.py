"""What was heard laid on what should have been said, letter by letter.

Letters, because a listener writes "goalkeeper" or "goal keeper", "defence" or "defense", "Zelensky" or "Zelenskyy" for
the same sound: words would count each of them as two mistakes.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Match", "compare"]

RIGHT_SHARE = 0.6
"""A word is heard when this share of its letters is; unrelated text of the same length reaches about 0.4."""
LETTERS_PER_WORD = 5
"""Letters that were heard too much, counted as words."""
SLACK = 2
"""So many stray letters between two words are spelling, not a word."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text was heard."""

    words: int
    wrong: int
    """Words that weren't heard, and words heard that aren't in the text."""
    longest_run: int
    """Most wrong words in a row."""
    missed: tuple[str, ...] = ()
    """Words of the text that weren't heard, as they stand there."""

    @property
    def error_rate(self) -> float:
        """Wrong words per word of the text."""
        return self.wrong / max(1, self.words)


def compare(texts: Sequence[str], transcript: str) -> list[Match]:
    """Return a match for each of `texts`, which were said one after the other and heard as `heard`.

    What was heard too much belongs to the text before it.
    """
    written = [[word for word in text.split() if _letters(word)] for text in texts]
    words = [list(map(_letters, text)) for text in written]
    flat = [letters for text in words for letters in text]
    right, extra = _align("".join(flat), _letters(transcript))
    matches, at = [], 0
    before = int(extra[0])
    for text, as_written in zip(words, written, strict=True):
        heard = []
        marks = [_as_words(before)] if before > SLACK else []
        start = at
        for word in text:
            end = at + len(word)
            heard_share = right[at:end].mean()
            marks.append(-1 if heard_share >= RIGHT_SHARE else 1)
            heard.append(heard_share >= RIGHT_SHARE)
            between = int(extra[at + 1 : end + 1].sum())
            if between > SLACK + len(word) * (1 - heard_share):
                marks.append(_as_words(between))
            at = end
        surplus = before + int(extra[start + 1 : at + 1].sum()) - int((~right[start:at]).sum())
        matches.append(_match(len(text), marks, surplus, tuple(_missed(text, as_written, heard))))
        before = 0
    return matches


def _missed(words: Sequence[str], written: Sequence[str], heard: Sequence[bool]) -> Iterator[str]:
    """Yield the words that weren't heard; of two alike in a row ("twenty twenty five") listeners write one."""
    for at, word in enumerate(words):
        beside = [other for other in (at - 1, at + 1) if 0 <= other < len(words)]
        if not heard[at] and not any(heard[other] and words[other] == word for other in beside):
            yield written[at]


def _match(words: int, marks: Sequence[int], surplus: int, missed: tuple[str, ...]) -> Match:
    """Count `marks`: -1 is a right word, a number above zero so many wrong ones.

    A sentence said twice is laid on itself with its second saying scattered between the letters of the first: only
    the `surplus` of letters tells.
    """
    wrong = run = longest = 0
    for mark in marks:
        run = 0 if mark < 0 else run + mark
        wrong += max(0, mark)
        longest = max(longest, run)
    return Match(words, max(wrong, _as_words(surplus) if surplus > 2 * SLACK else 0), longest, missed)


def _as_words(letters: int) -> int:
    return max(1, round(letters / LETTERS_PER_WORD))


def _letters(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if character.isalnum())


def _align(expected: str, transcript: str) -> tuple[np.ndarray, np.ndarray]:
    """Return which letters of `said` were heard, and how many others were heard before each and after the last.

    Levenshtein's alignment, a row at a time.
    """
    first, second = (np.frombuffer(text.encode("utf-32-le"), np.uint32) for text in (expected, transcript))
    columns = np.arange(len(second) + 1, dtype=np.int32)
    table = np.empty((len(first) + 1, len(second) + 1), np.int32)
    table[0] = columns
    for row, letter in enumerate(first, start=1):
        above = table[row - 1]
        best = np.minimum(above[1:] + 1, above[:-1] + (second != letter))
        best = np.concatenate(([row], best)) - columns
        table[row] = np.minimum.accumulate(best) + columns
    right = np.zeros(len(first), bool)
    extra = np.zeros(len(first) + 1, np.int32)
    row, column = len(first), len(second)
    while row or column:
        here = table[row, column]
        if row and column and here == table[row - 1, column - 1] + (first[row - 1] != second[column - 1]):
            row, column = row - 1, column - 1
            right[row] = first[row] == second[column]
        elif row and here == table[row - 1, column] + 1:
            row -= 1
        else:
            column -= 1
            extra[row] += 1
    return right, extra
