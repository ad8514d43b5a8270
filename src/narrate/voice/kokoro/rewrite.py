"""The rewriting of Kokoro's graph from start to end: durations shown, chains of small operators as one.

By node patterns of our own: onnxscript's rewriter would be a dependency at run time for a fifth of these lines.
"""

from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor, attributes, flatten_transposed, lift_to_2d
from narrate.voice.kokoro.quantize import dequantize, quantize

__all__ = [
    "DURATIONS",
    "REWRITER_VERSION",
    "add_durations",
    "fuse_norms",
    "rewrite",
    "shorten_snakes",
    "spectrum_by_convolution",
    "square_by_product",
]


REWRITER_VERSION = "r7"
"""Part of the cached file's name and of the fingerprint: raised when the same weights would give another graph."""


DURATIONS = "durations"
"""Name of the added output: frames per token, int64, the pads at both ends included."""


_JUST_POSITIVE = 1e-30


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


def square_by_product(model: EditableModel) -> int:
    """Write `x ** 2` as `x * x`; return how many there were. A general power costs ten times a product."""
    editor = Editor(model)
    count = 0
    for node in model.graph.node:
        if node.op_type == "Pow" and node.input[1] in editor.constants:
            exponent = editor.array(node.input[1])
            if exponent.size == 1 and exponent.item() == 2:
                node.op_type = "Mul"
                node.input[1] = node.input[0]
                count += 1
    return count


def fuse_norms(model: EditableModel) -> int:
    """Write each spelled-out instance normalisation as one operator; return how many there were.

    The chain is mean, difference, mean of squares, square root, quotient, then a product and a sum with the style.
    """
    import numpy as np
    from onnx import helper

    editor = Editor(model)
    axes = editor.add_constant("narrate_norm_axes", np.array([0, 2], np.int64))
    count = 0
    for node in model.graph.node:
        parts = _norm(editor, node) if node.op_type == "Mul" else None
        if parts is None:
            continue
        source, scale, bias, epsilon, last = parts
        flat = f"narrate_norm{count}"
        editor.replace(
            last,
            helper.make_node("Squeeze", [scale, axes], [f"{flat}_scale"]),
            helper.make_node("Squeeze", [bias, axes], [f"{flat}_bias"]),
            helper.make_node(
                "InstanceNormalization",
                [source, f"{flat}_scale", f"{flat}_bias"],
                [last.output[0]],
                name=flat,
                epsilon=epsilon,
            ),
        )
        count += 1
    editor.apply()
    return count


def shorten_snakes(model: EditableModel) -> int:
    """Write `x + sin(a x)^2 / a`, where x comes from a normalisation, in three passes; return how many there were.

    With u = 2 a x the activation is (u - cos(u) + 1) / 2a: the factor goes into the normalisation's scale and bias, and
    the last step is a batch normalisation with fixed numbers. Exact but for rounding.
    """
    editor = Editor(model)
    count = 0
    for node in model.graph.node:
        if node.op_type == "Sin":
            count += _shorten_snake(editor, node, count)
    editor.apply()
    return count


def _norm(editor: Editor, product: Any) -> tuple[str, str, str, float, Any] | None:
    """Return source, scale, bias, epsilon and last node of the normalisation that `product` scales, or None."""
    total = editor.only_consumer(product.output[0])
    quotient = next((name for name in product.input if editor.kind_of(name) == "Div"), "")
    if not quotient or total is None or total.op_type != "Add":
        return None
    div = editor.producer_by_tensor[quotient]
    centred = _centred(editor, div)
    if centred is None:
        return None
    source, epsilon = centred
    scale = next(name for name in product.input if name != quotient)
    bias = next(name for name in total.input if name != product.output[0])
    return source, scale, bias, epsilon, total


def _centred(editor: Editor, div: Any) -> tuple[str, float] | None:
    """Return x and epsilon where `div` is (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon), or None."""
    producers = editor.producer_by_tensor
    kinds = editor.kind_of(div.input[0]), editor.kind_of(div.input[1])
    shifted = producers.get(producers[div.input[1]].input[0]) if kinds == ("Sub", "Sqrt") else None
    if shifted is None or shifted.op_type != "Add" or shifted.input[1] not in editor.constants:
        return None
    sub = producers[div.input[0]]
    mean, variance = producers.get(sub.input[1]), producers.get(shifted.input[0])
    if mean is None or variance is None or mean.input[0] != sub.input[0]:
        return None
    if not _over_time(editor, mean) or not _over_time(editor, variance):
        return None
    square = producers.get(variance.input[0])
    if square is None or square.op_type not in {"Mul", "Pow"} or square.input[0] != sub.output[0]:
        return None
    return str(sub.input[0]), float(editor.array(shifted.input[1]).item())


def _over_time(editor: Editor, node: Any) -> bool:
    """Whether `node` is a mean over the last axis of a batch of channels."""
    if node.op_type != "ReduceMean":
        return False
    axes = editor.array(node.input[1]).tolist() if len(node.input) > 1 else attributes(node).get("axes")
    return axes in ([-1], [2])


def _shorten_snake(editor: Editor, sine: Any, number: int) -> bool:
    """Shorten the activation around `sine` if it stands behind a normalisation."""
    import numpy as np
    from onnx import helper

    parts = _snake(editor, sine)
    if parts is None:
        return False
    norm, stretched, factor, square, shrunk, total, _ = parts
    twice = 2 * editor.array(factor).reshape(-1).astype(np.float32)
    at = f"narrate_snake{number}"
    _stretch(editor, norm, twice, at)
    share = editor.add_constant(f"{at}_share", (1 / twice).astype(np.float32))
    nought = editor.add_constant(f"narrate_noughts{len(twice)}", np.zeros(len(twice), np.float32))
    one = editor.add_constant(f"narrate_ones{len(twice)}", np.ones(len(twice), np.float32))
    for node in (stretched, sine, square, shrunk):
        editor.replace(node)
    source, wave, rest = norm.output[0], f"{at}_wave", f"{at}_rest"
    editor.replace(
        total,
        helper.make_node("Cos", [source], [wave]),
        helper.make_node("Sub", [source, wave], [rest]),
        helper.make_node("BatchNormalization", [rest, share, share, nought, one], [total.output[0]], epsilon=0.0),
    )
    return True


def _stretch(editor: Editor, norm: Any, factor: Any, at: str) -> None:
    """Multiply what the normalisation `norm` gives by one factor per channel."""
    import numpy as np
    from onnx import helper

    flat = editor.add_constant(f"{at}_factor", np.ascontiguousarray(factor, np.float32))
    stretched = helper.make_node(
        "InstanceNormalization", [norm.input[0], f"{at}_scale", f"{at}_bias"], list(norm.output), name=f"{at}_norm"
    )
    stretched.attribute.extend(norm.attribute)
    editor.replace(
        norm,
        helper.make_node("Mul", [norm.input[1], flat], [f"{at}_scale"]),
        helper.make_node("Mul", [norm.input[2], flat], [f"{at}_bias"]),
        stretched,
    )


def _snake(editor: Editor, sine: Any) -> tuple[Any, Any, str, Any, Any, Any, Any] | None:
    """Return the nodes of the activation around `sine`, and the name of its factor, or None."""
    stretched = editor.producer_by_tensor.get(sine.input[0])
    chain = [_same(editor.consumers_by_tensor[sine.output[0]])]
    for kind in ("Mul", "Mul", "Add"):
        if chain[-1] is None or chain[-1].op_type != kind:
            return None
        chain.append(editor.only_consumer(chain[-1].output[0]))
    square, shrunk, total, conv = chain
    if stretched is None or stretched.op_type != "Mul" or conv is None or conv.op_type != "Conv":
        return None
    factor = next((name for name in stretched.input if name in editor.constants), "")
    source = next((name for name in stretched.input if name != factor), "")
    norm = editor.producer_by_tensor.get(source)
    readers = {id(reader) for reader in editor.consumers_by_tensor[source]}
    if not factor or norm is None or norm.op_type != "InstanceNormalization" or readers != {id(stretched), id(total)}:
        return None
    return norm, stretched, factor, square, shrunk, total, conv


def _same(nodes: list[Any]) -> Any:
    """Return the node that stands in `nodes` alone or twice (`x * x` reads x twice), else None."""
    return nodes[0] if nodes and all(node is nodes[0] for node in nodes) else None


def spectrum_by_convolution(model: EditableModel) -> int:
    """Write each real one-sided STFT with constant window as a convolution; return how many there were.

    The kernels are the window times the cosines and sines of the discrete Fourier transform (ONNX operator STFT: frames
    by bins by real and imaginary part). The imaginary parts of the lowest and the highest bin are nothing, not rounding
    noise, and lie on the positive side: a negative real part then has the phase +pi, as in the model's training, where
    noise would choose between +pi and -pi.
    """
    editor = Editor(model)
    count = 0
    for node in model.graph.node:
        if node.op_type == "STFT" and attributes(node).get("onesided", 1) == 1 and len(node.input) == 4:
            count += _replace(editor, node, count)
    editor.apply()
    return count


def _replace(editor: Editor, node: Any, number: int) -> bool:
    import numpy as np
    from onnx import helper

    signal, *rest = node.input
    if any(name not in editor.constants for name in rest):
        return False
    step, window, length = (editor.array(name) for name in rest)
    width, bins = int(length), int(length) // 2 + 1
    if len(window) != width or width % 2:
        return False
    angles = 2 * np.pi / width * np.outer(np.arange(bins), np.arange(width))
    sines = -np.sin(angles)
    sines[0 :: width // 2] = 0.0
    kernels = (np.concatenate([np.cos(angles), sines]) * window).astype(np.float32)
    nudges = np.zeros(2 * bins, np.float32)
    nudges[bins :: width // 2] = _JUST_POSITIVE
    at = f"narrate_spectrum{number}"
    weights = editor.add_constant(f"{at}_kernels", kernels[:, None, :])
    bias = editor.add_constant(f"{at}_nudges", nudges)
    line = editor.add_constant(f"{at}_line", np.array([0, 1, -1], np.int64))
    parts = editor.add_constant(f"{at}_parts", np.array([0, 2, bins, -1], np.int64))
    editor.replace(
        node,
        helper.make_node("Reshape", [signal, line], [f"{at}_signal"]),
        helper.make_node(
            "Conv", [f"{at}_signal", weights, bias], [f"{at}_bins"], name=at, kernel_shape=[width], strides=[int(step)]
        ),
        helper.make_node("Reshape", [f"{at}_bins", parts], [f"{at}_split"]),
        helper.make_node("Transpose", [f"{at}_split"], list(node.output), perm=[0, 3, 2, 1]),
    )
    return True
