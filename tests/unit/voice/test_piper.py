"""Piper's loading code, from file to words, with a graph that hums."""

import shutil
from pathlib import Path

import pytest
import tiny_voices

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice, WeightsInvalid
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


GERMAN = {"language": {"code": "de_DE", "family": "de"}, "espeak": {"voice": "de"}}
UKRAINIAN = {"language": {"code": "uk_UA", "family": "uk"}, "espeak": {"voice": "uk"}}
needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng isn't installed")


@pytest.mark.tools
@needs_espeak
@pytest.mark.parametrize(
    ("name", "description", "signs", "text"),
    [
        (
            "de_DE-tiny",
            GERMAN,
            ",.;aɑbçdeəɛfɡhijkɪlmnŋoɔøœprɾstʃuʊvxyʏzʒɜɐˈˌː",
            "Über den Fluss führt eine Brücke, sagt Jürgen.",
        ),
        ("uk_UA-tiny", UKRAINIAN, ",.;abdefɡhɦijklmnoprsʃtuvxyzʒɪʊɔɛɑʲɭʌɾwˈˌː", "Міст над річкою закрили, каже Юрій."),
    ],
)
def test_a_voice_of_another_language_gets_its_phonemes_from_espeak(tmp_path, caplog, *, name, description, signs, text):
    options = VoiceOptions(tmp_path, weights=tiny_voices.piper(tmp_path, name, signs, **description))
    backend = ENGINE.open("", options)
    speech = backend.synthesize(text)
    assert backend.languages == {name[:2]}
    assert [word.text for word in speech.words] == text.split()
    assert all(word.end_ms > word.start_ms for word in speech.words)
    assert not caplog.records
    check_backend(backend)


@pytest.mark.tools
@needs_espeak
def test_a_sound_that_the_voice_lacks_is_told(tmp_path, caplog):
    voice = tiny_voices.piper(tmp_path, "de_DE-tiny", ".aɑbdefɡhiklmnoprɾstuvzɪəɛʊˈː", **GERMAN)
    ENGINE.open("", VoiceOptions(tmp_path, weights=voice)).synthesize("Der Bericht ist da.")
    assert "de_DE-tiny has no sound for c" in caplog.text


@pytest.mark.tools
@needs_espeak
def test_a_text_of_which_the_voice_knows_little_is_refused(tmp_path):
    voice = tiny_voices.piper(tmp_path, "de_DE-tiny", ".ao", **GERMAN)
    with pytest.raises(SynthesisFailed, match="de_DE-tiny doesn't know most of the sounds of 'Der Bericht"):
        ENGINE.open("", VoiceOptions(tmp_path, weights=voice)).synthesize("Der Bericht ist da.")


def test_a_voice_without_espeak_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    voice = tiny_voices.piper(tmp_path, "de_DE-tiny", **GERMAN)
    with pytest.raises(BackendUnavailable, match="espeak-ng isn't installed: install espeak-ng with your system's"):
        ENGINE.open("", VoiceOptions(tmp_path, weights=voice))


def test_a_voice_that_was_trained_on_letters_is_given_letters(tmp_path):
    description = {"phoneme_type": "text", "language": {"code": "uk_UA"}}
    voice = tiny_voices.piper(
        tmp_path, "uk_UA-letters", "абвгґдеєжзиійклмнопрстуфхцчшщьюя\u0306\u0308.,", **description
    )
    speech = ENGINE.open("", VoiceOptions(tmp_path, weights=voice)).synthesize("Його міст, її річка.")
    assert len(speech.words) == 4


def test_phonemes_of_an_unknown_kind_are_refused(tmp_path):
    voice = tiny_voices.piper(tmp_path, "zh_CN-tiny", phoneme_type="pinyin")
    with pytest.raises(WeightsInvalid, match=r"zh_CN-tiny\.onnx was trained on 'pinyin' phonemes"):
        ENGINE.open("", VoiceOptions(tmp_path, weights=voice))


def test_each_speaker_has_a_name(tmp_path):
    people = {"num_speakers": 3, "speaker_id_map": {"ida": 0, "tom": 1, "eva": 2}}
    options = VoiceOptions(tmp_path, weights=tiny_voices.piper(tmp_path, "en_US-crowd", **people))
    assert [info.voice for info in ENGINE.voices(options)] == ["en_US-crowd#ida", "en_US-crowd#tom", "en_US-crowd#eva"]
    first, ida, eva = (ENGINE.open(name, options) for name in ("", "en_US-crowd#ida", "#eva"))
    assert first.synthesize(TEXT) == ida.synthesize(TEXT) != eva.synthesize(TEXT)
    assert first.fingerprint == ida.fingerprint != eva.fingerprint
    with pytest.raises(UnknownVoice, match=r"no voice 'en_US-crowd#max'; at hand: en_US-crowd#ida, en_US-crowd#tom"):
        ENGINE.open("en_US-crowd#max", options)
