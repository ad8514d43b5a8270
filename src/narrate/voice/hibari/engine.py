"""The engine behind `--voice heart`, the default: a small model of one American voice, and others of its kind."""

import hashlib
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice, WeightsInvalid
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo, Waveform, Word
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.hibari.model import DURATION_FRAMES, HibariModel
from narrate.voice.readings import Portion, portions, word_times

__all__ = ["DEFAULT_VOICE", "ENGINE", "HibariBackend", "HibariEngine"]

DEFAULT_VOICE = "heart"
HEART_SHA256 = "723e9821741f4fb48b4a5cf5621acd8777ee59c9b6679b81efd588cab195a7a6"
RATE_HZ = 24_000
MAX_CHARS = 380
MAX_PHONEMES = 400  # the longest sentences that the model was trained on
_DURATION_MS = 12.5 * DURATION_FRAMES
LEAD_MS = (
    50.0  # sound comes earlier than its durations say (median of measured onsets: 45), as in the model it learned from
)
_SPEECH_VERSION = 1
"""Part of the fingerprint: raised when the same phonemes would sound different."""
_NAME = re.compile(r"(?P<name>\w+?)(?:\.int8|\.fp32)?\.onnx")
_BRITISH = re.compile(r"b[fm]_")
"""How the names of British voices begin, as Kokoro's do."""


class HibariBackend:
    """One voice; its graph is loaded at the first text."""

    def __init__(self, name: str, source: Traversable, options: EngineOptions) -> None:
        """Take the voice in the file `source`. Raises BackendUnavailable."""
        self.rate_hz = RATE_HZ
        self.max_chars = MAX_CHARS
        self.languages = frozenset({"en"})
        self._name = name
        self._source = source
        self._speed = options.speed
        self._sha256 = HEART_SHA256 if name == DEFAULT_VOICE else hashlib.sha256(_content(source)).hexdigest()
        self._front_end = EnglishFrontEnd(british=_accent(name) == "en-GB")
        self._model: HibariModel | None = None

    @property
    def fingerprint(self) -> str:
        """Weights, front end, signal path and speed."""
        return f"hibari {_SPEECH_VERSION} {self._sha256[:16]} {self._front_end.version} {self._speed:g}"

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
        """Return the sound of `text` with its word times, which follow from the model's own durations."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        pcm = b""
        words: list[Word] = []
        is_timed = True
        for portion in portions(self._front_end.read(text, pronunciations), MAX_PHONEMES):
            sound, durations = self._speak(portion)
            is_timed = is_timed and len(durations) == len(portion.numbers) + 2
            if is_timed:
                words += word_times(
                    portion, durations, _DURATION_MS, start_ms=len(pcm) * 500 / RATE_HZ, lead_ms=LEAD_MS
                )
            pcm += sound
        return Speech(Waveform(pcm, RATE_HZ), tuple(words) if is_timed else ())

    def load(self) -> None:
        """Load graph and dictionaries before the first text. Raises BackendUnavailable, WeightsInvalid."""
        self._front_end.load()
        self._loaded()

    def close(self) -> None:
        """Let go of the graph."""
        self._model = None

    def _loaded(self) -> HibariModel:
        if self._model is None:
            content = _content(self._source)
            if hashlib.sha256(content).hexdigest() != self._sha256:
                remedy = "install narrate again" if self._name == DEFAULT_VOICE else "fetch it again"
                raise WeightsInvalid(f"the weights of the voice {self._name} are damaged or were changed: {remedy}")
            self._model = HibariModel(content, f"the voice {self._name}")
        return self._model

    def _speak(self, portion: Portion) -> tuple[bytes, list[int]]:
        """Return signed 16-bit samples, and the duration of each number. Raises SynthesisFailed."""
        import numpy as np

        from narrate.voice.hibari.vocoder import render

        spectrum, durations = self._loaded().run(portion.numbers, self._speed)
        samples = render(spectrum)
        if not (np.isfinite(samples).all() and np.isfinite(spectrum.pitch_hz).all()):
            raise SynthesisFailed(f"the voice {self._name} gave samples that aren't numbers: try another --voice")
        return bytes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()), durations


class HibariEngine:
    """Small voices of hibari's kind, American and British English."""

    name = "hibari"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:
        """Return the packaged voice and those at `options.voice_path`."""
        return tuple(
            VoiceInfo("hibari", name, _accent(name), _licence(name), installed=True, cost=1.0)
            for name in _sources(options.voice_path)
        )

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend. Raises UnknownVoice, BackendUnavailable."""
        sources = _sources(options.voice_path)
        name = voice or DEFAULT_VOICE
        if name not in sources:
            names = ", ".join(sources)
            raise UnknownVoice(
                f"hibari has no voice {name!r}; available: {names}; voice_path may name .onnx files of its kind"
            )
        return HibariBackend(name, sources[name], options)


ENGINE = HibariEngine()


def _sources(voice_path: Path | None) -> dict[str, Traversable]:
    """Return the file of each voice, the packaged one first."""
    source_by_name: dict[str, Traversable] = {DEFAULT_VOICE: files("narrate.voice.hibari").joinpath("heart.onnx")}
    if voice_path is not None:
        paths = sorted(voice_path.glob("*.onnx")) if voice_path.is_dir() else [voice_path]
        source_by_name |= {match["name"]: path for path in paths if (match := _NAME.fullmatch(path.name))}
    return source_by_name


def _accent(name: str) -> str:
    return "en-GB" if _BRITISH.match(name) else "en-US"


def _licence(name: str) -> str:
    return "Apache-2.0" if name == DEFAULT_VOICE else "see its model card"


def _content(source: Traversable) -> bytes:
    try:
        return source.read_bytes()
    except OSError as error:
        raise BackendUnavailable(
            f"the voice {source} can't be read ({error}): check voice_path, or install again"
        ) from error
