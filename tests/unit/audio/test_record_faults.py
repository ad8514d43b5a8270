import os
import subprocess
import sys

import pytest

from narrate import ffmpeg
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import AudioError, StoreError
from narrate.store.files import sweep


def stand_in(folder, script):
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


WHILE_MEASURING = 'case "$*" in *f32le*) {};; *) exec "$REAL" "$@";; esac'


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (WHILE_MEASURING.format("kill -9 $$"), "signal 9"),
        (WHILE_MEASURING.format('echo "x: No space left on device" >&2; exit 1'), "the disk is full"),
        ('echo "Unknown encoder libmp3lame" >&2; exit 1', "Unknown encoder"),
    ],
)
def test_an_ffmpeg_that_fails_leaves_the_old_file_alone(tmp_path, monkeypatch, three_segments, script, told):
    monkeypatch.setenv("REAL", str(ffmpeg.find()))
    programs, folder = tmp_path / "bin", tmp_path / "out"
    programs.mkdir()
    folder.mkdir()
    stand_in(programs, script)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    (folder / "a.mp3").write_bytes(b"old")
    with pytest.raises(AudioError, match=told):
        record(three_segments, folder / "a.mp3", Tags())
    assert [(file.name, file.read_bytes()) for file in folder.iterdir()] == [("a.mp3", b"old")]


FULL = """
import resource, sys
from pathlib import Path
from narrate.audio.record import record
from narrate.audio.tags import Tags
from narrate.errors import NarrateError
from narrate.model import Segment, Speech, Utterance, Waveform
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
pcm = bytes(range(256)) * 4000
one = Segment(Utterance("A.", "A.", pause_ms=100), Speech(Waveform(pcm, 24_000)))
try:
    record([one], Path(sys.argv[1]) / "a.mp3", Tags())
except NarrateError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("limit", [100_000, 1_100_000])
def test_a_file_that_may_not_grow_is_told_and_nothing_stays(tmp_path, limit):
    """A limit on the size of files stands for a full disk: it stops the samples, or lets them just through."""
    run = [sys.executable, "-c", FULL, tmp_path, str(limit)]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    if limit == 100_000:
        assert said.startswith("StoreError")
        assert list(tmp_path.iterdir()) == []
    else:
        assert said == ""
        assert [file.name for file in tmp_path.iterdir()] == ["a.mp3"]


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own with room for so many bytes."""
    mounted = []

    def mount(size):
        folder = tmp_path / f"disk-{size}"
        folder.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("size", [100_000, 360_000, 375_000])
def test_a_full_disk_is_told_and_the_old_file_stays(small_disk, three_segments, size):
    """Too small for the samples; for samples and sound; for samples, sound and the tagged file beside both."""
    folder = small_disk(size)
    (folder / "a.mp3").write_bytes(b"old")
    with pytest.raises((AudioError, StoreError), match=r"(?i)space"):
        record(three_segments, folder / "a.mp3", Tags(title="Said. " * 3000))
    assert [(file.name, file.read_bytes()) for file in folder.iterdir()] == [("a.mp3", b"old")]


def test_what_a_killed_run_left_goes_with_the_folder_that_it_was_staged_in(tmp_path):
    script = (
        "import os, sys; from pathlib import Path; from narrate.audio.record import record\n"
        "from narrate.audio.tags import Tags; from narrate.store.files import staging\n"
        "def killed(): os.kill(os.getpid(), 9); yield\n"
        "with staging(Path(sys.argv[1])) as stage: record(killed(), stage / 'a.mp3', Tags())\n"
    )
    assert subprocess.run([sys.executable, "-c", script, tmp_path], check=False).returncode == -9
    (left,) = tmp_path.iterdir()
    assert [item.name for item in left.iterdir() if item.is_dir()] != []
    sweep(tmp_path)
    assert list(tmp_path.iterdir()) == []
