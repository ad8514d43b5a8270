"""A Piper graph made repeatable, talkative and faster: noise that stays, durations as an output, other convolutions."""

from typing import Any

from narrate.voice.graph_editing import EditableModel, Editor, flatten_transposed, lift_to_2d, parse_graph

__all__ = ["DURATIONS", "GRAPH_VERSION", "prepare"]

GRAPH_VERSION = "p3"
"""Part of the fingerprint: raised when the same weights would sound different."""
DURATIONS = "durations"
"""Name of the added output: frames per phoneme number."""
NOISE_CHANNELS = 192  # of most voices; those of the quality x_low have 96 and take the first of these
_RHYTHM_CHANNELS = 2  # of every voice's duration predictor
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
    """Read every RandomNormalLike from a constant table, repeated as often as channels and length of the text need."""
    import numpy as np
    from onnx import TensorProto, helper

    editor = Editor(model)
    random = np.random.default_rng(_SEED)
    for index, node in enumerate(model.graph.node):
        if node.op_type != "RandomNormalLike":
            continue
        at = f"narrate_noise{index}"
        channels = _RHYTHM_CHANNELS if _is_rhythm(node) else NOISE_CHANNELS
        table = editor.add_constant(f"{at}_table", random.standard_normal((1, channels, NOISE_STEPS), np.float32))
        nodes = [helper.make_node("Shape", [node.input[0]], [f"{at}_shape"])]
        for axis, repeat in ((2, NOISE_STEPS), (1, channels)):
            nodes += [
                helper.make_node("Gather", [f"{at}_shape", _number(editor, axis)], [f"{at}_size{axis}"]),
                helper.make_node(
                    "Range", [_number(editor, 0), f"{at}_size{axis}", _number(editor, 1)], [f"{at}_range{axis}"]
                ),
                helper.make_node("Mod", [f"{at}_range{axis}", _number(editor, repeat)], [f"{at}_index{axis}"]),
                helper.make_node("Gather", [table, f"{at}_index{axis}"], [f"{at}_cut{axis}"], axis=axis),
            ]
            table = f"{at}_cut{axis}"
        editor.replace(node, *nodes, helper.make_node("Cast", [table], [node.output[0]], to=TensorProto.FLOAT))
    editor.apply()


def _number(editor: Editor, value: int) -> str:
    """Return the name of a constant with `value`."""
    import numpy as np

    return editor.add_constant(f"narrate_number{value}", np.array(value, np.int64))


def _is_rhythm(node: Any) -> bool:
    """Whether the noise is the duration predictor's rather than the voice's."""
    return "dp" in node.name.split("/")


def _show_durations(model: EditableModel) -> None:
    """Add the output `DURATIONS`: VITS rounds durations up, and nothing else in the graph is rounded up."""
    from onnx import TensorProto, helper

    ceilings = [node for node in model.graph.node if node.op_type == "Ceil"]
    if len(ceilings) == 1:
        model.graph.node.append(helper.make_node("Cast", [ceilings[0].output[0]], [DURATIONS], to=TensorProto.INT64))
        model.graph.output.append(helper.make_tensor_value_info(DURATIONS, TensorProto.INT64, None))
