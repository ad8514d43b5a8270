"""The rewriting of Kokoro's graph from start to end, and the durations that it shows.

By node patterns of our own: onnxscript's rewriter would be a dependency at run time for a fifth of these lines.
"""

from narrate.voice.graph_editing import EditableModel, Editor, flatten_transposed, lift_to_2d
from narrate.voice.kokoro.fusion import fuse_norms, shorten_snakes, spectrum_by_convolution, square_by_product
from narrate.voice.kokoro.quantize import dequantize, quantize

__all__ = ["DURATIONS", "REWRITER_VERSION", "add_durations", "rewrite"]


REWRITER_VERSION = "r7"
"""Part of the cached file's name and of the fingerprint: raised when the same weights would give another graph."""


DURATIONS = "durations"
"""Name of the added output: frames per token, int64, the pads at both ends included."""


def rewrite(model: EditableModel) -> None:
    """Rewrite the Kokoro graph `model`, as shipped (dynamically quantised) or float, in place.

    Raises:
        ValueError: Nothing of what should be rewritten was found: it isn't the graph this was written for.
    """
    add_durations(model)
    step_by_weights = dequantize(model)
    square_by_product(model)
    if not fuse_norms(model):
        raise ValueError("the graph isn't built as Kokoro-82M v1.0's")
    spectrum_by_convolution(model)
    shorten_snakes(model)
    flatten_transposed(model)
    if not quantize(model, step_by_weights):
        raise ValueError("the graph's decoder isn't named as in the official export")
    lift_to_2d(model)


def add_durations(model: EditableModel) -> bool:
    """Give `model` the output `DURATIONS`; False if it has no tensor that looks like durations.

    Durations are the only rounded and clipped tensor of Kokoro: `clip(round(sum(sigmoid(...))), 1)`.
    """
    from onnx import TensorProto, helper

    editor = Editor(model)
    for node in model.graph.node:
        source = editor.producer_by_tensor.get(node.input[0]) if node.input else None
        if node.op_type == "Clip" and source is not None and source.op_type == "Round":
            model.graph.node.append(helper.make_node("Cast", [node.output[0]], [DURATIONS], to=TensorProto.INT64))
            model.graph.output.append(helper.make_tensor_value_info(DURATIONS, TensorProto.INT64, None))
            return True
    return False
