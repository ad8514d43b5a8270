"""Piper's loading code, from file to words, with graphs that hum; phonemes come from the real espeak-ng."""

import array
import json
import logging
import shutil
import sys
from pathlib import Path

import pytest
import tiny_voices

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice, WeightsInvalid
from narrate.settings.options import VoiceOptions
from narrate.testing import check_backend
from narrate.voice.piper.engine import ENGINE
from narrate.voice.piper.voice import Numbering, read_voice
from narrate.voice.registry import accent_of, check_voice

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


NEEDS_PROGRAM = [
    pytest.mark.tools,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng isn't installed"),
]
GERMAN = "Der Hafen lag ruhig; zwei Boote — und kein drittes — fuhren wurde kurz aus, eines kam zurück."
UKRAINIAN = "Гавань була тихою: два човни вийшли — і один повернувся."
SPEAKERS = ("lada", "mykyta", "tetiana")


def options_of(folder: Path, *args: object, **more: object) -> VoiceOptions:
    return VoiceOptions(folder / "cache", voice="piper", weights=tiny_voices.piper(folder, *args, **more))  # type: ignore[arg-type]


class TestOtherLanguages:
    pytestmark = NEEDS_PROGRAM

    @pytest.mark.parametrize(
        ("name", "espeak", "text"), [("de_DE-tiny", "de", GERMAN), ("uk_UA-tiny", "uk", UKRAINIAN)]
    )
    def test_a_voice_speaks_its_language(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, espeak: str, text: str
    ) -> None:
        backend = ENGINE.open("", options_of(tmp_path, name, espeak))
        assert backend.languages == {espeak}
        with caplog.at_level(logging.WARNING):
            speech = backend.synthesize(text)
        assert not caplog.records
        assert [word.text for word in speech.words] == text.split()
        edges = [edge for word in speech.words for edge in (word.start_ms, word.end_ms)]
        assert edges == sorted(edges)
        check_backend(
            backend, "Привіт усім тут. Два човни." if espeak == "uk" else "Guten Tag, liebe Leute. Zwei Boote."
        )

    def test_numbers_are_those_of_pipers_training(self, tmp_path: Path) -> None:
        weights = tiny_voices.piper(tmp_path, "de_DE-tiny", "de")
        voice = read_voice(weights)
        readings = ENGINE.open("", VoiceOptions(tmp_path, weights=weights))._front_end.read("Ja, „so“ — nein.")
        numbers, _ = Numbering(voice).numbers_of(readings)
        symbols = {numbers[0]: symbol for symbol, numbers in voice.numbers_by_symbol.items()}
        assert (
            "".join(symbols[number] for number in numbers)
            == "^_" + "".join(f"{sign}_" for sign in "jˈɑː, zˈoː; nˈaɪn.") + "$"
        )

    def test_without_the_program_the_voice_says_what_to_install(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        options = options_of(tmp_path, "de_DE-tiny", "de")
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(BackendUnavailable, match="espeak-ng: install espeak-ng with your system's package manager"):
            ENGINE.open("", options)
        (listed,) = ENGINE.voices(options)
        assert not listed.installed
        assert "install espeak-ng" in listed.hint

    def test_a_language_that_the_program_lacks_is_named(self, tmp_path: Path) -> None:
        options = options_of(tmp_path, "de_DE-tiny", "de", espeak={"voice": "xx-yy"})
        with pytest.raises(BackendUnavailable, match="'xx-yy'"):
            ENGINE.open("", options)


class TestSpeakers:
    @pytest.fixture
    def several(self, tmp_path: Path) -> VoiceOptions:
        return options_of(tmp_path, "en_GB-tiny", speakers=SPEAKERS)

    def test_each_speaker_is_listed_after_the_default_one(self, several: VoiceOptions) -> None:
        assert [info.voice for info in ENGINE.voices(several)] == [
            "en_GB-tiny",
            *(f"en_GB-tiny:{speaker}" for speaker in SPEAKERS),
        ]
        assert {info.language for info in ENGINE.voices(several)} == {"en-GB"}

    def test_each_speaker_has_a_voice_of_its_own(self, several: VoiceOptions) -> None:
        backends = [
            ENGINE.open(name, several) for name in ("", "en_GB-tiny", *(f"en_GB-tiny:{each}" for each in SPEAKERS))
        ]
        peaks = [max(array.array("h", backend.synthesize(TEXT).waveform.pcm)) for backend in backends]
        assert peaks[0] == peaks[1] == peaks[2] < peaks[3] < peaks[4]
        assert len({backend.fingerprint for backend in backends}) == 3

    def test_the_default_speaker_is_the_descriptions(self, tmp_path: Path) -> None:
        options = options_of(tmp_path, "en_US-tiny", speakers=SPEAKERS, default_speaker_id=2)
        assert ENGINE.open("", options).fingerprint == ENGINE.open("en_US-tiny:tetiana", options).fingerprint

    def test_speakers_without_names_are_numbers(self, tmp_path: Path) -> None:
        options = options_of(tmp_path, "en_US-tiny", speakers=SPEAKERS, speaker_id_map={})
        assert [info.voice for info in ENGINE.voices(options)][1:] == ["en_US-tiny:0", "en_US-tiny:1", "en_US-tiny:2"]
        ENGINE.open("en_US-tiny:2", options).close()

    def test_an_unknown_speaker_is_told_who_there_is(self, several: VoiceOptions, options: VoiceOptions) -> None:
        with pytest.raises(UnknownVoice, match=r"no speaker 'olena'; it has lada, mykyta, tetiana$"):
            ENGINE.open("en_GB-tiny:olena", several)
        with pytest.raises(UnknownVoice, match="a voice of one speaker"):
            ENGINE.open("en_US-tiny:lada", options)

    @pytest.mark.parametrize("name", ["piper", "piper:en_GB-tiny", "piper:en_GB-tiny:mykyta"])
    def test_a_speaker_is_named_after_the_voice(self, several: VoiceOptions, name: str) -> None:
        chosen = VoiceOptions(several.cache_dir, voice=name, weights=several.weights)
        check_voice(chosen)
        assert accent_of(chosen) == "en-GB"


def test_a_voice_of_letters_takes_the_letters(tmp_path: Path) -> None:
    symbols = "_^$ ,.!?—'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя\u0306\u0308"
    numbers = {symbol: [number] for number, symbol in enumerate(symbols)}
    options = options_of(tmp_path, "uk_UA-tiny", "uk", phoneme_type="text", phoneme_id_map=numbers)
    backend = ENGINE.open("", options)
    assert [word.text for word in backend.synthesize(UKRAINIAN).words] == UKRAINIAN.split()
    readings = backend._front_end.read("Їжак — мій")
    given, _ = Numbering(read_voice(options.weights)).numbers_of(readings)
    assert [symbols[number] for number in given[2:-1:2]] == [*"і\u0308жак — міи\u0306"]


def test_a_graph_of_fewer_channels_is_prepared_too(tmp_path: Path) -> None:
    backend = ENGINE.open("", options_of(tmp_path, channels=96))
    assert backend.synthesize(TEXT) == backend.synthesize(TEXT)


def test_a_type_of_phonemes_that_nothing_gives_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsInvalid, match=r"'pinyin'.*espeak or text"):
        ENGINE.open("", options_of(tmp_path, "zh_CN-tiny", phoneme_type="pinyin"))


def test_a_description_without_pads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsInvalid, match="lacks _"):
        ENGINE.open("", options_of(tmp_path, phoneme_id_map={"^": [1], "$": [2], "a": [3]}))


def test_a_phoneme_that_the_voice_lacks_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    symbols = tiny_voices.PIPER_SYMBOLS["en-us"].replace("b", "")
    numbers = {symbol: [number] for number, symbol in enumerate(symbols)}
    backend = ENGINE.open("", options_of(tmp_path, phoneme_id_map=numbers))
    with caplog.at_level(logging.WARNING):
        backend.synthesize("Two big boats left.")
        backend.synthesize("Both came back.")
    (record,) = caplog.records
    assert "no number for b (U+0062) 2 times" in record.getMessage()


def test_a_text_that_is_mostly_unknown_is_refused(tmp_path: Path) -> None:
    numbers = {symbol: [number] for number, symbol in enumerate("_^$ .tsm")}
    with pytest.raises(SynthesisFailed, match=r"no number for \d+ of \d+ phonemes .*another"):
        ENGINE.open("", options_of(tmp_path, phoneme_id_map=numbers)).synthesize(TEXT)


def test_without_onnx_the_extra_is_named(options: VoiceOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(BackendUnavailable, match=r"onnx: pip install 'narrate-articles\[piper\]'"):
        ENGINE.open("", options)


def test_clusters_have_numbers_of_their_own(tmp_path: Path) -> None:
    weights = tiny_voices.piper(tmp_path, vowel_clusters=[["o", "ʊ"]])
    config = weights.with_name(weights.name + ".json")
    description = json.loads(config.read_text(encoding="utf-8"))
    description["phoneme_id_map"]["oʊ"] = [99]
    config.write_text(json.dumps(description), encoding="utf-8")
    backend = ENGINE.open("", VoiceOptions(tmp_path, weights=weights))
    numbers, _ = Numbering(read_voice(weights)).numbers_of(backend._front_end.read("boats"))
    assert 99 in numbers
