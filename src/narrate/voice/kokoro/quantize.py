"""Integer operators back to float, and the decoder's convolutions on integers again, in a form that runs fast."""

from collections.abc import Mapping
from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor, attributes

__all__ = ["LARGEST", "dequantize", "quantize"]


_BIAS_CHAIN = frozenset({"Add", "Cast", "Floor", "Reshape", "Round"})
"""Operators between a float bias and the integer one that the quantiser made of it."""


SCOPE = "/decoder/"
"""Names of the convolutions that make the sound; those before it decide rhythm and melody and stay float."""
LARGEST = 63
"""Largest integer of a weight. Processors without byte dot products add pairs of products in 16 bits: 2 x 255 x 64 is
below their limit of 32,768, so the same numbers come out on every processor."""
_FEWEST_CHANNELS = 64  # below, the work around a convolution costs more than the integers save


def dequantize(model: EditableModel) -> dict[str, Any]:
    """Replace the dynamically quantised operators of `model`; return the steps of their weights, by the weights' name.

    A step is the difference between neighbouring integers, one number or one per output channel.

    Follows onnxruntime's `quantize_dynamic`, backwards: DynamicQuantizeLinear -> ConvInteger or MatMulInteger ->
    (Add of an integer bias) -> Cast -> Mul by both scales.
    """
    editor = Editor(model)
    steps: dict[str, Any] = {}
    for node in model.graph.node:
        if node.op_type in {"ConvInteger", "MatMulInteger"}:
            _product(editor, node, steps)
        elif node.op_type == "DynamicQuantizeLSTM":
            _lstm(editor, node)
    editor.apply()
    return steps


def _product(editor: Editor, node: Any, steps: dict[str, Any]) -> None:
    """Replace one integer product by its float original; one that isn't of the expected form stays."""
    from onnx import helper

    quantised, weights, _, zero = node.input[:4]
    source = editor.producer_by_tensor.get(quantised)
    after = editor.only_consumer(node.output[0])
    bias: str | None = None
    if after is not None and after.op_type == "Add":
        bias = _float_bias(editor, after, node.output[0])
        after = editor.only_consumer(after.output[0]) if bias else None
    scaled = editor.only_consumer(after.output[0]) if after is not None and after.op_type == "Cast" else None
    if source is None or source.op_type != "DynamicQuantizeLinear" or scaled is None or scaled.op_type != "Mul":
        return
    scale = _weight_scale(editor, next(name for name in scaled.input if name != after.output[0]), source.output[1])
    if scale is None or weights not in editor.constants:
        return
    numbers = _real(editor, weights, zero, scale, per_row=node.op_type == "ConvInteger")
    name = editor.add_constant(f"{weights}_float", numbers)
    steps[name] = editor.array(scale).reshape(-1)
    inputs = [source.input[0], name, *([bias] if bias else [])]
    kind = "Conv" if node.op_type == "ConvInteger" else "MatMul"
    plain_node = helper.make_node(kind, inputs, [scaled.output[0]], name=node.name)
    plain_node.attribute.extend(node.attribute)
    editor.replace(scaled, plain_node)


def _float_bias(editor: Editor, add: Any, product: str) -> str | None:
    """Return the name of the float constant behind the integer bias that `add` adds, or None."""
    name = next(name for name in add.input if name != product)
    while (node := editor.producer_by_tensor.get(name)) is not None:
        if node.op_type == "Div":
            return node.input[0] if node.input[0] in editor.constants else None
        if node.op_type not in _BIAS_CHAIN:
            return None
        name = next((each for each in node.input if each in editor.producer_by_tensor), "")
    return None


def _weight_scale(editor: Editor, name: str, activation_scale: str) -> str | None:
    """Return the weights' scale: the constant that is multiplied with the activation's."""
    node = editor.producer_by_tensor.get(name)
    if node is None or node.op_type != "Mul" or activation_scale not in node.input:
        return None
    scale = next(each for each in node.input if each != activation_scale)
    return str(scale) if scale in editor.constants else None


def _real(editor: Editor, weights: str, zero: str, scale: str, *, per_row: bool) -> Any:
    """Return the float weights; scale and zero point may be one number or one per output channel."""
    import numpy as np

    integers = editor.array(weights).astype(np.float32)
    shape = (-1, *[1] * (integers.ndim - 1)) if per_row else (-1,)
    offset, factor = (editor.array(name).astype(np.float32).reshape(-1) for name in (zero, scale))
    return ((integers - offset.reshape(shape)) * factor.reshape(shape)).astype(np.float32)


def _lstm(editor: Editor, node: Any) -> None:
    """Replace a quantised LSTM by the plain one. Its weights lie transposed (com.microsoft operator schema)."""
    from onnx import helper

    inputs = list(node.input)
    scale_of_input, zero_of_input, scale_of_state, zero_of_state = inputs[8:12]
    weights = _lstm_weights(editor, inputs[1], zero_of_input, scale_of_input)
    state = _lstm_weights(editor, inputs[2], zero_of_state, scale_of_state)
    plain = [inputs[0], weights, state, *inputs[3:7]]
    plain_node = helper.make_node("LSTM", plain, list(node.output), name=node.name)
    plain_node.attribute.extend(node.attribute)
    editor.replace(node, plain_node)


def _lstm_weights(editor: Editor, name: str, zero: str, scale: str) -> str:
    import numpy as np

    integers = editor.array(name).astype(np.float32)
    offset, factor = (editor.array(each).astype(np.float32) for each in (zero, scale))
    shape = (-1, 1, 1) if factor.ndim == 1 else (factor.shape[0], 1, -1)
    real = (integers - offset.reshape(shape)) * factor.reshape(shape)
    return editor.add_constant(f"{name}_float", np.ascontiguousarray(real.transpose(0, 2, 1), np.float32))


def quantize(model: EditableModel, step_by_weights: Mapping[str, Any]) -> int:
    """Write the decoder's float convolutions as integer matrix products; return how many there were.

    The signal is brought to bytes with the range that it has, turned so that time comes first, and laid out once per
    tap of the kernel; one product with the weights (one scale per output channel) then gives floats again. A quantised
    convolution operator would be faster still, but it must round its result to bytes too: DNSMOS fell by 0.3.

    Args:
        model: With 1-D convolutions; those of stride 1 under `SCOPE` with at least 64 channels on both sides change.
        step_by_weights: What `dequantize` returned: only weights that were integers become integers again, and on the
            same steps where these suffice, so that nothing is rounded twice.
    """
    editor = Editor(model)
    turned: dict[str, tuple[str, str, str]] = {}
    count = 0
    for node in model.graph.node:
        if node.op_type != "Conv" or not node.name.startswith(SCOPE) or node.input[1] not in step_by_weights:
            continue
        weights = editor.array(node.input[1])
        given = attributes(node)
        plain = given.get("strides", [1]) == [1] and given.get("group", 1) == 1
        if plain and weights.ndim == 3 and min(weights.shape[:2]) >= _FEWEST_CHANNELS:
            integers = _integers(weights, step_by_weights[node.input[1]])
            _quantize(editor, node, integers, turned)
            count += 1
    editor.apply()
    return count


def _quantize(
    editor: Editor, node: Any, weights: tuple[Any, Any, int], turned: dict[str, tuple[str, str, str]]
) -> None:
    """Replace one convolution; `turned` keeps the bytes of signals that several convolutions read."""
    import numpy as np
    from onnx import helper

    at, source = node.name, node.input[0]
    integers, weight_scale, taps = weights
    channels = len(weight_scale)
    nodes = []
    if source not in turned:
        turned[source] = (f"{source}_turned", f"{source}_scale", f"{source}_zero")
        nodes += [
            helper.make_node("DynamicQuantizeLinear", [source], [f"{source}_bytes", *turned[source][1:]]),
            helper.make_node("Transpose", [f"{source}_bytes"], [turned[source][0]], perm=[0, 2, 1]),
        ]
    rows, scale, zero = turned[source]
    laid_out, layout = _laid_out(editor, node, rows, zero, taps)
    product = [
        laid_out,
        editor.add_constant(f"{at}_integers", integers),
        scale,
        editor.add_constant(f"{at}_weight_scale", weight_scale),
        zero,
        editor.add_constant(f"narrate_zeros{channels}", np.zeros(channels, np.int8)),
        *node.input[2:3],
    ]
    editor.replace(
        node,
        *nodes,
        *layout,
        helper.make_node("MatMulIntegerToFloat", product, [f"{at}_rows"], name=at, domain="com.microsoft"),
        helper.make_node("Transpose", [f"{at}_rows"], list(node.output), perm=[0, 2, 1]),
    )


def _laid_out(editor: Editor, node: Any, rows: str, zero: str, taps: int) -> tuple[str, list[Any]]:
    """Return the signal with, at each time, what all taps of the kernel see there, and the nodes that make it.

    One Gather of whole rows copies every byte once; slices that are put side by side would copy it twice.
    """
    import numpy as np
    from onnx import TensorProto, helper

    at, given = node.name, attributes(node)
    begin, end = given.get("pads", [0, 0])
    step = given.get("dilations", [1])[0]
    nodes = []
    if begin or end:
        pads = editor.add_constant(f"narrate_pads{begin}_{end}", np.array([0, begin, 0, 0, end, 0], np.int64))
        nodes.append(helper.make_node("Pad", [rows, pads, zero], [f"{at}_padded"]))
        rows = f"{at}_padded"
    if taps == 1:
        return rows, nodes
    reach = (taps - 1) * step
    offsets = np.arange(0, reach + 1, step, dtype=np.int32).reshape(1, -1)
    span = editor.add_constant(f"narrate_reach{reach}", np.array(reach, np.int32))
    seen = editor.add_constant(f"narrate_taps{taps}_{step}", offsets)
    nought = editor.add_constant("narrate_nought", np.array(0, np.int32))
    one = editor.add_constant("narrate_one", np.array(1, np.int32))
    column = editor.add_constant("narrate_column", np.array([1], np.int64))
    no_axis = editor.add_constant("narrate_no_axis", np.array([0], np.int64))
    joined = editor.add_constant("narrate_joined_taps", np.array([0, 0, -1], np.int64))
    nodes += [
        helper.make_node("Shape", [rows], [f"{at}_length64"], start=1, end=2),
        helper.make_node("Squeeze", [f"{at}_length64", no_axis], [f"{at}_length1"]),
        helper.make_node("Cast", [f"{at}_length1"], [f"{at}_length"], to=TensorProto.INT32),
        helper.make_node("Sub", [f"{at}_length", span], [f"{at}_count"]),
        helper.make_node("Range", [nought, f"{at}_count", one], [f"{at}_times"]),
        helper.make_node("Unsqueeze", [f"{at}_times", column], [f"{at}_column"]),
        helper.make_node("Add", [f"{at}_column", seen], [f"{at}_places"]),
        helper.make_node("Gather", [rows, f"{at}_places"], [f"{at}_seen"], axis=1),
        helper.make_node("Reshape", [f"{at}_seen", joined], [f"{at}_taps"]),
    ]
    return f"{at}_taps", nodes


def _integers(weights: Any, step: Any) -> tuple[Any, Any, int]:
    """Return the weights as signed bytes, a column per output channel, the scale of each, and the number of taps.

    Where a channel's integers fit into the range on the step that they had, they keep it.
    """
    import numpy as np

    largest, smallest = (each(weights.reshape(len(weights), -1), 1) for each in (np.max, np.min))
    fits = (largest / step <= LARGEST + 0.5) & (smallest / step >= -LARGEST - 1.5)
    needed = np.maximum(np.maximum(largest, -smallest) / LARGEST, 1e-9)
    scale = np.where(fits, step, needed).astype(np.float32)
    integers = np.clip(np.round(weights / scale.reshape(-1, 1, 1)), -LARGEST - 1, LARGEST).astype(np.int8)
    columns = integers.transpose(2, 1, 0).reshape(-1, len(weights))
    return np.ascontiguousarray(columns), scale, weights.shape[2]
