"""An engine that whistles one note per word."""

import math
import struct

from narrate.errors import SynthesisFailed, UnknownVoice
from narrate.model import Speech, VoiceInfo, Waveform, Word

RATE_HZ = 16_000
WORD_MS = 300
GAP_MS = 50


class WhistleBackend:
    """One voice, ready to speak."""

    def __init__(self, speed):
        self.fingerprint = f"whistle 1.0 {speed:g}"
        self.rate_hz = RATE_HZ
        self.max_chars = 500
        self.languages = frozenset({"en"})
        self._speed = speed

    def synthesize(self, text, pronunciations=()):
        if not text.strip():
            raise SynthesisFailed("there is nothing to whistle in an empty text")
        samples, words = [], []
        for token in text.split():
            start = len(samples)
            length = int(RATE_HZ * WORD_MS / 1000 / self._speed)
            samples += [int(9000 * math.sin(0.5 * i)) for i in range(length)]
            words.append(Word(token, start * 1000 / RATE_HZ, len(samples) * 1000 / RATE_HZ))
            samples += [0] * int(RATE_HZ * GAP_MS / 1000)
        pcm = struct.pack(f"<{len(samples)}h", *samples)
        return Speech(Waveform(pcm, RATE_HZ), tuple(words))

    def close(self):
        pass


class WhistleEngine:
    """What the entry point names. Creating it must be cheap: load heavy libraries at the first `synthesize`."""

    name = "whistle"

    def voices(self, options):
        return (VoiceInfo("whistle", "", "en", "MIT", installed=True, cost=0.01),)

    def open(self, voice, options):
        if voice:
            raise UnknownVoice(f"whistle has only one voice, and it isn't called {voice!r}")
        return WhistleBackend(options.speed)


ENGINE = WhistleEngine()
