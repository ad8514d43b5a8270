"""Silent edges are left out before the decoder, and the durations tell of what is left."""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from narrate.voice.graph_editing import EditableModel
from narrate.voice.kokoro.rewrite.durations import DURATIONS, add_durations
from narrate.voice.kokoro.rewrite.edges import ENTRIES, LEAD_FRAMES, LEAST_FRAMES, TAIL_FRAMES, crop_edges


def graph(entries: tuple[str, ...] = ENTRIES) -> EditableModel:
    """Return a graph that gives its wished frames as durations and one place per frame, or two, to each entry."""
    nodes = [
        helper.make_node("Round", ["frames"], ["rounded"]),
        helper.make_node("Clip", ["rounded", "one"], ["clipped"]),
        *(helper.make_node("Identity", [f"given{number}"], [name]) for number, name in enumerate(entries)),
        *(helper.make_node("Neg", [name], [f"seen{number}"]) for number, name in enumerate(entries)),
    ]
    shapes = {"frames": [1, "tokens"], "speed": [1], "given0": [1, 3, "t"], "given1": [1, "u"], "given2": [1, "u"]}
    made = helper.make_graph(
        nodes,
        "edges",
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()],
        [helper.make_tensor_value_info(f"seen{number}", TensorProto.FLOAT, None) for number in range(len(entries))],
        [numpy_helper.from_array(np.array(1.0, np.float32), "one")],
    )
    return EditableModel(helper.make_model(made, opset_imports=[helper.make_opsetid("", 18)], ir_version=8))


def run(frames: list[int], speed: float = 1.0) -> tuple[list[int], list[np.ndarray]]:
    """Return the durations and the decoder's three inputs, in which each place holds its number."""
    made = graph()
    assert add_durations(made)
    assert crop_edges(made)
    session = onnxruntime.InferenceSession(made.to_bytes(), providers=["CPUExecutionProvider"])
    count = np.arange(sum(frames), dtype=np.float32)
    twice = np.arange(2 * sum(frames), dtype=np.float32)[None]
    feed = {"given0": np.tile(count, (1, 3, 1)), "given1": twice, "given2": twice}
    wished = {"frames": np.array([frames], np.float32), "speed": np.array([speed], np.float32)}
    *seen, durations = session.run([*(f"seen{number}" for number in range(3)), DURATIONS], feed | wished)
    return durations.tolist(), [-entry for entry in seen]


def test_the_first_pad_and_the_end_become_shorter() -> None:
    durations, (sounds, pitch, energy) = run([14, 3, 20, 12, 6, 1])
    assert durations == [LEAD_FRAMES, 3, 20, 11, 0, 0], "seven frames of the end's signs, one of the last sound"
    first, end = 14 - LEAD_FRAMES, 56 - TAIL_FRAMES
    assert sounds.tolist() == [[list(range(first, end))] * 3]
    assert pitch.tolist() == energy.tolist() == [list(range(2 * first, 2 * end))]


@pytest.mark.parametrize(("speed", "left_out"), [(0.5, 2 * TAIL_FRAMES), (2.0, TAIL_FRAMES // 2)])
def test_a_slower_voice_is_silent_for_longer(speed: float, left_out: int) -> None:
    frames = [LEAD_FRAMES, 40, 40, 7, 1]
    durations, (sounds, _, _) = run(frames, speed)
    assert sum(durations) == sounds.shape[-1] == sum(frames) - left_out


def test_a_pad_that_is_short_already_stays() -> None:
    assert run([LEAD_FRAMES - 2, 40, 10])[0][0] == LEAD_FRAMES - 2


@pytest.mark.parametrize("frames", [[1, 1, 1], [14, 2, 1], [14, 9, 1], [30, 4, 12]])
def test_a_text_of_next_to_nothing_keeps_its_sound(frames: list[int]) -> None:
    durations, (sounds, _, _) = run(frames)
    begun = sum(frames) - max(0, frames[0] - LEAD_FRAMES)
    assert sum(durations) == sounds.shape[-1] == min(begun, LEAST_FRAMES)


def test_a_graph_with_other_names_stays_as_it_is() -> None:
    made = graph(entries=("/other/a", "/other/b", "/other/c"))
    assert add_durations(made)
    before = made.to_bytes()
    assert not crop_edges(made)
    assert made.to_bytes() == before
