"""What a front end gives a voice: phonemes of words, and their numbers in portions for Kokoro's family of voices."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain
from typing import Protocol

from narrate.model import Pronunciations, Word
from narrate.text import rows

__all__ = ["FrontEnd", "Portion", "Reading", "has_sound", "is_symbol", "portions", "word_times"]


_CLAUSE_ENDS = frozenset(".!?;:,—…")


@dataclass(frozen=True, slots=True)
class Reading:
    """How one white-space separated token of a text is said."""

    token: str
    phonemes: str
    """In the front end's alphabet, with the punctuation that the voice knows; empty only when nothing of it is said."""


class FrontEnd(Protocol):
    """Text to phonemes."""

    @property
    def version(self) -> str:
        """Part of a backend's fingerprint: another one where the same text would get other phonemes."""

    def load(self) -> None:
        """Open what reading takes. Raises BackendUnavailable."""

    def read(self, text: str, pronunciations: Pronunciations = ()) -> tuple[Reading, ...]:
        """Return one reading per white-space token of `text`, in order.

        Args:
            text: One line; numbers should be written as words already.
            pronunciations: Places of words with their IPA; they win.

        Raises:
            BackendUnavailable: A part of the front end is missing.
            SynthesisFailed: No word of the text could be read.
        """


def has_sound(phonemes: str) -> bool:
    """Whether anything in `phonemes` is more than punctuation or space."""
    return any(sign.isalpha() for sign in phonemes)


@dataclass(frozen=True, slots=True)
class Portion:
    """What the model is given at once."""

    numbers: tuple[int, ...]
    """At most as many as the model takes, without the pads."""
    stretches: tuple[tuple[str, int, int], ...]
    """Per word: its text, and where its sounding phonemes begin and end in `numbers`."""


@cache
def _number_by_symbol() -> dict[str, int]:
    return {
        chr(int(sign.removeprefix("U+"), 16)) if sign.startswith("U+") else sign: int(number)
        for sign, number in rows("narrate.voice", "symbols.tsv")
    }


def is_symbol(sign: str) -> bool:
    """Whether these voices were trained on `sign`."""
    return sign in _number_by_symbol()


def portions(readings: Sequence[Reading], limit: int) -> list[Portion]:
    """Return the readings in portions of at most `limit` numbers, cut at a clause's end where there is one.

    A single word beyond the limit is divided too: nothing is left out.
    """
    pieces: list[list[Reading]] = [[]]
    for reading in chain.from_iterable(_bearable(reading, limit) for reading in readings):
        pieces[-1].append(reading)
        if _length(pieces[-1]) > limit:
            at = _place_to_cut(pieces[-1])
            pieces[-1:] = [pieces[-1][:at], pieces[-1][at:]]
    return [_portion(piece) for piece in pieces if piece]


def word_times(
    portion: Portion, durations: Sequence[int], unit_ms: float, *, start_ms: float = 0.0, lead_ms: float = 0.0
) -> tuple[Word, ...]:
    """Return when each word of `portion` is heard.

    Args:
        portion: What the model was given.
        durations: One per number and one for each pad.
        unit_ms: What they count.
        start_ms: When the portion's sound begins.
        lead_ms: How much earlier than its durations say the model sounds.
    """
    edges = [start_ms + max(0.0, end * unit_ms - lead_ms) for end in accumulate(durations, initial=0)]
    return tuple(Word(text, edges[start + 1], edges[end + 1]) for text, start, end in portion.stretches)


def _bearable(reading: Reading, limit: int) -> list[Reading]:
    """Return the reading, or its parts when it alone is beyond the limit; only the first part bears the word."""
    starts = range(0, max(len(reading.phonemes), 1), limit)
    return [Reading(reading.token if start == 0 else "", reading.phonemes[start : start + limit]) for start in starts]


def _length(readings: Sequence[Reading]) -> int:
    return sum(len(reading.phonemes) + 1 for reading in readings) - 1


def _place_to_cut(readings: Sequence[Reading]) -> int:
    """Return how many readings the first portion takes: up to the last clause's end that isn't too early."""
    for at in range(len(readings) - 1, len(readings) // 3, -1):
        if readings[at - 1].phonemes[-1:] in _CLAUSE_ENDS:
            return at
    return len(readings) - 1


def _portion(readings: Sequence[Reading]) -> Portion:
    table = _number_by_symbol()
    numbers: list[int] = []
    stretches: list[tuple[str, int, int]] = []
    for reading in readings:
        if numbers and reading.phonemes:
            numbers.append(table[" "])
        mapped = [table.get(sign) for sign in reading.phonemes]
        sounding = [index for index, sign in enumerate(reading.phonemes) if has_sound(sign)] or [0]
        start = len(numbers) + _count(mapped[: sounding[0]])
        end = len(numbers) + _count(mapped[: sounding[-1] + 1]) if has_sound(reading.phonemes) else start
        if reading.token:
            stretches.append((reading.token, start, end))
        elif stretches:
            stretches[-1] = (stretches[-1][0], stretches[-1][1], end)
        numbers.extend(number for number in mapped if number is not None)
    return Portion(tuple(numbers), tuple(stretches))


def _count(numbers: Sequence[int | None]) -> int:
    """Return how many of `numbers` the model knows."""
    return sum(number is not None for number in numbers)
