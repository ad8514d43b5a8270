"""Silence at both ends is left out of what the decoder computes: nearly all of the work is the decoder's."""

from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor
from narrate.voice.kokoro.rewrite.durations import DURATIONS

__all__ = ["crop_edges"]

ENTRIES = ("/encoder/MatMul_1_output_0", "/encoder/Reshape_output_0", "/encoder/Reshape_1_output_0")
"""What the decoder is given over time, by its names in the official export: phonemes, pitch and energy.

Melody and lengths are settled there; cut any earlier, the first sounds would be swallowed.
"""
LEAD_FRAMES = 5  # of 25 ms, kept of the first pad: the first sound is heard about 50 ms before the pad's end
TAIL_FRAMES = 8  # left out at normal speed: 200 of the 420 ms or more that were silent at the end in all voices tried
LEAST_FRAMES = 16  # kept of a text that is next to nothing but edges; a lone vowel is silent for 160 ms only


def crop_edges(model: EditableModel) -> bool:
    """Leave silent frames out of the decoder's inputs and of the output `DURATIONS`; False if an entry is missing."""
    editor = Editor(model)
    durations = editor.producer_by_tensor.get(DURATIONS)
    if durations is None or any(name not in editor.producer_by_tensor for name in ENTRIES):
        return False
    frames = durations.input[0]
    source = editor.producer_by_tensor[frames]
    editor.replace(source, source, *_measured(editor, frames))
    editor.replace(durations)
    for name in ENTRIES:
        producer, cropped = editor.producer_by_tensor[name], f"{name}/cropped"
        for reader in editor.consumers_by_tensor[name]:
            reader.input[:] = [cropped if each == name else each for each in reader.input]
        editor.replace(producer, producer, *_cropped(editor, name, cropped))
    editor.apply()
    return True


def _measured(editor: Editor, frames: str) -> list[Any]:
    """Return nodes that find how many frames there are, the first one kept, the end, and each token's share of them."""
    from onnx import TensorProto

    whole = {"to": TensorProto.INT64}
    return [
        _node(editor, "Reshape", [frames, -1], "edges/line"),
        _node(editor, "Cast", ["edges/line"], "edges/each", **whole),
        _node(editor, "ReduceSum", ["edges/each"], "edges/all", keepdims=1),
        _node(editor, "Slice", ["edges/each", 0, 1], "edges/pad"),
        _node(editor, "Sub", ["edges/pad", LEAD_FRAMES], "edges/surplus"),
        _node(editor, "Max", ["edges/surplus", 0], "edges/start"),
        _node(editor, "Div", [float(TAIL_FRAMES), "speed"], "edges/tail_exact"),
        _node(editor, "Cast", ["edges/tail_exact"], "edges/tail", **whole),
        _node(editor, "Sub", ["edges/all", "edges/tail"], "edges/end_wished"),
        _node(editor, "Add", ["edges/start", LEAST_FRAMES], "edges/end_earliest"),
        _node(editor, "Max", ["edges/end_wished", "edges/end_earliest"], "edges/end_late"),
        _node(editor, "Min", ["edges/end_late", "edges/all"], "edges/end"),
        _node(editor, "Sub", ["edges/end", "edges/start"], "edges/kept"),
        _node(editor, "CumSum", ["edges/each", 0], "edges/ends_all"),
        _node(editor, "Sub", ["edges/ends_all", "edges/start"], "edges/ends_late"),
        _node(editor, "Min", ["edges/ends_late", "edges/kept"], "edges/ends"),
        _node(editor, "Slice", ["edges/ends", 0, -1], "edges/ends_before"),
        _node(editor, "Concat", [0, "edges/ends_before"], "edges/starts", axis=0),
        _node(editor, "Sub", ["edges/ends", "edges/starts"], DURATIONS),
    ]


def _cropped(editor: Editor, name: str, cropped: str) -> list[Any]:
    """Return nodes that cut the last axis of `name`, which has a fixed number of places for each frame."""
    return [
        _node(editor, "Shape", [name], f"{name}/shape"),
        _node(editor, "Gather", [f"{name}/shape", -1], f"{name}/places"),
        _node(editor, "Div", [f"{name}/places", "edges/all"], f"{name}/share"),
        _node(editor, "Mul", ["edges/start", f"{name}/share"], f"{name}/start"),
        _node(editor, "Mul", ["edges/end", f"{name}/share"], f"{name}/end"),
        _node(editor, "Slice", [name, f"{name}/start", f"{name}/end", -1], cropped),
    ]


def _node(editor: Editor, kind: str, inputs: list[str | int | float], output: str, **more: Any) -> Any:
    """Return a node that makes the tensor `output` of tensors and numbers."""
    import numpy as np
    from onnx import helper

    def name(put: str | float) -> str:
        if isinstance(put, str):
            return put
        return editor.add_constant(f"edges/{put}", np.array([put], np.float32 if isinstance(put, float) else np.int64))

    return helper.make_node(kind, [name(put) for put in inputs], [output], name=output, **more)
