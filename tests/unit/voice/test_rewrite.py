"""Each rewriting on a small graph: another form, the same numbers."""

import numpy as np
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from narrate.voice.graph_editing import EditableModel, flatten_transposed, lift_to_2d
from narrate.voice.kokoro.quantize import LARGEST, quantize
from narrate.voice.kokoro.rewrite import fuse_norms, shorten_snakes, spectrum_by_convolution, square_by_product

RANDOM = np.random.default_rng(7)


def model(nodes: list[object], constants: dict[str, np.ndarray], channels: int) -> EditableModel:
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, channels, None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in constants.items()],
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return EditableModel(helper.make_model(graph, opset_imports=opsets, ir_version=8))


def run(made: EditableModel, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(made.to_bytes(), providers=["CPUExecutionProvider"])
    result: np.ndarray = session.run(None, {"x": x})[0]
    return result


def random(*shape: int) -> np.ndarray:
    return RANDOM.standard_normal(shape).astype(np.float32)


def kinds(made: EditableModel) -> list[str]:
    return [node.op_type for node in made.graph.node]


@pytest.mark.parametrize(
    ("stride", "width", "pads", "extra"),
    [(10, 20, [5, 5], 0), (6, 12, [3, 3], 0), (2, 3, [1, 1], 1), (3, 4, [0, 2], 0)],
)
def test_a_transposed_convolution_is_a_plain_one_dealt_out(
    stride: int, width: int, pads: list[int], extra: int
) -> None:
    attributes = {"strides": [stride], "kernel_shape": [width], "pads": pads, "output_padding": [extra]}
    made = model(
        [helper.make_node("ConvTranspose", ["x", "w", "b"], ["y"], **attributes)],
        {"w": random(4, 3, width), "b": random(3)},
        4,
    )
    x = random(1, 4, 17)
    before = run(made, x)
    assert flatten_transposed(made) == 1
    assert "ConvTranspose" not in kinds(made)
    np.testing.assert_allclose(run(made, x), before, atol=1e-5)


def test_a_1d_convolution_is_a_2d_one_of_height_1() -> None:
    conv = helper.make_node("Conv", ["x", "w"], ["y"], kernel_shape=[3], dilations=[5], pads=[5, 5])
    made = model([conv], {"w": random(6, 4, 3)}, 4)
    x = random(1, 4, 40)
    before = run(made, x)
    assert lift_to_2d(made) == 1
    assert kinds(made) == ["Unsqueeze", "Conv", "Squeeze"]
    np.testing.assert_allclose(run(made, x), before, atol=1e-5)


def snake_block() -> EditableModel:
    """A styled normalisation, Kokoro's activation and a convolution, spelled out as the export does."""
    nodes = [
        helper.make_node("ReduceMean", ["x", "last"], ["mean"]),
        helper.make_node("Sub", ["x", "mean"], ["centred"]),
        helper.make_node("Mul", ["centred", "centred"], ["squares"]),
        helper.make_node("ReduceMean", ["squares", "last"], ["variance"]),
        helper.make_node("Add", ["variance", "epsilon"], ["shifted"]),
        helper.make_node("Sqrt", ["shifted"], ["root"]),
        helper.make_node("Div", ["centred", "root"], ["normal"]),
        helper.make_node("Mul", ["scale", "normal"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["styled"]),
        helper.make_node("Mul", ["alpha", "styled"], ["angle"]),
        helper.make_node("Sin", ["angle"], ["sine"]),
        helper.make_node("Pow", ["sine", "two"], ["square"]),
        helper.make_node("Mul", ["inverse", "square"], ["shrunk"]),
        helper.make_node("Add", ["styled", "shrunk"], ["active"]),
        helper.make_node("Conv", ["active", "w", "b"], ["y"], name="conv", kernel_shape=[3], pads=[1, 1]),
    ]
    alpha = np.abs(random(1, 64, 1)) + np.float32(0.3)
    constants = {
        "last": np.array([2], np.int64),
        "epsilon": np.array(1e-5, np.float32),
        "scale": random(1, 64, 1),
        "bias": random(1, 64, 1),
        "alpha": alpha,
        "inverse": 1 / alpha,
        "two": np.array(2, np.float32),
        "w": random(8, 64, 3),
        "b": random(8),
    }
    return model(nodes, constants, 64)


def test_a_spelled_out_normalisation_becomes_one_operator() -> None:
    made = snake_block()
    x = random(1, 64, 50)
    before = run(made, x)
    assert square_by_product(made) == 1
    assert fuse_norms(made) == 1
    assert kinds(made).count("InstanceNormalization") == 1
    assert "ReduceMean" not in kinds(made)
    np.testing.assert_allclose(run(made, x), before, atol=1e-4)


def test_the_activation_takes_three_passes() -> None:
    made = snake_block()
    x = random(1, 64, 50)
    before = run(made, x)
    square_by_product(made)
    fuse_norms(made)
    assert shorten_snakes(made) == 1
    assert kinds(made)[-4:] == ["Cos", "Sub", "BatchNormalization", "Conv"]
    np.testing.assert_allclose(run(made, x), before, atol=1e-3)


def test_a_short_spectrum_is_a_convolution() -> None:
    constants = {
        "step": np.array(5, np.int64),
        "window": np.hanning(21)[:-1].astype(np.float32),
        "length": np.array(20, np.int64),
    }
    nodes = [
        helper.make_node("Squeeze", ["x", "first"], ["signal"]),
        helper.make_node("STFT", ["signal", "step", "window", "length"], ["y"], onesided=1),
    ]
    made = model(nodes, {**constants, "first": np.array([1], np.int64)}, 1)
    x = random(1, 1, 120)
    before = run(made, x)
    assert spectrum_by_convolution(made) == 1
    assert "STFT" not in kinds(made)
    after = run(made, x)
    np.testing.assert_allclose(after, before, atol=1e-4)
    assert np.all(after[:, :, [0, -1], 1] > 0)  # a phase of +pi where the real part is negative, never -pi


def integer_case(taps: int, step: int, name: str = "/decoder/conv") -> EditableModel:
    reach = (taps - 1) * step // 2
    attributes = {"kernel_shape": [taps], "dilations": [step], "pads": [reach, reach]}
    conv = helper.make_node("Conv", ["x", "w", "b"], ["y"], name=name, **attributes)
    return model([conv], {"w": random(64, 64, taps), "b": random(64)}, 64)


@pytest.mark.parametrize(("taps", "step"), [(1, 1), (3, 1), (3, 5), (7, 3), (11, 1)])
@pytest.mark.parametrize("level", [1e-3, 1.0, 1e3])
def test_an_integer_convolution_is_close_to_the_float_one_at_any_level(taps: int, step: int, level: float) -> None:
    made = integer_case(taps, step)
    x = random(1, 64, 120) * np.float32(level) + np.float32(level)
    before = run(made, x)
    assert quantize(made, {"w": np.float32(0.03)}) == 1
    assert "Conv" not in kinds(made)
    error = run(made, x) - before
    assert np.sqrt((error**2).mean()) <= 0.02 * np.sqrt((before**2).mean())


def test_silence_stays_silent_on_integers() -> None:
    made = integer_case(3, 1)
    before = run(made, np.zeros((1, 64, 40), np.float32))
    quantize(made, {"w": np.float32(0.03)})
    np.testing.assert_allclose(run(made, np.zeros((1, 64, 40), np.float32)), before, atol=1e-6)


def test_what_decides_the_melody_stays_float() -> None:
    made = integer_case(3, 1, name="/encoder/conv")
    assert quantize(made, {"w": np.float32(0.03)}) == 0
    assert kinds(made) == ["Conv"]


def test_weights_that_were_integers_keep_their_steps() -> None:
    made = integer_case(3, 1)
    step = np.float32(0.01)
    integers = RANDOM.integers(-LARGEST - 1, LARGEST + 1, (64, 64, 3))
    made.constants["w"] = (integers * step).astype(np.float32)
    quantize(made, {"w": step})
    kept = next(array for name, array in made.constants.items() if "integers" in name)
    assert np.array_equal(kept.reshape(3, 64, 64).transpose(2, 1, 0), integers)


def test_weights_of_seven_bits_stay_in_their_range() -> None:
    made = integer_case(3, 1)
    quantize(made, {"w": np.float32(0.01)})
    kept = next(array for name, array in made.constants.items() if "integers" in name)
    assert -64 <= kept.min() < -60
    assert 60 < kept.max() <= 63


def test_the_largest_sums_are_exact_on_this_processor() -> None:
    made = integer_case(1, 1)
    made.constants["w"] = np.full((64, 64, 1), -LARGEST - 1, np.float32)
    made.constants["b"] = np.zeros(64, np.float32)
    quantize(made, {"w": np.float32(1)})
    x = np.zeros((1, 64, 32), np.float32)
    x[:, :, ::2] = 255
    assert np.array_equal(run(made, x), np.repeat(x[:, :1] * -(LARGEST + 1) * 64, 64, 1))
