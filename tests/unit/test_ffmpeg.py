import stat
from pathlib import Path

import pytest

from narrate import ffmpeg
from narrate.errors import AudioError, FfmpegMissing


def program(folder, text):
    path = folder / "ffmpeg"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IEXEC)
    return path


def test_the_program_tells_its_version():
    assert ffmpeg.version(ffmpeg.find())


def test_the_systems_own_program_comes_first(tmp_path, monkeypatch):
    path = program(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ffmpeg.find() == path


def test_a_machine_without_ffmpeg_is_told_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "")
    monkeypatch.setitem(__import__("sys").modules, "imageio_ffmpeg", None)
    with pytest.raises(FfmpegMissing, match="install ffmpeg"):
        ffmpeg.find()


def test_another_program_of_that_name_is_noticed(tmp_path):
    with pytest.raises(AudioError, match="isn't ffmpeg"):
        ffmpeg.version(program(tmp_path, "echo hello"))


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo first >&2; echo 'bad thing' >&2; exit 1", "bad thing"),
        ("kill -9 $$", "signal 9"),
        (
            "echo 'a.mp3: Invalid data found when processing input' >&2; exit 1",
            "what its name says; give another file",
        ),
        ("echo 'x: No space left on device' >&2; echo more >&2; exit 1", "the disk is full"),
    ],
)
def test_a_failure_says_what_and_why(tmp_path, monkeypatch, script, told):
    program(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(AudioError, match=rf"encoding a\.mp3: .*{told}"):
        ffmpeg.run([], "encoding a.mp3")


@pytest.mark.parametrize("folder", ["out:1", "-x", "concat:a", "pipe:1"])
def test_a_path_is_never_a_protocol_or_an_option(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    Path(folder).mkdir()
    Path(folder, "a.pcm").write_bytes(bytes(9600))
    ffmpeg.run(
        ["-f", "f32le", "-ar", "24000", "-ac", "1", "-i", Path(folder, "a.pcm"), Path(folder, "a.wav")], "trying"
    )
    assert Path(folder, "a.wav").stat().st_size > 1000
