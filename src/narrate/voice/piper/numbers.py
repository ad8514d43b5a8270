"""Readings to the numbers that a Piper graph takes, as Piper's training wrote them."""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from narrate.errors import SynthesisFailed
from narrate.voice.piper.voice import BEGIN, END, PAD, PiperVoice
from narrate.voice.readings import Reading

__all__ = ["Numbering"]

_MARKS = frozenset(".,;:!?")
_log = logging.getLogger(__name__)


class Numbering:
    """The table of one voice; tells once of each phoneme that it lacks."""

    def __init__(self, voice: PiperVoice) -> None:
        self._voice = voice
        self._sign = re.compile("|".join([*map(re.escape, voice.clusters), "."]), re.DOTALL)
        self._told: set[str] = set()

    def numbers_of(self, readings: Iterable[Reading]) -> tuple[list[int], list[tuple[str, int, int]]]:
        """Return the numbers of a text, a pad after each, and each token's stretch of them.

        Raises:
            SynthesisFailed: The voice has no number for more than half of the phonemes, so it is another language's.
        """
        table = self._voice.numbers_by_symbol
        pad = table[PAD]
        numbers = [*table[BEGIN], *pad]
        stretches: list[tuple[str, int, int]] = []
        missing: Counter[str] = Counter()
        sounding = 0
        for reading in readings:
            signs = list(self._signs_of(reading.phonemes))
            if len(numbers) > len(table[BEGIN]) + len(pad) and signs and signs[0] not in _MARKS:
                numbers += [*table.get(" ", ()), *(pad if " " in table else ())]
            start = end = len(numbers)
            for sign in signs:
                known = table.get(sign) or table.get(sign.casefold())
                sounding += _is_sound(sign)
                if known:
                    numbers += [*known, *pad]
                    end = len(numbers) if _is_sound(sign) else end
                elif _is_sound(sign):
                    missing[sign] += 1
            stretches.append((reading.token, start, end))
        self._tell(missing, sounding)
        return [*numbers, *table[END]], stretches

    def _signs_of(self, phonemes: str) -> Iterator[str]:
        yield from self._sign.findall(unicodedata.normalize("NFD", phonemes))

    def _tell(self, missing: Counter[str], sounding: int) -> None:
        """Warn of phonemes that are left out. Raises SynthesisFailed where they are most."""
        count = missing.total()
        if count * 2 > sounding:
            raise SynthesisFailed(
                f"the Piper voice {self._voice.name} has no number for {count} of {sounding} phonemes "
                f"({' '.join(missing)}): its .onnx.json is another voice's, or the text another language's"
            )
        if missing.keys() - self._told:
            self._told |= missing.keys()
            counts = ", ".join(f"{sign} (U+{ord(sign[0]):04X}) {times} times" for sign, times in missing.items())
            _log.warning(
                "the Piper voice %s has no number for %s; left out here and from now on", self._voice.name, counts
            )


def _is_sound(sign: str) -> bool:
    """Whether a sign is more than punctuation: letters, length, stress, accents."""
    return sign[0].isalpha() or unicodedata.category(sign[0]) == "Mn"
