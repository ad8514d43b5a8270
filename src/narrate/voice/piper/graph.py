"""A Piper graph made repeatable, talkative and faster: noise that stays, durations as an output, other convolutions."""

from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor
from narrate.voice.graphs import parse_graph
from narrate.voice.kokoro.rewrite.convolutions import flatten_transposed, lift_to_2d

__all__ = ["DURATIONS", "GRAPH_VERSION", "prepare"]

GRAPH_VERSION = "p2"
"""Part of the fingerprint: raised when the same weights would sound different."""
DURATIONS = "durations"
"""Name of the added output: frames per phoneme number."""
NOISE_STEPS = 4096  # steps of noise before it repeats, about 48 s: never inside one utterance
_SEED = 20_250_101  # any number; another one gives another, equally good reading


def prepare(content: bytes, name: str) -> bytes:
    """Return the graph in `content` with its chance removed, its durations shown and its convolutions made faster.

    VITS draws noise for the rhythm and for the voice's texture. With fixed noise the same text always gives the same
    sound, which the segment cache relies on. Convolutions in the forms that onnxruntime has its fast kernels for take a
    sixth of the work off; the sound differs by less than the last bit of a sample.

    Raises:
        WeightsInvalid: Not a self-contained ONNX graph.
    """
    model = parse_graph(content, name)
    _fix_noise(model)
    _show_durations(model)
    flatten_transposed(model)
    lift_to_2d(model)
    return model.to_bytes()


def _fix_noise(model: EditableModel) -> None:
    """Read every RandomNormalLike from a constant table, repeated as often as the text needs."""
    import numpy as np
    from onnx import TensorProto, helper

    editor = Editor(model)
    random = np.random.default_rng(_SEED)
    for index, node in enumerate(model.graph.node):
        if node.op_type != "RandomNormalLike":
            continue
        channels = 2 if index < len(model.graph.node) and _is_rhythm(node) else 192
        at = f"narrate_noise{index}"
        table = editor.add_constant(f"{at}_table", random.standard_normal((1, channels, NOISE_STEPS), np.float32))
        steps = editor.add_constant("narrate_noise_steps", np.array(NOISE_STEPS, np.int64))
        last = editor.add_constant("narrate_noise_last", np.array(2, np.int64))
        zero = editor.add_constant("narrate_noise_zero", np.array(0, np.int64))
        one = editor.add_constant("narrate_noise_one", np.array(1, np.int64))
        editor.replace(
            node,
            helper.make_node("Shape", [node.input[0]], [f"{at}_shape"]),
            helper.make_node("Gather", [f"{at}_shape", last], [f"{at}_length"]),
            helper.make_node("Range", [zero, f"{at}_length", one], [f"{at}_range"]),
            helper.make_node("Mod", [f"{at}_range", steps], [f"{at}_index"]),
            helper.make_node("Gather", [table, f"{at}_index"], [f"{at}_raw"], axis=2),
            helper.make_node("Cast", [f"{at}_raw"], [node.output[0]], to=TensorProto.FLOAT),
        )
    editor.apply()


def _is_rhythm(node: Any) -> bool:
    """Whether the noise is the duration predictor's (2 channels) rather than the voice's (192)."""
    return "dp" in node.name.split("/")


def _show_durations(model: EditableModel) -> None:
    """Add the output `DURATIONS`: VITS rounds durations up, and nothing else in the graph is rounded up."""
    from onnx import TensorProto, helper

    ceilings = [node for node in model.graph.node if node.op_type == "Ceil"]
    if len(ceilings) == 1:
        model.graph.node.append(helper.make_node("Cast", [ceilings[0].output[0]], [DURATIONS], to=TensorProto.INT64))
        model.graph.output.append(helper.make_tensor_value_info(DURATIONS, TensorProto.INT64, None))
