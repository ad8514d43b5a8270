"""RHVoice: the real program where it is marked, else what is said when parts of it are missing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.cli.voices import voices
from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice
from narrate.model import Backend, Script, Utterance
from narrate.script.normalize.languages import CODES
from narrate.settings.options import VoiceOptions
from narrate.testing import MemoryStore, check_backend
from narrate.voice.rhvoice import ENGINE, PROGRAM
from narrate.voice.speak import Speaker
from narrate.voice.speech_program import program_path

TEXT = "Суд відклав розгляд справи, бо головний свідок захворів."
OPTIONS = VoiceOptions(Path("unused"), voice="rhvoice")


@pytest.fixture
def real() -> None:
    if program_path(PROGRAM) is None:
        pytest.skip("scripts/install_rhvoice gets RHVoice")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with a program that can't speak, rules for Ukrainian, and no voice."""
    program = tmp_path / "bin" / PROGRAM
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    rules = tmp_path / "share" / "RHVoice" / "languages" / "Ukrainian"
    rules.mkdir(parents=True)
    (rules / "g2p.fst").write_bytes(b"rules")
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.delenv("RHVOICE_DATA_PATH", raising=False)
    return tmp_path


def add_voice(folder: Path, name: str, language: str) -> Path:
    """Return the weights of a voice that is put into the installation."""
    voice = folder / "share" / "RHVoice" / "voices" / name.lower()
    (voice / "24000").mkdir(parents=True)
    (voice / "voice.info").write_text(f"name={name}\nlanguage={language}\nformat=4\n")
    weights = voice / "24000" / "voice.data"
    weights.write_bytes(b"weights")
    return weights


@pytest.fixture
def backend(real: None) -> Iterator[Backend]:  # noqa: ARG001 - asks for the program
    backend = ENGINE.open("anatol", OPTIONS)
    yield backend
    backend.close()


@pytest.mark.tools
@pytest.mark.usefixtures("real")
def test_the_real_program_keeps_the_contract_in_ukrainian() -> None:
    check_backend(ENGINE.open("natalia", OPTIONS), "Добрий вечір. Переговори тривали до ранку.")


@pytest.mark.tools
@pytest.mark.usefixtures("real")
def test_the_real_voices_have_their_languages_and_licences() -> None:
    known = {info.voice: info for info in ENGINE.voices(OPTIONS)}
    assert (known["anatol"].language, known["anatol"].licence) == ("uk", "LGPL-2.1-only")
    assert known["volodymyr"].licence == "CC-BY-ND-4.0"
    assert all(info.installed and info.language in CODES | {"en"} for info in known.values())


@pytest.mark.tools
def test_text_without_words_is_refused(backend: Backend) -> None:
    with pytest.raises(SynthesisFailed, match=r"no sound for '\.\.\.'"):
        backend.synthesize("...")


@pytest.mark.tools
def test_the_speed_is_kept(backend: Backend) -> None:
    fast = ENGINE.open("anatol", VoiceOptions(Path("unused"), voice="rhvoice", speed=2.0))
    usual = backend.synthesize(TEXT).waveform.duration_ms
    assert fast.synthesize(TEXT).waveform.duration_ms == pytest.approx(usual / 2, rel=0.05)


@pytest.mark.tools
def test_workers_give_the_same_sound_and_leave_no_file(
    backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    speaker = Speaker(VoiceOptions(Path("unused"), voice="rhvoice:anatol", jobs=2), MemoryStore())
    try:
        segments = list(
            speaker.speak(Script("uk", (Utterance(TEXT, TEXT), Utterance("Добрий вечір.", "Добрий вечір."))))
        )
    finally:
        speaker.close()
    assert segments[0].speech.waveform == backend.synthesize(TEXT).waveform
    assert list(tmp_path.iterdir()) == []


def test_a_missing_program_is_named_with_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    (info,) = ENGINE.voices(OPTIONS)
    assert not info.installed
    assert "rhvoice-ukrainian" in info.hint
    with pytest.raises(BackendUnavailable, match="RHVoice-test: install rhvoice and a voice"):
        ENGINE.open("", OPTIONS)


@pytest.mark.usefixtures("folder")
def test_a_program_without_voices_says_what_to_install() -> None:
    assert [info.installed for info in ENGINE.voices(OPTIONS)] == [False]
    with pytest.raises(BackendUnavailable, match="no voice in a language that narrate reads"):
        ENGINE.open("", OPTIONS)


def test_voices_of_other_languages_are_not_offered(folder: Path) -> None:
    add_voice(folder, "Talgat", "Tatar")
    add_voice(folder, "Natalia", "Ukrainian")
    assert [info.voice for info in ENGINE.voices(OPTIONS)] == ["natalia"]


def test_an_unknown_voice_names_those_at_hand(folder: Path) -> None:
    add_voice(folder, "Newcomer", "Polish")
    add_voice(folder, "Anatol", "Ukrainian")
    with pytest.raises(UnknownVoice, match="no voice 'anatoly'; available: anatol, newcomer"):
        ENGINE.open("anatoly", OPTIONS)


def test_a_voice_whose_licence_is_unknown_says_where_to_look(folder: Path) -> None:
    add_voice(folder, "Newcomer", "Polish")
    (info,) = ENGINE.voices(OPTIONS)
    assert (info.language, info.licence) == ("pl", "see its package")


def test_licences_of_many_voices_are_listed_one_by_one(folder: Path) -> None:
    for name in ("Anatol", "Arina", *(f"Voice{number}" for number in range(12))):
        add_voice(folder, name, "Russian")
    told = CliRunner().invoke(voices, [], catch_exceptions=False).output.splitlines()
    assert [line.split()[4] for line in told if line.startswith(("rhvoice:anatol ", "rhvoice:arina "))] == [
        "LGPL-2.1-only",
        "CC-BY-NC-ND-4.0",
    ]


def test_changed_weights_or_rules_change_the_fingerprint(folder: Path) -> None:
    weights = add_voice(folder, "Anatol", "Ukrainian")
    first = ENGINE.open("", OPTIONS).fingerprint
    assert ENGINE.open("anatol", OPTIONS).fingerprint == first
    weights.write_bytes(b"better weights")
    second = ENGINE.open("", OPTIONS).fingerprint
    (folder / "share" / "RHVoice" / "languages" / "Ukrainian" / "g2p.fst").write_bytes(b"better rules")
    assert len({first, second, ENGINE.open("", OPTIONS).fingerprint}) == 3


def test_a_program_that_fails_is_named(folder: Path) -> None:
    add_voice(folder, "Anatol", "Ukrainian")
    with pytest.raises(SynthesisFailed, match=r"RHVoice-test stopped .exit code 3.: install rhvoice"):
        ENGINE.open("", OPTIONS).synthesize(TEXT)
