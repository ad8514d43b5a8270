"""Tiny ONNX graphs with the inputs, outputs and names of the real voices, so that the real loading code runs at once.

The Kokoro one hums: every token lasts 2 frames of 600 samples. The Piper one also: every number lasts 3 hops of 256.
"""

import json
from pathlib import Path

import numpy as np
from onnx import ModelProto, TensorProto, helper, numpy_helper


def _model(nodes: list[object], constants: dict[str, np.ndarray], inputs: list[object], output: str) -> ModelProto:
    graph = helper.make_graph(
        nodes,
        "tiny",
        inputs,
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _hum(source: str, output: str) -> list[object]:
    """Nodes that turn a number of samples into a hum of that length."""
    return [
        helper.make_node("Range", ["zero", source, "one"], ["steps"]),
        helper.make_node("Cast", ["steps"], ["times"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["times", "turn"], ["phase"]),
        helper.make_node("Sin", ["phase"], ["wave"]),
        helper.make_node("Mul", ["wave", "level"], [output]),
    ]


_HUM = {
    "zero": np.array(0, np.int64),
    "one": np.array(1, np.int64),
    "turn": np.array(0.06, np.float32),
}


def kokoro(level: float = 0.3) -> bytes:
    """Return a graph like Kokoro's; its sound is not a number where `level` isn't."""
    nodes = [
        helper.make_node("Cast", ["tokens"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["floats", "nothing"], ["zeros"]),
        helper.make_node("Add", ["zeros", "two"], ["twos"]),
        helper.make_node("Div", ["twos", "speed"], ["lengths"]),
        helper.make_node("Round", ["lengths"], ["rounded"]),
        helper.make_node("Clip", ["rounded", "least"], ["frames"]),
        helper.make_node("ReduceSum", ["frames"], ["total"], keepdims=0),
        helper.make_node("Mul", ["total", "hop"], ["samples"]),
        helper.make_node("Cast", ["samples"], ["count"], to=TensorProto.INT64),
        *_hum("count", "hum"),
        helper.make_node("ReduceMean", ["style"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "nothing"], ["silence"]),
        helper.make_node("Add", ["hum", "silence"], ["audio"]),
    ]
    constants = {
        **_HUM,
        "level": np.array(level, np.float32),
        "nothing": np.array(0, np.float32),
        "two": np.array(2, np.float32),
        "least": np.array(1, np.float32),
        "hop": np.array(600, np.float32),
    }
    inputs = [
        helper.make_tensor_value_info("tokens", TensorProto.INT64, [1, None]),
        helper.make_tensor_value_info("style", TensorProto.FLOAT, [1, 256]),
        helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
    ]
    return bytes(_model(nodes, constants, inputs, "audio").SerializeToString())


PIPER_SYMBOLS = {
    "en-us": "_^$ !',.:;?abdefhijklmnoprstuvwzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒθˈˌː",
    "de": "_^$ !,.:;?abcdefhijklmnoprstuvxyzøŋœɐɑɔəɛɜɡɪɾʃʊʏ\u0303\u0327ˈˌː",
    "uk": "_^$ !,.:;?abdefhijklmnoprstuvxzɑɔɕɛɡɪɭɾʃʊʌʒʑʲˈˌː",
}
"""What the descriptions of Piper voices list, by voice of espeak-ng: phonemes as single characters, decomposed."""


def piper(
    folder: Path,
    name: str = "en_US-tiny",
    espeak_voice: str = "en-us",
    speakers: tuple[str, ...] = (),
    channels: int = 2,
    **description: object,
) -> Path:
    """Write a graph like Piper's with its description beside it; return its path.

    Args:
        folder: Where to write it.
        name: Name of the voice; what stands before its first hyphen is its language.
        espeak_voice: Voice of espeak-ng whose phonemes it takes.
        speakers: Names of its speakers if there are several; each hums at a loudness of its own.
        channels: Of its noise.
        description: What its description says besides or instead.
    """
    nodes = [
        helper.make_node("Shape", ["input"], ["shape"]),
        helper.make_node("Gather", ["shape", "last"], ["length"]),
        helper.make_node("Unsqueeze", ["length", "axis"], ["shape_tail"]),
        helper.make_node("Concat", ["head", "shape_tail"], ["noise_shape"], axis=0),
        helper.make_node("ConstantOfShape", ["noise_shape"], ["blank"]),
        helper.make_node(
            "RandomNormalLike", ["blank"], ["noise"], name="/dp/RandomNormalLike" if channels == 2 else ""
        ),
        helper.make_node("ReduceMean", ["noise"], ["chance"], keepdims=0),
        helper.make_node("Gather", ["scales", "one"], ["pace"]),
        helper.make_node("Cast", ["input"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["floats", "nothing"], ["zeros"]),
        helper.make_node("Add", ["zeros", "almost_three"], ["lengths"]),
        helper.make_node("Mul", ["lengths", "pace"], ["paced"]),
        helper.make_node("Ceil", ["paced"], ["frames"]),
        helper.make_node("ReduceSum", ["frames"], ["total"], keepdims=0),
        helper.make_node("Mul", ["total", "hop"], ["samples"]),
        helper.make_node("Cast", ["samples"], ["count"], to=TensorProto.INT64),
        *_hum("count", "hum"),
        helper.make_node("Mul", ["hum", "chance"], ["shaken"]),
        helper.make_node("Add", ["hum", "shaken"], ["alike"]),
        *_voiced("alike", "output", several=bool(speakers)),
    ]
    constants = {
        **_HUM,
        "level": np.array(0.3, np.float32),
        "nothing": np.array(0, np.float32),
        "almost_three": np.array(2.7, np.float32),
        "hop": np.array(256, np.float32),
        "head": np.array([1, channels], np.int64),
        "last": np.array(1, np.int64),
        "axis": np.array([0], np.int64),
        "loudnesses": np.linspace(0.5, 1.0, max(len(speakers), 1), dtype=np.float32),
    }
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, None]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
        *([helper.make_tensor_value_info("sid", TensorProto.INT64, [1])] if speakers else []),
    ]
    path = folder / f"{name}.onnx"
    path.write_bytes(_model(nodes, constants, inputs, "output").SerializeToString())
    config = {
        "audio": {"sample_rate": 22_050},
        "espeak": {"voice": espeak_voice},
        "language": {"code": name.partition("-")[0]},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "phoneme_id_map": {symbol: [number] for number, symbol in enumerate(PIPER_SYMBOLS[espeak_voice])},
        "num_speakers": len(speakers) or 1,
        "speaker_id_map": {speaker: number for number, speaker in enumerate(speakers)},
    }
    path.with_name(path.name + ".json").write_text(json.dumps(config | description), encoding="utf-8")
    return path


def _voiced(source: str, output: str, *, several: bool) -> list[object]:
    """Nodes that give each speaker a loudness of its own."""
    if not several:
        return [helper.make_node("Identity", [source], [output])]
    return [
        helper.make_node("Gather", ["loudnesses", "sid"], ["loudness"]),
        helper.make_node("Mul", [source, "loudness"], [output]),
    ]
