"""The rewriting from start to end, and which of its two results suits a processor."""

from functools import cache
from typing import Any

from narrate.voice.graph_editing import EditableModel
from narrate.voice.graphs import open_session
from narrate.voice.kokoro.rewrite.convolutions import flatten_transposed, lift_to_2d
from narrate.voice.kokoro.rewrite.dequantize import dequantize
from narrate.voice.kokoro.rewrite.durations import add_durations
from narrate.voice.kokoro.rewrite.fusion import fold_snakes, fuse_norms, shorten_snakes, square_by_product
from narrate.voice.kokoro.rewrite.quantize import quantize
from narrate.voice.kokoro.rewrite.spectrum import spectrum_by_convolution

__all__ = ["LARGEST_BY_KIND", "REWRITER_VERSION", "best_kind", "rewrite"]

REWRITER_VERSION = "r4"
"""Part of the cached file's name and of the fingerprint: raised when the same weights would give another graph."""

LARGEST_BY_KIND = {"int8": 127, "int7": 63}
"""The kinds of graph that run on integers, the best first, with the largest integer of a weight in each."""

_DEPTH = 64  # products in a sum of the self-test; their sum is exact in float32


def rewrite(model: EditableModel, kind: str) -> None:
    """Rewrite the Kokoro graph `model` in place.

    Args:
        model: As shipped, dynamically quantised or float.
        kind: `float`, or one of `LARGEST_BY_KIND` for a processor that adds such integers exactly.

    Raises:
        ValueError: Nothing of what should be rewritten was found: it isn't the graph this was written for.
    """
    add_durations(model)
    step_by_weights = dequantize(model)
    square_by_product(model)
    if not fuse_norms(model):
        raise ValueError("the graph isn't built as Kokoro-82M v1.0's")
    spectrum_by_convolution(model)
    if kind == "float":
        fold_snakes(model)
    else:  # folded, the channels' ranges would be uneven, and they share one scale
        shorten_snakes(model)
    flatten_transposed(model)
    if kind != "float" and not quantize(model, step_by_weights, LARGEST_BY_KIND[kind]):
        raise ValueError("the graph's decoder isn't named as in the official export")
    lift_to_2d(model)


@cache
def best_kind() -> str:
    """Return which kind of graph suits this processor, found by trying integer products.

    Without byte dot products (AVX-VNNI, AVX512-VNNI, Arm dot product) pairs of products are added in 16 bits and cut
    off at 32,767; weights of seven bits stay below.
    """
    for kind, largest in LARGEST_BY_KIND.items():
        if _adds_exactly(largest):
            return kind
    return "float"


def _adds_exactly(largest: int) -> bool:
    """Whether the sum of the largest products with weights up to `largest` is exact on this processor."""
    import numpy as np

    session = open_session(_largest_sums(largest).SerializeToString(), "the integer self-test")
    (result,) = session.run(None, {"x": np.full((1, 32, _DEPTH), 255, np.uint8)})
    return bool((result == 255 * largest * _DEPTH).all())


def _largest_sums(largest: int) -> Any:
    """Return a model with one integer product of the largest bytes there are and weights of `largest`."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    constants = {
        "weights": np.full((_DEPTH, _DEPTH), largest, np.int8),
        "one": np.array(1, np.float32),
        "zero": np.array(0, np.uint8),
        "ones": np.ones(_DEPTH, np.float32),
        "zeros": np.zeros(_DEPTH, np.int8),
    }
    inputs = ["x", "weights", "one", "ones", "zero", "zeros"]
    graph = helper.make_graph(
        [helper.make_node("MatMulIntegerToFloat", inputs, ["y"], domain="com.microsoft")],
        "bytes",
        [helper.make_tensor_value_info("x", TensorProto.UINT8, [1, None, _DEPTH])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)
