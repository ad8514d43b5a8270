"""`narrate doctor`: what is broken is found, named, and told how to be mended, with the exit code of a run."""

import sys

import pytest
from click.testing import CliRunner

from narrate.cli import narrate


@pytest.fixture
def doctor(tmp_path, monkeypatch):
    """Run the doctor with the tone engine in a folder of its own; gives exit code and the lines that fail."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NARRATE_VOICE", "tone")
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))

    def run():
        done = CliRunner(mix_stderr=False).invoke(narrate, ["doctor"], catch_exceptions=False)
        return done.exit_code, [line for line in done.stdout.splitlines() if line.startswith("FAIL")], done.stderr

    return run


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def test_a_sound_machine_is_well(doctor):
    assert doctor() == (0, [], "all is well\n")


def test_no_ffmpeg(doctor, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    code, (line,), _ = doctor()
    assert code == 6
    assert "pip install imageio-ffmpeg" in line


def test_an_ffmpeg_that_does_not_run(doctor, tmp_path, monkeypatch):
    script(tmp_path / "bin" / "ffmpeg", "#!/bin/sh\nexit 1\n")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    code, (line,), _ = doctor()
    assert code == 6
    assert "does not run" in line
    assert "install ffmpeg anew" in line


def test_an_ffmpeg_without_its_encoder(doctor, tmp_path, monkeypatch):
    told = "#!/bin/sh\nif [ $1 = -version ]; then echo 'ffmpeg version 6.1'; else echo 'no encoder' >&2; exit 1; fi\n"
    script(tmp_path / "bin" / "ffmpeg", told)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    code, (line,), _ = doctor()
    assert code == 6
    assert "lacks its MP3 encoder or filters; put a complete build on the PATH" in line


@pytest.mark.parametrize(("name", "called"), [("NARRATE_CACHE_DIR", "cache"), ("NARRATE_OUT_DIR", "output")])
def test_a_folder_that_cannot_be_written(doctor, tmp_path, monkeypatch, name, called):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv(name, str(tmp_path / "file"))
    code, (line,), _ = doctor()
    assert code == 7
    assert line.startswith(f"FAIL  {called} folder: {tmp_path / 'file'}: a file stands where a folder should be; move")


def test_a_voice_that_is_not_there(doctor, monkeypatch):
    monkeypatch.setenv("NARRATE_VOICE", "nobody")
    code, (line,), told = doctor()
    assert (code, told) == (5, "1 to mend\n")
    assert "installed: espeak, gtts, kokoro" in line


def test_several_ills_give_exit_code_one(doctor, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("NARRATE_OUT_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("NARRATE_VOICE", "nobody")
    code, lines, told = doctor()
    assert (code, len(lines), told) == (1, 2, "2 to mend\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[voice]\nvoise = 1", "[voice] has no key 'voise'; keys are cache_dir, jobs"),
        ("[voise]\njobs = 1", "there is no section [voise]; sections are audio"),
        ("jobs = 1", "'jobs' stands in no section; put it below one, such as [voice]"),
        ("[voice]\njobs = 'two'", "[voice] jobs: 'two' is no whole number; give another value"),
        ("[voice", "can't be read (Expected ']' at the end of a table"),
    ],
)
def test_broken_settings_are_one_line(doctor, tmp_path, text, said):
    (tmp_path / "narrate.toml").write_text(text)
    code, _, told = doctor()
    assert code == 2
    assert told.startswith("narrate: narrate.toml")
    assert said in told
    assert len(told.splitlines()) == 1
