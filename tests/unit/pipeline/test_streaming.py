"""Sound comes as it is made."""

import os
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import narrate
from narrate.errors import NothingToSay, PageUnreadable
from narrate.model import Page, Segment
from narrate.settings import Settings, load

FIRST = "Two boats left the harbour before the storm came in on Monday."
SECOND = "One of them came back late in the night without its mast and its nets."
THIRD = "Nobody was hurt, and the other one was found on Tuesday."
TEXT = f"{FIRST} {SECOND}\n\n{THIRD}"
PAGE = Path(__file__).parents[3] / "samples" / "harbour-bridge.html"

ENGINE = '''"""A voice that speaks its second text only once somebody has asked for it, and says what becomes of it."""

import time
from pathlib import Path

from narrate.errors import SynthesisFailed
from narrate.testing import ToneBackend
from narrate.testing.tone import ToneEngine

ASKED = Path(__file__).with_name("asked")
opened, spoken, closed = [], [], []


class Backend(ToneBackend):
    def synthesize(self, text, pronunciations=()):
        until = time.monotonic() + 20
        while spoken and not ASKED.exists():
            if time.monotonic() > until:
                raise SynthesisFailed("nobody asked for the second text")
            time.sleep(0.01)
        spoken.append(text)
        return super().synthesize(text)

    def close(self):
        closed.append(True)


class Engine(ToneEngine):
    def open(self, voice, options):
        opened.append(voice)
        return Backend(options.speed, voice)


ENGINE = Engine()
'''


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"voice": "tone", "cache_dir": tmp_path / "c"}, {})


@pytest.fixture
def patient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of an installed engine called `patient`."""
    folder = tmp_path / "installed"
    (folder / "patient-1.dist-info").mkdir(parents=True)
    (folder / "patient-1.dist-info" / "METADATA").write_text("Name: patient\nVersion: 1\n")
    entry = "[narrate.backends]\npatient = patient_engine:ENGINE\n"
    (folder / "patient-1.dist-info" / "entry_points.txt").write_text(entry)
    (folder / "patient_engine.py").write_text(ENGINE)
    monkeypatch.syspath_prepend(folder)
    yield folder
    sys.modules.pop("patient_engine", None)


def engine() -> ModuleType:
    return sys.modules["patient_engine"]


def joined(segments: list[Segment]) -> bytes:
    return b"".join(segment.speech.waveform.pcm for segment in segments)


def test_the_first_utterance_waits_for_no_other(patient: Path, tmp_path: Path) -> None:
    sound = narrate.stream(TEXT, load({"voice": "patient", "cache_dir": tmp_path / "c"}, {}))
    assert next(sound).utterance.printed == FIRST
    assert engine().spoken == [FIRST]
    (patient / "asked").touch()
    assert [each.utterance.printed for each in sound] == [SECOND, THIRD]


@pytest.mark.usefixtures("patient")
def test_the_voice_is_opened_once_and_closed_with_the_generator(tmp_path: Path) -> None:
    sound = narrate.stream(TEXT, load({"voice": "patient", "cache_dir": tmp_path / "c"}, {}))
    next(sound)
    assert (len(engine().opened), len(engine().closed)) == (1, 0)
    sound.close()
    assert (len(engine().opened), len(engine().closed)) == (1, 1)


def test_a_blank_line_ends_a_paragraph(settings: Settings) -> None:
    first, second, _ = (segment.utterance.pause_ms for segment in narrate.stream(TEXT, settings))
    assert second > first > 0


def test_every_segment_has_the_same_edges_and_its_words_inside(settings: Settings) -> None:
    for segment in narrate.stream(TEXT, settings):
        samples = np.abs(np.frombuffer(segment.speech.waveform.pcm, "<i2").astype(int))
        loud = np.flatnonzero(samples > 300)
        assert loud[0] / 24 == pytest.approx(60, abs=10)
        assert (len(samples) - loud[-1]) / 24 == pytest.approx(60, abs=10)
        assert segment.speech.words[0].start_ms == pytest.approx(60, abs=10)
        assert segment.speech.words[-1].end_ms <= segment.speech.waveform.duration_ms


def test_a_page_sounds_the_same_however_it_is_given(settings: Settings) -> None:
    given = (PAGE, PAGE.read_bytes(), Page(PAGE.read_bytes()))
    first, second, third = ([*narrate.stream(each, settings)] for each in given)
    assert first == second == third
    assert first[0].utterance.printed.startswith("Storm closes Lowen harbour bridge")


def test_what_cannot_be_read_aloud_is_told_at_the_first_step(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NothingToSay):
        next(narrate.stream(" \n ", settings))
    with pytest.raises(PageUnreadable, match="no such file"):
        next(narrate.stream(tmp_path / "gone.html", settings))


@pytest.fixture
def say() -> list[str]:
    """The beginning of a call that writes sound to standard output."""
    return [sys.executable, "-m", "narrate", "say", "-o", "-", "--voice"]


@pytest.fixture
def environment(patient: Path, tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(patient), "NARRATE_CACHE_DIR": str(tmp_path / "c")}


def test_say_writes_a_wav_and_nothing_else(
    say: list[str], environment: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    done = subprocess.run([*say, "tone", "-"], env=environment, input=TEXT.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    (tmp_path / "x.wav").write_bytes(done.stdout)
    with wave.open(str(tmp_path / "x.wav"), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24_000, 1, 2)
        sound = file.readframes(24_000 * 60)
    segments = [*narrate.stream(TEXT, settings)]
    pauses_ms = sum(segment.utterance.pause_ms for segment in segments[:-1])
    assert len(sound) == len(joined(segments)) + 48 * (244 + pauses_ms + 244)
    assert not any(sound[: 48 * 280])
    assert not any(sound[-48 * 280 :])


def test_say_sends_the_first_utterance_before_the_second_is_spoken(
    say: list[str], environment: dict[str, str], patient: Path
) -> None:
    with subprocess.Popen([*say, "patient", TEXT], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        heard = process.stdout.read(44 + 48 * 1000)
        (patient / "asked").touch()
        rest = process.stdout.read()
    assert process.returncode == 0
    assert heard[:4] == b"RIFF"
    assert any(heard[44:])
    assert len(rest) > 48 * 1000


def test_a_closed_pipe_ends_quietly(say: list[str], environment: dict[str, str], patient: Path) -> None:
    command = [*say, "patient", TEXT]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(100)
        process.stdout.close()
        (patient / "asked").touch()
        assert process.stderr.read() == b""


def test_text_that_is_no_utf_8_is_refused(say: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run([*say, "tone", "-"], env=environment, input=b"caf\xe9", capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr == b"narrate: standard input isn't text in UTF-8; convert it with iconv\n"


def test_sound_does_not_go_to_a_terminal(say: list[str], environment: dict[str, str]) -> None:
    reader, terminal = os.openpty()
    done = subprocess.run(
        [*say, "tone", "Hello."], env=environment, stdout=terminal, stderr=subprocess.PIPE, check=False
    )
    os.close(terminal)
    os.close(reader)
    assert done.returncode == 2
    assert b"sound can't go to a terminal; pipe it into a player" in done.stderr
