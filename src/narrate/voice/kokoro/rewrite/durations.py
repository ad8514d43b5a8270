"""Token durations as an output: the model computes them anyway, and word times follow from them for nothing."""

from narrate.voice.graph_editing import EditableModel, Editor

__all__ = ["DURATIONS", "add_durations"]

DURATIONS = "durations"
"""Name of the added output: frames per token, int64, the pads at both ends included."""


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
