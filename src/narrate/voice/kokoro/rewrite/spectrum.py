"""The short spectrum of the voice's source as a convolution: onnxruntime's own operator for it is slow."""

from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor, attributes

__all__ = ["spectrum_by_convolution"]

_JUST_POSITIVE = 1e-30


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
