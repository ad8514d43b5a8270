"""The rewriting from its first step to its last, and which of its two results suits a processor."""

from functools import cache
from importlib.resources import files
from typing import Any

from narrate.voice.graphs import open_session
from narrate.voice.kokoro.rewrite.convolutions import flatten_transposed, lift_to_2d
from narrate.voice.kokoro.rewrite.dequantize import dequantize
from narrate.voice.kokoro.rewrite.durations import add_durations
from narrate.voice.kokoro.rewrite.fusion import fold_snakes, fuse_norms, square_by_product
from narrate.voice.kokoro.rewrite.quantize import MIDDLE, quantize

__all__ = ["REWRITER_VERSION", "adds_bytes_exactly", "rewrite"]

REWRITER_VERSION = "r1"
"""Part of the cached file's name and of the fingerprint: raised when the same weights would give another graph."""


def rewrite(model: Any, *, in_bytes: bool) -> None:
    """Rewrite the Kokoro graph `model` in place.

    Args:
        model: As shipped, dynamically quantised or float.
        in_bytes: Whether the decoder's convolutions run on integers (1.7 times less work than as shipped on a processor
            with byte dot products) or on floats.

    Raises:
        ValueError: Nothing of what should be rewritten was found: it isn't the graph this was written for.
    """
    add_durations(model)
    dequantize(model)
    square_by_product(model)
    if not fuse_norms(model) or not fold_snakes(model):
        raise ValueError("the graph's decoder isn't built as Kokoro-82M v1.0's")
    flatten_transposed(model)
    if in_bytes and not quantize(model, _growth_by_name()):
        raise ValueError("the graph's convolutions aren't named as in the official export")
    lift_to_2d(model)


@cache
def adds_bytes_exactly() -> bool:
    """Whether this processor's integer convolution is exact, found by trying one.

    Without byte dot products (AVX-VNNI, AVX512-VNNI, Arm dot product) pairs of products are added in 16 bits and cut
    off at 32,767; the same processors gain little from integers, so the float graph serves them better anyway.
    """
    import numpy as np

    model = _largest_sums()
    session = open_session(model.SerializeToString(), "the integer self-test")
    given = np.full((1, 64, 1, 32), 255, np.uint8)
    (result,) = session.run(None, {"x": given})
    expected = MIDDLE + round((255 - MIDDLE) * 127 * 64 / 65_536)
    return bool(np.abs(result.astype(int) - expected).max() <= 1)


def _largest_sums() -> Any:
    """Return a model with one integer convolution over the largest bytes there are."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    constants = {
        "one": np.array(1, np.float32),
        "middle": np.array(MIDDLE, np.uint8),
        "weights": np.full((64, 64, 1, 1), 127, np.int8),
        "ones": np.ones(64, np.float32),
        "zeros": np.zeros(64, np.int8),
        "scale": np.array(65_536, np.float32),
    }
    inputs = ["x", "one", "middle", "weights", "ones", "zeros", "scale", "middle"]
    graph = helper.make_graph(
        [helper.make_node("QLinearConv", inputs, ["y"], kernel_shape=[1, 1])],
        "bytes",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [1, 64, 1, None])],
        [helper.make_tensor_value_info("y", TensorProto.UINT8, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _growth_by_name() -> dict[str, float]:
    table = files("narrate.voice.kokoro.rewrite").joinpath("growth.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {name: float(growth) for name, growth in rows}
