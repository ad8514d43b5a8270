"""The default voice, with its real weights: they come with the package."""

import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from narrate.errors import SynthesisFailed, UnknownVoice, WeightsInvalid
from narrate.settings.options import VoiceOptions
from narrate.voice.checked import CheckedBackend
from narrate.voice.hibari.engine import ENGINE, HEART_SHA256
from narrate.voice.hibari.model import with_durations

HEART = Path(str(files("narrate.voice.hibari").joinpath("heart.onnx")))
TEXT = "The harbour bridge stays closed, and nobody knows for how long."


@pytest.fixture(scope="module")
def options(tmp_path_factory):
    return VoiceOptions(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def backend(options):
    return ENGINE.open("", options)


def nan_voice() -> bytes:
    """Return a graph with the inputs and outputs of a voice that gives a second of nothing that is a number."""
    names = ("lh", "theta", "ln", "lr", "phi", "f0")
    nodes = [helper.make_node("Cast", ["speed"], ["unused"], to=TensorProto.FLOAT)]
    for name in names:
        shape = (1, 80) if name == "f0" else (1, 601, 80)
        value = helper.make_tensor(name, TensorProto.FLOAT, shape, np.full(shape, np.nan, np.float32).ravel())
        nodes.append(helper.make_node("Constant", [], [name], value=value))
    graph = helper.make_graph(
        nodes,
        "voice",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "n"]),
            helper.make_tensor_value_info("speed", TensorProto.FLOAT, [1]),
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(made.SerializeToString())


def test_equal_text_gives_equal_sound(backend, options):
    assert backend.synthesize(TEXT) == backend.synthesize(TEXT) == ENGINE.open("heart", options).synthesize(TEXT)


def test_each_word_has_its_time_inside_the_sound(backend):
    speech = backend.synthesize(TEXT)
    assert [word.text for word in speech.words] == TEXT.split()
    edges = [edge for word in speech.words for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert 200 < edges[0] < edges[-1] < speech.waveform.duration_ms


def test_durations_sum_to_the_length_of_the_sound(backend):
    spectrum, durations = backend._loaded().run((50, 156, 31), 1.0)
    assert len(durations) == 5
    assert sum(durations) * 2 == spectrum.pitch_hz.shape[-1]


def test_a_faster_voice_takes_less_time(options):
    fast = ENGINE.open("", VoiceOptions(options.cache_dir, speed=1.5)).synthesize(TEXT)
    usual = ENGINE.open("", options).synthesize(TEXT)
    assert fast.waveform.samples < 0.8 * usual.waveform.samples


def test_nothing_of_a_very_long_sentence_is_lost(backend):
    text = ", ".join(["the boats went out before dawn and came back after dark"] * 180) + "."
    assert len(text) > 10_000
    speech = CheckedBackend(backend).synthesize(text)
    assert [word.text for word in speech.words] == text.split()
    assert speech.waveform.duration_ms > len(text) * 40


@pytest.mark.parametrize("text", ["", " ", "—", "*** // ...", "船"])
def test_a_text_without_a_word_is_refused(backend, text):
    with pytest.raises(SynthesisFailed):
        backend.synthesize(text)


def test_a_british_voice_of_the_same_kind_speaks_british(tmp_path):
    shutil.copy(HEART, tmp_path / "bf_nora.int8.onnx")
    options = VoiceOptions(tmp_path, voice_path=tmp_path)
    assert [(info.voice, info.language) for info in ENGINE.voices(options)] == [
        ("heart", "en-US"),
        ("bf_nora", "en-GB"),
    ]
    nora = ENGINE.open("bf_nora", options)
    assert nora.fingerprint.split()[2] == HEART_SHA256[:16]
    assert nora._front_end.read("bath")[0].phonemes == "bˈɑːθ"
    assert nora.synthesize(TEXT).words


def test_a_file_of_another_kind_is_refused(tmp_path):
    graph = helper.make_graph(
        [helper.make_node("Identity", ["x"], ["y"])],
        "other",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])],
    )
    onnx.save(helper.make_model(graph, ir_version=8), tmp_path / "other.onnx")
    backend = ENGINE.open("other", VoiceOptions(tmp_path, voice_path=tmp_path / "other.onnx"))
    with pytest.raises(WeightsInvalid, match="the voice other isn't a voice of hibari's kind"):
        backend.synthesize(TEXT)


def test_a_file_that_changed_is_refused(tmp_path):
    path = tmp_path / "af_ida.onnx"
    shutil.copy(HEART, path)
    backend = ENGINE.open("af_ida", VoiceOptions(tmp_path, voice_path=path))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(WeightsInvalid, match="af_ida are damaged or were changed: fetch it again"):
        backend.synthesize(TEXT)


def test_sound_that_is_no_number_is_refused(tmp_path):
    (tmp_path / "af_nan.onnx").write_bytes(nan_voice())
    backend = ENGINE.open("af_nan", VoiceOptions(tmp_path, voice_path=tmp_path))
    with pytest.raises(SynthesisFailed, match="aren't numbers"):
        backend.synthesize(TEXT)


def test_an_unknown_voice_is_told_with_those_at_hand(options):
    with pytest.raises(UnknownVoice, match=r"no voice 'nobody'; available: heart; voice_path may name"):
        ENGINE.open("nobody", options)


def test_durations_are_added_once():
    content = HEART.read_bytes()
    assert with_durations(content) == content
    assert onnx.load_from_string(content).graph.output[-1].name == "/Clip_output_0"


def test_the_default_voice_needs_nothing_beyond_the_base_install():
    program = (
        "import sys\nfrom pathlib import Path\nfrom narrate.settings.options import VoiceOptions\n"
        "from narrate.voice.registry import open_backend\n"
        "open_backend(VoiceOptions(Path('unused'))).synthesize('It works.')\n"
        "heavy = ('onnx', 'spacy', 'misaki', 'scipy', 'pydub', 'click', 'bs4')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
