"""Piper's loading code, from file to words, with a graph that hums."""

from pathlib import Path

import pytest
import tiny_voices

from narrate.errors import BackendUnavailable, UnknownVoice, WeightsInvalid
from narrate.testing import check_backend
from narrate.voice.options import VoiceOptions
from narrate.voice.piper.engine import ENGINE

TEXT = "Two boats left — and one came back."


@pytest.fixture
def options(tmp_path: Path) -> VoiceOptions:
    return VoiceOptions(tmp_path / "cache", weights=tiny_voices.piper(tmp_path))


def test_the_contract_holds(options: VoiceOptions) -> None:
    check_backend(ENGINE.open("", options))


def test_words_follow_from_the_durations_of_the_graph(options: VoiceOptions) -> None:
    speech = ENGINE.open("", options).synthesize(TEXT)
    assert [word.text for word in speech.words] == TEXT.split()
    hop_ms = 3 * 256 * 1000 / 22_050
    assert speech.words[0].start_ms == pytest.approx(2 * hop_ms)  # the mark of the beginning and its pad
    assert speech.words[-1].end_ms == pytest.approx(speech.waveform.duration_ms - 3 * hop_ms)  # stop, pad and end


def test_chance_is_taken_out_of_the_graph(options: VoiceOptions) -> None:
    first, second = ENGINE.open("", options), ENGINE.open("", options)
    assert first.synthesize(TEXT) == first.synthesize(TEXT) == second.synthesize(TEXT)


def test_speed_reaches_the_graph(options: VoiceOptions) -> None:
    fast = VoiceOptions(options.cache_dir, weights=options.weights, speed=2.0)
    usual_ms = ENGINE.open("", options).synthesize(TEXT).waveform.duration_ms
    assert ENGINE.open("", fast).synthesize(TEXT).waveform.duration_ms == pytest.approx(usual_ms * 2 / 3)


def test_a_missing_description_is_named(options: VoiceOptions) -> None:
    assert options.weights
    options.weights.with_name(options.weights.name + ".json").unlink()
    with pytest.raises(BackendUnavailable, match=r"\.onnx\.json"):
        ENGINE.open("", options)


def test_a_description_of_something_else_is_refused(options: VoiceOptions) -> None:
    assert options.weights
    options.weights.with_name(options.weights.name + ".json").write_text('{"espeak": {"voice": "en"}}')
    with pytest.raises(WeightsInvalid, match="doesn't describe"):
        ENGINE.open("", options)


def test_an_unknown_voice_is_refused(options: VoiceOptions) -> None:
    with pytest.raises(UnknownVoice, match="en_US-tiny"):
        ENGINE.open("en_US-nobody", options)
