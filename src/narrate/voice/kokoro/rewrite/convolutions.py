"""Convolutions in the forms that onnxruntime has its fast kernels for."""

from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor, attributes

__all__ = ["flatten_transposed", "lift_to_2d"]

_TO_THE_END = 2**62
"""Slice's way of saying: up to the last one."""


def lift_to_2d(model: EditableModel) -> int:
    """Write 1-D convolutions over images of height 1; return how many there were.

    onnxruntime keeps 2-D images in blocks of 16 channels that suit the processor's registers, 1-D signals not.
    """
    import numpy as np
    from onnx import helper

    editor = Editor(model)
    axis = editor.add_constant("narrate_height_axis", np.array([2], np.int64))
    count = 0
    for node in model.graph.node:
        if node.op_type != "Conv" or node.input[1] not in editor.constants:
            continue
        weights = editor.array(node.input[1])
        if weights.ndim != 3:
            continue
        lifted = editor.add_constant(f"{node.input[1]}_2d", np.ascontiguousarray(weights[:, :, None, :]))
        at = f"narrate_lift{count}"
        editor.replace(
            node,
            helper.make_node("Unsqueeze", [node.input[0], axis], [f"{at}_in"]),
            helper.make_node(
                "Conv", [f"{at}_in", lifted, *node.input[2:]], [f"{at}_out"], name=node.name, **_lifted(node)
            ),
            helper.make_node("Squeeze", [f"{at}_out", axis], list(node.output)),
        )
        count += 1
    editor.apply()
    return count


def flatten_transposed(model: EditableModel) -> int:
    """Write transposed convolutions as plain ones whose channels are dealt out over time; return how many.

    With stride s, output sample t is the sum over inputs of the kernel's samples t mod s, t mod s + s and so on: one
    plain convolution with s times the channels gives all s phases at once, and a transpose puts them in order.
    """
    editor = Editor(model)
    count = 0
    for node in model.graph.node:
        if node.op_type == "ConvTranspose" and node.input[1] in editor.constants:
            count += _flatten(editor, node, count)
    editor.apply()
    return count


def _lifted(node: Any) -> dict[str, Any]:
    """Return the attributes of a 1-D convolution for the 2-D one."""
    changed = dict(attributes(node))
    for name in ("kernel_shape", "dilations", "strides"):
        if name in changed:
            changed[name] = [1, *changed[name]]
    if "pads" in changed:
        begin, end = changed["pads"]
        changed["pads"] = [0, begin, 0, end]
    return changed


def _flatten(editor: Editor, node: Any, number: int) -> bool:
    import numpy as np
    from onnx import helper

    given = attributes(node)
    weights = editor.array(node.input[1])
    padding = given.get("pads", [0, 0])
    if weights.ndim != 3 or given.get("group", 1) != 1 or given.get("dilations", [1]) != [1] or "output_shape" in given:
        return False
    stride, (_, channels, width) = given.get("strides", [1])[0], weights.shape
    reach = -(-width // stride)
    tail = reach * stride - width + padding[1] - given.get("output_padding", [0])[0]
    at = f"narrate_phases{number}"
    inputs = [node.input[0], editor.add_constant(f"{at}_weights", _phases(weights, stride, reach))]
    if len(node.input) > 2 and node.input[2]:
        bias = np.repeat(editor.array(node.input[2]), stride).astype(np.float32)
        inputs.append(editor.add_constant(f"{at}_bias", bias))
    dealt = editor.add_constant(f"{at}_dealt", np.array([0, channels, stride, -1], np.int64))
    joined = editor.add_constant(f"{at}_joined", np.array([0, channels, -1], np.int64))
    first = editor.add_constant(f"{at}_first", np.array([padding[0]], np.int64))
    last = editor.add_constant(f"{at}_last", np.array([-tail if tail > 0 else _TO_THE_END], np.int64))
    axis = editor.add_constant("narrate_time_axis", np.array([2], np.int64))
    conv = {"kernel_shape": [reach], "pads": [reach - 1, reach - 1], "strides": [1]}
    editor.replace(
        node,
        helper.make_node("Conv", inputs, [f"{at}_conv"], name=f"{node.name}_phases", **conv),
        helper.make_node("Reshape", [f"{at}_conv", dealt], [f"{at}_split"]),
        helper.make_node("Transpose", [f"{at}_split"], [f"{at}_turned"], perm=[0, 1, 3, 2]),
        helper.make_node("Reshape", [f"{at}_turned", joined], [f"{at}_whole"]),
        helper.make_node("Slice", [f"{at}_whole", first, last, axis], list(node.output)),
    )
    return True


def _phases(weights: Any, stride: int, reach: int) -> Any:
    """Return the kernel of the plain convolution: phase f of output channel o is channel o * stride + f."""
    import numpy as np

    inputs, channels, width = weights.shape
    phases = np.zeros((channels * stride, inputs, reach), np.float32)
    for phase in range(stride):
        for step in range(reach):
            if phase + stride * step < width:
                phases[phase::stride, :, reach - 1 - step] = weights[:, :, phase + stride * step].T
    return phases
