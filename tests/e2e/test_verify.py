"""Recordings are listened to: while they are made, and again later."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.cli import narrate
from narrate.ffmpeg import find

PAGE = Path(__file__).parents[2] / "samples" / "harbour-bridge.html"


@pytest.fixture(autouse=True)
def _own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def run(*arguments: object):
    return CliRunner(mix_stderr=False).invoke(narrate, [str(a) for a in arguments])


@pytest.fixture
def recording(tmp_path, monkeypatch):
    """A tone recording; tones have no words, so only signals can be judged."""
    monkeypatch.setattr("narrate.audio.listener.PACKAGES", ("no_such_listener", "nor_this"))
    done = run(PAGE, "--voice", "tone", "-o", tmp_path, "--quiet")
    assert done.exit_code == 0, done.stderr
    return tmp_path / "harbour-bridge.mp3"


def test_a_recording_that_lost_its_end_is_found(recording):
    whole = recording.with_name("whole.mp3")
    recording.rename(whole)
    command = [str(find()), "-v", "error", "-i", str(whole), "-t", "20", "-c:a", "libmp3lame", str(recording)]
    subprocess.run(command, check=True)
    done = run("verify", recording)
    assert done.exit_code == 6
    assert "faults" in done.stdout


def test_a_recording_without_its_manifest_says_what_is_missing(recording):
    recording.with_suffix(".json").unlink()
    done = run("verify", recording)
    assert done.exit_code == 7
    assert "whose manifest lies beside it" in done.stderr


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # those of the listener's own libraries
def test_a_page_made_with_verify_carries_what_was_heard(tmp_path):
    page = tmp_path / "rain.html"
    page.write_text(
        "<html lang=en><body><article><h1>Rain in the valley</h1><p>It rained all night, and the river rose by two "
        "meters before the morning came.</p><p>Nobody was hurt, the mayor said on Monday.</p></article></body></html>"
    )
    done = run(page, "--voice", "piper", "--verify", "-o", tmp_path)
    assert done.exit_code == 0, done.stderr
    heard = json.loads((tmp_path / "rain.json").read_text())["heard"]
    assert heard["error_rate"] <= 0.1
    assert len(heard["words_per_s"]) == 3
    assert run("verify", tmp_path / "rain.mp3").exit_code == 0


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")  # those of the listener's own libraries
def test_what_the_default_voice_has_said_is_found_sound(tmp_path):
    done = run(PAGE, "-o", tmp_path, "--quiet")
    assert done.exit_code == 0, done.stderr
    done = run("verify", tmp_path / "harbour-bridge.mp3")
    assert (done.exit_code, "sound" in done.stdout) == (0, True), done.stdout
