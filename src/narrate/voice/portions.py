"""Readings to the phoneme numbers of Kokoro's family of voices, in portions, and durations back to word times."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain

from narrate.model import Word
from narrate.text import rows
from narrate.voice.readings import Reading, has_sound

__all__ = ["Portion", "is_symbol", "portions", "word_times"]

_CLAUSE_ENDS = frozenset(".!?;:,—…")


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
        known = [table.get(sign) for sign in reading.phonemes]
        sounding = [index for index, sign in enumerate(reading.phonemes) if has_sound(sign)] or [0]
        start = len(numbers) + _count(known[: sounding[0]])
        end = len(numbers) + _count(known[: sounding[-1] + 1]) if has_sound(reading.phonemes) else start
        if reading.token:
            stretches.append((reading.token, start, end))
        elif stretches:
            stretches[-1] = (stretches[-1][0], stretches[-1][1], end)
        numbers.extend(number for number in known if number is not None)
    return Portion(tuple(numbers), tuple(stretches))


def _count(numbers: Sequence[int | None]) -> int:
    """Return how many of `numbers` the model knows."""
    return sum(number is not None for number in numbers)
