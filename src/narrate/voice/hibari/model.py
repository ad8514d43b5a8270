"""The acoustic model: phoneme numbers in; spectrum, pitch and durations per frame out."""

from dataclasses import dataclass
from typing import Any

from narrate.errors import SynthesisFailed, WeightsInvalid
from narrate.voice.sessions import open_session

__all__ = ["DURATION_FRAMES", "HibariModel", "Spectrum", "with_durations"]

_DURATIONS = "/Clip_output_0"
"""Inner tensor of the exported graph: duration of each phoneme, rounded and at least one."""
_SPECTRUM = ("lh", "theta", "ln", "lr", "phi", "f0")
"""Outputs of the graph, as its author names them."""
DURATION_FRAMES = 2
"""Frames of the spectrum in one unit of duration: 25 ms."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """What the model gives for one stretch of speech; every array is float32 with a column per frame of 12.5 ms."""

    harmonic_log: Any
    """Log magnitude of the filter over the pulses, 601 bins."""
    harmonic_turn: Any
    """Its phase before `tanh`, in half turns, 601 bins."""
    noise_log: Any
    """Log magnitude of the noise, 601 bins."""
    free_log: Any
    """Log magnitude of the part whose phase is free, 601 bins."""
    free_phase: Any
    """Its phase in radians, 601 bins."""
    pitch_hz: Any
    """Fundamental frequency, one a frame; 0 where nothing is voiced."""


class HibariModel:
    """A session over a graph of hibari's kind."""

    def __init__(self, content: bytes, name: str) -> None:
        """Open the graph in `content`; `name` is what messages call it.

        Raises:
            WeightsInvalid: It can't be run, or isn't of this kind.
            BackendUnavailable: onnxruntime is missing.
        """
        self._name = name
        self._session = _talkative(content, name)
        self._outputs = [put.name for put in self._session.get_outputs()]
        inputs = {put.name for put in self._session.get_inputs()}
        if inputs != {"ids", "speed"} or not set(_SPECTRUM) <= set(self._outputs):
            raise WeightsInvalid(f"{name} isn't a voice of hibari's kind: name the .onnx file of one")

    def run(self, numbers: tuple[int, ...], speed: float) -> tuple[Spectrum, list[int]]:
        """Return the spectrum of a stretch, and the duration of each number with the two pads, if the graph tells it.

        Args:
            numbers: Phoneme numbers without pads, at least one.
            speed: Tempo, 1.0 is the voice's own.

        Raises:
            SynthesisFailed: The graph stops on them.
        """
        import numpy as np

        given = {"ids": np.array([[0, *numbers, 0]], np.int64), "speed": np.array([speed], np.float32)}
        try:
            results = self._session.run(None, given)
        except Exception as error:
            raise SynthesisFailed(f"{self._name} stopped on {len(numbers)} phonemes: {error}") from error
        by_name = dict(zip(self._outputs, results, strict=True))
        durations = by_name[_DURATIONS].ravel().astype(int).tolist() if _DURATIONS in by_name else []
        return Spectrum(*(by_name[name][0] for name in _SPECTRUM)), durations


def with_durations(content: bytes) -> bytes:
    """Return the graph in `content` with its durations as one more output, unless it has them.

    Protocol Buffers merge what a message holds twice, field by field ("Encoding", last one wins and merging): a second
    piece of graph behind the file, which names the tensor, is one more output of the first.
    """
    tensor_type = _field(2, _field(1, b"\x08\x01"))  # TypeProto.tensor_type.elem_type = FLOAT
    output = _field(12, _field(1, _DURATIONS.encode()) + tensor_type)  # GraphProto.output
    piece = _field(7, output)  # ModelProto.graph
    return content if content.endswith(piece) else content + piece


def _field(number: int, content: bytes) -> bytes:
    """Return a length-delimited field of Protocol Buffers; `content` is shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


def _talkative(content: bytes, name: str) -> Any:
    """Return a session that tells the durations; one without, if the graph has no tensor of that name."""
    try:
        return open_session(with_durations(content), name)
    except WeightsInvalid:
        return open_session(content, name)
