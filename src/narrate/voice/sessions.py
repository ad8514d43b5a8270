"""Sessions over ONNX graphs: how they are run on a shared machine."""

from pathlib import Path
from typing import Any

from narrate.errors import BackendUnavailable, WeightsInvalid

__all__ = ["CONSTANTS", "open_prepared", "open_session", "prepare"]

CONSTANTS = "constants.bin"
"""Name of the file beside a prepared graph that holds its weights."""
_SMALLEST_CONSTANT_OUTSIDE = "1024"  # bytes; shapes and axes below stay in the graph, where onnxruntime looks for them


def open_session(content: bytes, name: str) -> Any:
    """Return an onnxruntime session with one thread and no spinning.

    One single-threaded process per core speaks 1.65 times as much as one process with two threads, because waiting
    threads burn the processor.

    Raises:
        BackendUnavailable: onnxruntime is missing.
        WeightsInvalid: onnxruntime can't run the graph.
    """
    return _session(content, _options(), name)


def prepare(source: Path, path: Path, name: str) -> None:
    """Write the graph in the file `source` to `path` as onnxruntime would run it here, its weights in `CONSTANTS`.

    The result fits this processor and this version of onnxruntime, and nothing else.

    Raises:
        BackendUnavailable: onnxruntime is missing.
        WeightsInvalid: onnxruntime can't run the graph, or the files can't be written.
    """
    options = _options()
    options.optimized_model_filepath = str(path)
    options.add_session_config_entry("session.optimized_model_external_initializers_file_name", CONSTANTS)
    options.add_session_config_entry(
        "session.optimized_model_external_initializers_min_size_in_bytes", _SMALLEST_CONSTANT_OUTSIDE
    )
    _session(str(source), options, name)


def open_prepared(path: Path, name: str) -> Any:
    """Return a session over the graph that `prepare` wrote to `path`.

    Its weights are mapped into memory, not read, so that all processes share one copy; those of matrix products are
    laid out again for the kernels, 110 MB a process. onnxruntime can keep them laid out too, but lays them out all the
    same to compare, and opening takes 0.2 seconds longer.

    Raises:
        BackendUnavailable: onnxruntime is missing.
        WeightsInvalid: onnxruntime can't run the graph.
    """
    import onnxruntime

    options = _options()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return _session(str(path), options, name)


def _options() -> Any:
    """Return onnxruntime's options for one quiet thread. Raises BackendUnavailable."""
    try:
        import onnxruntime
    except ImportError as error:
        raise BackendUnavailable(f"onnxruntime can't be loaded ({error}); install narrate again") from error
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def _session(graph: bytes | str, options: Any, name: str) -> Any:
    import onnxruntime

    try:
        return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise WeightsInvalid(
            f"onnxruntime can't run {name} ({error}): fetch it again, or use another export"
        ) from error
