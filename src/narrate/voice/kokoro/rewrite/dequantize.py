"""Integer convolutions, products and LSTMs back to float: on a processor the quantising costs more than it saves."""

from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor

__all__ = ["dequantize"]

_BIAS_CHAIN = frozenset({"Add", "Cast", "Floor", "Reshape", "Round"})
"""Operators between a float bias and the integer one that the quantiser made of it."""


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
    made = helper.make_node(kind, inputs, [scaled.output[0]], name=node.name)
    made.attribute.extend(node.attribute)
    editor.replace(scaled, made)


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
    made = helper.make_node("LSTM", plain, list(node.output), name=node.name)
    made.attribute.extend(node.attribute)
    editor.replace(node, made)


def _lstm_weights(editor: Editor, name: str, zero: str, scale: str) -> str:
    import numpy as np

    integers = editor.array(name).astype(np.float32)
    offset, factor = (editor.array(each).astype(np.float32) for each in (zero, scale))
    shape = (-1, 1, 1) if factor.ndim == 1 else (factor.shape[0], 1, -1)
    real = (integers - offset.reshape(shape)) * factor.reshape(shape)
    return editor.add_constant(f"{name}_float", np.ascontiguousarray(real.transpose(0, 2, 1), np.float32))
