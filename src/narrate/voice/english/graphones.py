"""Pronunciations of words that no dictionary holds: letters and sounds in one n-gram model (Bisani and Ney 2008).

A graphone is one or two letters with the phonemes that they stand for, none to two. The model was counted on the CMU
dictionary (`scripts/names_data.py`), whose words are mostly names in American mouths. Every letter of a word belongs to
a graphone of its reading, so that none is lost.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from narrate.text import rows

__all__ = ["EDGE", "ID_BITS", "LOG_STEP", "ORDER", "Graphones", "Pieces", "open_graphones"]

Pieces = tuple[tuple[str, str], ...]
"""Letters with the phonemes that they stand for."""
ORDER = 6  # graphones of the longest n-gram: 7 gave nothing on held-out names
ID_BITS = 10
"""Bits of a graphone's number: six of them fit into a key of 64."""
EDGE = 1
"""The number of the edge of a word."""
LOG_STEP = 0.1  # nats of a step of a stored logarithm: one byte reaches to 25.5
_BEAM = 20  # states kept at a letter: 40 gave the same readings
_WIDTH = 8.0  # nats below the best state beyond which one is dropped
_UNSEEN = 20.0  # nats for a graphone that the model never saw, which doesn't happen
_State = tuple[int, bool]
"""The last graphones as a key, and whether the primary stress was given."""


@dataclass(frozen=True, slots=True)
class _Path:
    nats: float
    graphones: tuple[int, ...]


class Graphones:
    """The model: its graphones, and the n-grams as sorted keys with two bytes each."""

    def __init__(self, graphones: Pieces, content: bytes) -> None:
        """Take the graphones in order of their numbers, from 2 on, and the content of `graphones.bin`.

        The content holds N sorted keys of 8 bytes (little-endian), N costs and N costs of backing off, a byte each.
        """
        size = len(content) // 10
        self._keys = memoryview(content)[: 8 * size].cast("Q")
        self._costs = content[8 * size : 9 * size]
        self._backoffs = content[9 * size :]
        self._graphones = graphones
        self._by_letters: dict[str, list[tuple[int, bool]]] = {}
        for number, (letters, phonemes) in enumerate(graphones, EDGE + 1):
            self._by_letters.setdefault(letters, []).append((number, "ˈ" in phonemes))

    def read(self, word: str) -> tuple[Pieces, float] | None:
        """Return the likeliest pieces of `word` with one primary stress, and their cost in nats a letter.

        Args:
            word: Small letters a to z.

        Returns:
            None where the letters give no vowel that could be stressed.
        """
        states: list[dict[_State, _Path]] = [{} for _ in range(len(word) + 1)]
        states[0][EDGE, False] = _Path(0.0, ())
        for at in range(len(word)):
            kept = sorted(states[at].items(), key=lambda item: item[1].nats)[:_BEAM]
            for size in (1, 2):
                for number, is_stressed in (
                    self._by_letters.get(word[at : at + size], ()) if at + size <= len(word) else ()
                ):
                    self._extend(states[at + size], kept, number, is_stressed=is_stressed)
        ends = [
            (path.nats + self._cost(context, EDGE), path.graphones)
            for (context, has_stress), path in states[-1].items()
            if has_stress
        ]
        if not ends:
            return None
        nats, numbers = min(ends)
        return tuple(self._graphones[number - EDGE - 1] for number in numbers), nats / len(word)

    def _extend(
        self, after: dict[_State, _Path], kept: list[tuple[_State, _Path]], number: int, *, is_stressed: bool
    ) -> None:
        """Add the states that `number` leads to from those of `kept`, best first."""
        for (context, has_stress), path in kept:
            if (is_stressed and has_stress) or path.nats > kept[0][1].nats + _WIDTH:
                continue
            nats = path.nats + self._cost(context, number)
            state = ((context << ID_BITS | number) & _CONTEXT, has_stress or is_stressed)
            if state not in after or nats < after[state].nats:
                after[state] = _Path(nats, (*path.graphones, number))

    def _cost(self, context: int, number: int) -> float:
        """Return the negative logarithm of the probability of `number` after `context`, backing off where unseen."""
        cost = 0.0
        while True:
            at = self._place(context << ID_BITS | number)
            if at is not None:
                return cost + self._costs[at] * LOG_STEP
            if not context:
                return cost + _UNSEEN
            at = self._place(context)
            if at is not None:
                cost += self._backoffs[at] * LOG_STEP
            context = _shortened(context)

    def _place(self, key: int) -> int | None:
        at = bisect_left(self._keys, key)
        return at if at < len(self._keys) and self._keys[at] == key else None


_CONTEXT = (1 << ID_BITS * (ORDER - 1)) - 1
"""Masks the graphones that a next one depends on."""


def _shortened(context: int) -> int:
    """Return `context` without its oldest graphone; numbers begin at 1, so that the topmost bits tell its length."""
    length = -(-context.bit_length() // ID_BITS)
    return context & ((1 << ID_BITS * (length - 1)) - 1)


@cache
def open_graphones() -> Graphones:
    """Return the packaged model, read once a process. Raises OSError if it is missing."""
    content = files("narrate.voice.english").joinpath("data", "graphones.bin").read_bytes()
    graphones = tuple((letters, phonemes) for letters, phonemes in rows("narrate.voice.english", "data/graphones.tsv"))
    return Graphones(graphones, content)
