"""The decoder's convolutions on 8-bit integers, in the one form that onnxruntime runs fast."""

from collections.abc import Mapping
from typing import Any

from narrate.voice.graph_editing import Editor, attributes

__all__ = ["MIDDLE", "quantize"]

MIDDLE = 128  # of an unsigned byte: the zero of a symmetric range
_HALF_RANGE = 127
_FEWEST_CHANNELS = 64  # below, the work around a convolution costs more than the integers save


def quantize(model: Any, growth_by_name: Mapping[str, float]) -> int:
    """Write float convolutions as QLinearConv; return how many there were.

    Weights are symmetric with one scale per output channel. The input's scale is taken from the very signal, so no
    voice or text falls outside of it; the output's is the input's times the growth measured for that convolution.

    Args:
        model: With 1-D convolutions.
        growth_by_name: Largest output over largest input, by the convolution's name; those without one stay float.
    """
    editor = Editor(model)
    scales: dict[str, str] = {}
    count = 0
    for node in model.graph.node:
        if node.op_type == "Conv" and node.name in growth_by_name and node.input[1] in editor.tensor_by_name:
            weights = editor.array(node.input[1])
            if weights.ndim == 3 and weights.shape[1] >= _FEWEST_CHANNELS:
                _quantize(editor, node, weights, growth_by_name[node.name], scales)
                count += 1
    editor.apply()
    return count


def _quantize(editor: Editor, node: Any, weights: Any, growth: float, scales: dict[str, str]) -> None:
    import numpy as np
    from onnx import helper

    at = node.name
    integers, weight_scale = _integers(weights)
    middle = editor.add_constant("narrate_middle", np.array(MIDDLE, np.uint8))
    names = {
        "weights": editor.add_constant(f"{at}_integers", integers),
        "weight_scale": editor.add_constant(f"{at}_weight_scale", weight_scale),
        "weight_zero": editor.add_constant(f"{at}_weight_zero", np.zeros(len(weight_scale), np.int8)),
        "growth": editor.add_constant(f"{at}_growth", np.array(growth, np.float32)),
    }
    before = []
    source = node.input[0]
    if source not in scales:
        scales[source] = f"{source}_scale"
        before = _measured(editor, source, scales[source], middle)
    scale = scales[source]
    bias = []
    if len(node.input) > 2 and node.input[2]:
        real = editor.array(node.input[2])
        divided = editor.add_constant(f"{at}_bias_over_scale", (real / weight_scale).astype(np.float32))
        bias = [f"{at}_bias"]
        before += [
            helper.make_node("Div", [divided, scale], [f"{at}_bias_real"]),
            helper.make_node("Round", [f"{at}_bias_real"], [f"{at}_bias_round"]),
            helper.make_node("Cast", [f"{at}_bias_round"], bias, to=6),
        ]
    inputs = [f"{source}_bytes", scale, middle, names["weights"], names["weight_scale"], names["weight_zero"]]
    editor.replace(
        node,
        *before,
        helper.make_node("Mul", [scale, names["growth"]], [f"{at}_out_scale"]),
        helper.make_node(
            "QLinearConv", [*inputs, f"{at}_out_scale", middle, *bias], [f"{at}_bytes"], name=at, **attributes(node)
        ),
        helper.make_node("DequantizeLinear", [f"{at}_bytes", f"{at}_out_scale", middle], list(node.output)),
    )


def _measured(editor: Editor, source: str, scale: str, middle: str) -> list[Any]:
    """Return the nodes that find the scale of `source` and write it in bytes."""
    import numpy as np
    from onnx import helper

    share = editor.add_constant("narrate_share", np.array(1 / _HALF_RANGE, np.float32))
    least = editor.add_constant("narrate_least", np.array(1e-8, np.float32))
    return [
        helper.make_node("Abs", [source], [f"{source}_abs"]),
        helper.make_node("ReduceMax", [f"{source}_abs"], [f"{source}_peak"], keepdims=0),
        helper.make_node("Max", [f"{source}_peak", least], [f"{source}_safe_peak"]),
        helper.make_node("Mul", [f"{source}_safe_peak", share], [scale]),
        helper.make_node("QuantizeLinear", [source, scale, middle], [f"{source}_bytes"]),
    ]


def _integers(weights: Any) -> tuple[Any, Any]:
    """Return the weights as signed bytes and the scale of each output channel."""
    import numpy as np

    scale = np.maximum(np.abs(weights).reshape(len(weights), -1).max(1) / _HALF_RANGE, 1e-9).astype(np.float32)
    integers = np.clip(np.round(weights / scale.reshape(-1, 1, 1)), -_HALF_RANGE, _HALF_RANGE).astype(np.int8)
    return integers, scale
