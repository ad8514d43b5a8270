"""The engine behind `--voice kokoro`: studio voices, offline."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from narrate.errors import BackendUnavailable, SynthesisFailed, install_hint
from narrate.model import Backend, EngineOptions, Pronunciations, Speech, VoiceInfo, Waveform, Word
from narrate.voice.espeak import INSTALL, has_program
from narrate.voice.kokoro import graph_cache
from narrate.voice.kokoro.front_end import front_end_of, needs_espeak
from narrate.voice.kokoro.graph_cache import weights_installed, weights_sha256
from narrate.voice.kokoro.packs import DEFAULT_VOICE, Pack, known_packs, language_of, open_pack
from narrate.voice.kokoro.rewrite import DURATIONS, REWRITER_VERSION
from narrate.voice.readings import Portion, portions, word_times
from narrate.voice.sessions import open_prepared, open_session

__all__ = ["ENGINE", "FRAME_SAMPLES", "RATE_HZ", "KokoroBackend", "KokoroEngine", "KokoroModel"]


MAX_CHARS = 400  # about 420 tokens; what still is beyond the model's 510 is cut at a clause
MAX_TOKENS = 510  # the model was trained on 512 positions, two of them pads
LEAD_MS = 50.0  # the decoder sounds earlier than its durations say (median of measured onsets; KPipeline takes 75 off)
_log = logging.getLogger(__name__)


RATE_HZ = 24_000
FRAME_SAMPLES = 600  # hop of the decoder: a duration of 1 is 25 ms
_FRAME_MS = FRAME_SAMPLES * 1000 / RATE_HZ


@dataclass(slots=True, weakref_slot=True)
class KokoroModel:
    """A session over a Kokoro graph."""

    session: Any
    version: str
    """Of its graph, as `graph_cache` names them."""

    @classmethod
    def load(cls, graph: Path | bytes, version: str) -> "KokoroModel":
        """Open `graph`, prepared if it is a path. Raises WeightsInvalid, BackendUnavailable."""
        name = "the Kokoro graph"
        return cls(open_prepared(graph, name) if isinstance(graph, Path) else open_session(graph, name), version)

    def speak(self, numbers: tuple[int, ...], style: Any, speed: float) -> tuple[Any, list[int]]:
        """Return the samples (float32, -1 to 1) and the frames per token, pads included; no frames if it has none.

        Raises:
            SynthesisFailed: The graph can't run on these numbers, or gives samples that aren't finite.
        """
        import numpy as np

        names = [put.name for put in self.session.get_inputs()]
        tokens = next(name for name in names if name not in {"style", "speed"})
        feed = {
            tokens: np.array([[0, *numbers, 0]], np.int64),
            "style": style.reshape(1, 256),
            "speed": np.array([speed], np.float32),
        }
        try:
            samples, *rest = self.session.run(None, feed)
        except Exception as error:
            raise SynthesisFailed(f"the Kokoro graph stopped on {len(numbers)} tokens: {error}") from error
        samples = samples.ravel()
        if not np.isfinite(samples).all():
            raise SynthesisFailed(f"the Kokoro graph gave samples that aren't numbers for {len(numbers)} tokens")
        return samples, rest[0].ravel().tolist() if self._has_durations() else []

    def _has_durations(self) -> bool:
        return any(put.name == DURATIONS for put in self.session.get_outputs())


_model_by_source: WeakValueDictionary[tuple[str, Path], KokoroModel] = WeakValueDictionary()
"""Graphs in use by weights and cache folder: a second voice of the same weights takes no memory of its own."""


class KokoroBackend:
    """Kokoro-82M with one voice; its graph and its dictionaries are loaded at the first text."""

    def __init__(self, pack: Pack, options: EngineOptions) -> None:
        self.rate_hz = RATE_HZ
        self.max_chars = MAX_CHARS
        language = language_of(pack.name) or "en-US"
        self.languages = frozenset({language.partition("-")[0]})
        self._pack = pack
        self._options = options
        self._weights_sha256 = weights_sha256(options.weights)
        self._front_end = front_end_of(language)
        self._model: KokoroModel | None = None
        self._graph_version = REWRITER_VERSION  # unless the rewriting fails

    @property
    def fingerprint(self) -> str:
        """Weights, graph, front end, voice and speed."""
        parts = (
            self._weights_sha256[:16],
            self._graph_version,
            self._front_end.version,
            self._pack.name,
            self._pack.sha256[:16],
            f"{self._options.speed:g}",
        )
        return "kokoro 1 " + " ".join(parts)

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
        """Return the sound of `text` with its word times, which follow from the model's own durations."""
        if not text.strip():
            raise SynthesisFailed("there is nothing to say in an empty text")
        model = self._loaded()
        readings = self._front_end.read(text, pronunciations)
        pcm: list[bytes] = []
        words: list[Word] = []
        offset_ms = 0.0
        timed = True
        for portion in portions(readings, MAX_TOKENS):
            samples, frames = self._run(model, portion)
            timed = timed and len(frames) == len(portion.numbers) + 2
            if timed:
                words += word_times(portion, frames, _FRAME_MS, start_ms=offset_ms, lead_ms=LEAD_MS)
            pcm.append(_to_pcm(samples))
            offset_ms += len(samples) * 1000 / RATE_HZ
        return Speech(Waveform(b"".join(pcm), RATE_HZ), tuple(words) if timed else ())

    def load(self) -> None:
        """Load graph and dictionaries before the first text. Raises BackendUnavailable, WeightsInvalid."""
        self._loaded()

    def close(self) -> None:
        """Let go of the graph."""
        self._model = None

    def _loaded(self) -> KokoroModel:
        """Return the model; the first time it and the dictionaries are loaded, side by side."""
        if self._model is None:
            with ThreadPoolExecutor(1) as aside:
                opening = aside.submit(self._open_model)
                self._front_end.load()
                self._model = opening.result()
            self._graph_version = self._model.version
        return self._model

    def _open_model(self) -> KokoroModel:
        """Return the model, shared with the voices of this process that run on the same graph."""
        options = self._options
        source = (self._weights_sha256, options.cache_dir)
        model = _model_by_source.get(source)
        if model is None:
            graph = graph_cache.open_graph(options.weights, self._weights_sha256, options.cache_dir)
            model = _model_by_source[source] = KokoroModel.load(*graph)
        return model

    def _run(self, model: KokoroModel, portion: Portion) -> tuple[Any, list[int]]:
        """Return samples and frames; what isn't a sound is tried again on the graph as shipped."""
        style = self._pack.styles[max(len(portion.numbers), 1) - 1]
        try:
            return model.speak(portion.numbers, style, self._options.speed)
        except SynthesisFailed as error:
            if self._graph_version == graph_cache.SHIPPED:
                raise
            _log.warning("%s; trying the graph as shipped", error)
            shipped = KokoroModel.load(graph_cache.shipped_graph(self._options.weights), graph_cache.SHIPPED)
            return shipped.speak(portion.numbers, style, self._options.speed)


class KokoroEngine:
    """Kokoro-82M v1.0: American and British English; Spanish and French with phonemes from espeak-ng."""

    name = "kokoro"

    def voices(self, options: EngineOptions) -> tuple[VoiceInfo, ...]:
        """Return the packaged voices and those at `options.voice_path`."""
        installed = find_spec("onnx") is not None and (options.weights is not None or weights_installed())
        return tuple(_info(name, installed=installed) for name in known_packs(options.voice_path))

    def open(self, voice: str, options: EngineOptions) -> Backend:
        """Return the backend. Raises UnknownVoice, BackendUnavailable, WeightsInvalid."""
        if find_spec("onnx") is None or (options.weights is None and not weights_installed()):
            raise BackendUnavailable(f"kokoro needs its weights and the library onnx: {install_hint('kokoro')}")
        return KokoroBackend(open_pack(voice or DEFAULT_VOICE, options.voice_path), options)


ENGINE = KokoroEngine()


def _info(name: str, *, installed: bool) -> VoiceInfo:
    language = language_of(name) or "en-US"
    hint = "" if installed else install_hint("kokoro")
    if installed and needs_espeak(language) and not has_program():
        installed, hint = False, INSTALL
    return VoiceInfo("kokoro", name, language, "Apache-2.0", installed, hint, cost=60.0)


def _to_pcm(samples: Any) -> bytes:
    """Return float samples as signed 16-bit little-endian bytes, clipped."""
    import numpy as np

    return bytes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())
