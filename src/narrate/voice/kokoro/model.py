"""The loaded graph: numbers in, samples and durations out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.errors import SynthesisFailed
from narrate.voice.kokoro.rewrite.durations import DURATIONS
from narrate.voice.sessions import open_prepared, open_session

__all__ = ["FRAME_SAMPLES", "RATE_HZ", "KokoroModel"]

RATE_HZ = 24_000
FRAME_SAMPLES = 600  # hop of the decoder: a duration of 1 is 25 ms


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
