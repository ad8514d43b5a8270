"""An engine that hums: a tone per word, exact word times, milliseconds of work. For tests and dry runs."""

import array
import math
import sys
from functools import lru_cache

from narrate.errors import SynthesisFailed, UnknownVoice
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo, Waveform, Word

__all__ = ["ENGINE", "ToneBackend", "ToneEngine"]

RATE_HZ = 24_000
EDGE_MS = 120  # silence at both ends, as real voices have
GAP_MS = 40  # silence between words
BASE_MS = 60  # of every word
PER_CHARACTER_MS = 40
LOW = "low"
VOICES = ("", LOW)
PEAK = 9830  # -10.5 dBFS


class ToneBackend:
    """Hums every word at a pitch that its letters decide; equal texts give equal samples."""

    def __init__(self, speed: float = 1.0, voice: str = "") -> None:
        """Hum with `voice`: the empty string for the usual one, `low` for an octave below."""
        self.fingerprint = f"tone 2 {voice} {speed:g}"
        self._octave = -12 if voice == LOW else 0
        self.rate_hz = RATE_HZ
        self.max_chars = 400
        self.languages = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk"})
        self._speed = speed

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:  # noqa: ARG002 - a tone has no pronunciation
        """Return one tone per white-space separated token, with its exact times."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        pcm = array.array("h", bytes(2 * _samples(EDGE_MS)))
        words = []
        for token in text.split():
            start = len(pcm)
            length = _samples((BASE_MS + PER_CHARACTER_MS * len(token)) / self._speed)
            pcm.extend(_tone(sum(map(ord, token)) % 24 + self._octave, length))
            words.append(Word(token, start * 1000 / RATE_HZ, len(pcm) * 1000 / RATE_HZ))
            pcm.extend(array.array("h", bytes(2 * _samples(GAP_MS / self._speed))))
        pcm.extend(array.array("h", bytes(2 * _samples(EDGE_MS))))
        if sys.byteorder == "big":
            pcm.byteswap()
        return Speech(Waveform(pcm.tobytes(), RATE_HZ), tuple(words))

    def close(self) -> None:
        """Hold nothing, give nothing back."""


class ToneEngine:
    """The engine behind `--voice tone`."""

    name = "tone"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:  # noqa: ARG002 - the same for all options
        """Return its two voices."""
        return tuple(
            VoiceInfo("tone", name, "*", "Apache-2.0", installed=True, hint="for tests: hums", cost=0.001)
            for name in VOICES
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend. Raises UnknownVoice for a name that it hasn't."""
        if voice not in VOICES:
            raise UnknownVoice(f"tone has the voices tone and tone:{LOW}, none is called {voice!r}")
        return ToneBackend(options.speed, voice)


ENGINE = ToneEngine()


def _samples(duration_ms: float) -> int:
    return round(duration_ms * RATE_HZ / 1000)


@lru_cache(maxsize=512)
def _tone(step: int, length: int) -> "array.array[int]":
    """Return a sine `step` semitones above 220 Hz with 5 ms fades, so that no word clicks."""
    turn = 2 * math.pi * 220 * 2 ** (step / 12) / RATE_HZ
    fade = min(_samples(5), length // 2)
    envelope = [min(1.0, (i + 1) / fade, (length - i) / fade) for i in range(length)]
    return array.array("h", (round(PEAK * envelope[i] * math.sin(turn * i)) for i in range(length)))
