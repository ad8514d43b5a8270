"""Token durations as an output: the model computes them anyway, and word times follow from them for nothing."""

from narrate.voice.graph_editing import EditableModel, Editor

__all__ = ["DURATIONS", "add_durations", "shorten_lead"]

DURATIONS = "durations"
"""Name of the added output: frames per token, int64, the pads at both ends included."""

LEAD_FRAMES = 5  # of 25 ms; the pad before the first token takes 14 otherwise, and mastering cuts what is silent there


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


def shorten_lead(model: EditableModel) -> bool:
    """Limit the silence before the first token to `LEAD_FRAMES`; False if `model` has no output `DURATIONS`.

    A tenth of the work for a sentence is spent on that silence.
    """
    import numpy as np
    from onnx import helper

    editor = Editor(model)
    cast = editor.producer_by_tensor.get(DURATIONS)
    if cast is None:
        return False
    frames = cast.input[0]
    source = editor.producer_by_tensor[frames]
    full, first, rest, short = (f"narrate_{name}" for name in ("frames", "lead", "frames_behind", "short_lead"))
    begin, one, end, axis, most = (
        editor.add_constant(f"narrate_lead_{name}", array)
        for name, array in (
            ("begin", np.array([0], np.int64)),
            ("one", np.array([1], np.int64)),
            ("end", np.array([2**62], np.int64)),
            ("axis", np.array([-1], np.int64)),
            ("most", np.array(LEAD_FRAMES, np.float32)),
        )
    )
    source.output[0] = full
    limited = [
        helper.make_node("Slice", [full, begin, one, axis], [first]),
        helper.make_node("Slice", [full, one, end, axis], [rest]),
        helper.make_node("Min", [first, most], [short]),
        helper.make_node("Concat", [short, rest], [frames], axis=-1),
    ]
    editor.replace(source, source, *limited)
    editor.apply()
    return True
