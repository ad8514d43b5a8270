"""Every example does what examples/README.md says."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
SECRET = "a-long-random-text"
PAGE = ROOT / "samples" / "night-trains.html"


@pytest.fixture
def run(tmp_path):
    def _run(*words, cwd=tmp_path, code=0, **more):
        env = {name: value for name, value in os.environ.items() if not name.startswith("NARRATE_")}
        env |= {"NARRATE_VOICE": "tone", "NARRATE_CACHE_DIR": str(tmp_path / "cache"), **more}
        env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
        done = subprocess.run([*map(str, words)], cwd=cwd, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        return done.stdout

    return _run


def test_the_list_of_examples_is_whole():
    named = set(re.findall(r"\]\((?!\.\.)([^)]+)\)", (EXAMPLES / "README.md").read_text()))
    there = {path.name for path in EXAMPLES.iterdir() if path.name not in {"README.md", "__pycache__"}}
    assert named == there


@pytest.mark.slow
def test_a_page_becomes_a_recording_and_gets_its_player(run, tmp_path):
    said = run(sys.executable, EXAMPLES / "newsroom.py", PAGE, tmp_path / "out")
    assert said.startswith("Night trains are back, and they are full\n")
    assert "LUFS" in said
    page = (tmp_path / "out" / PAGE.name).read_text(encoding="utf-8")
    assert '<narrate-player src="./night-trains.mp3?v=' in page
    assert list((tmp_path / "out").glob("narrate-player.*.js"))


@pytest.mark.slow
def test_a_page_without_a_story_gives_one_line(tmp_path):
    (tmp_path / "empty.html").write_text("<!doctype html><title>Nothing</title><nav>Home</nav>")
    words = [sys.executable, EXAMPLES / "newsroom.py", tmp_path / "empty.html", tmp_path / "out"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("newsroom: no article was found")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_an_archive_is_narrated_once_and_has_its_feed(run, tmp_path):
    (tmp_path / "pages").mkdir()
    for name in ("night-trains.html", "budget-day.html"):
        shutil.copy(ROOT / "samples" / name, tmp_path / "pages")
    first = run(EXAMPLES / "archive.sh", "pages", "audio", AUDIO_URL="https://media.example/audio")
    assert first.count(".mp3\n") == 2
    assert "https://media.example/audio/night-trains.mp3" in (tmp_path / "audio" / "feed.xml").read_text()
    assert (tmp_path / "audio" / "report.json").is_file()
    assert ".mp3\n" not in run(EXAMPLES / "archive.sh", "pages", "audio")


@pytest.mark.slow
def test_a_page_that_is_refused_keeps_no_archive_from_its_feed(run, tmp_path):
    (tmp_path / "pages").mkdir()
    shutil.copy(PAGE, tmp_path / "pages")
    (tmp_path / "pages" / "empty.html").write_text("<!doctype html><title>Nothing</title><nav>Home</nav>")
    run(EXAMPLES / "archive.sh", "pages", "audio", code=3)
    assert "night-trains.mp3" in (tmp_path / "audio" / "feed.xml").read_text()


@pytest.mark.slow
def test_an_archive_with_wrong_settings_ends_at_once(run, tmp_path):
    (tmp_path / "pages").mkdir()
    shutil.copy(PAGE, tmp_path / "pages")
    run(EXAMPLES / "archive.sh", "pages", "audio", code=2, NARRATE_SPEED="9")
    assert not (tmp_path / "audio" / "feed.xml").exists()


@pytest.mark.slow
def test_a_mkdocs_site_is_built_with_its_players(run, tmp_path):
    folder = tmp_path / "site"
    shutil.copytree(EXAMPLES / "mkdocs", folder, ignore=shutil.ignore_patterns("site", "audio_out"))
    run("./build.sh", cwd=folder)
    assert '<narrate-player src="../audio/mill.mp3' in (folder / "site" / "mill" / "index.html").read_text()
    assert "<narrate-player" not in (folder / "site" / "index.html").read_text()


@pytest.mark.slow
def test_the_engine_is_installed_listed_used_and_tested_as_the_document_tells(run, tmp_path):
    place = tmp_path / "packages"
    shutil.copytree(EXAMPLES / "whistle", tmp_path / "whistle")
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", place, "./whistle")
    paths = {"PYTHONPATH": os.pathsep.join([str(place), *filter(None, [os.environ.get("PYTHONPATH")])])}
    assert re.search(r"^whistle +en +offline", run("narrate", "voices", **paths), re.MULTILINE)
    assert run("narrate", "--voice", "whistle", PAGE, **paths) == "audio_out/night-trains.mp3\n"
    assert "1 passed" in run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "whistle", **paths)


def test_the_engine_is_the_one_that_the_document_shows():
    page = (ROOT / "docs" / "write-an-engine.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"```\w+\n# (\S+)\n(.*?)```", page, re.DOTALL))
    assert {path.name: path.read_text() for path in (EXAMPLES / "whistle").iterdir() if path.is_file()} == shown


@pytest.mark.slow
def test_a_post_that_ghost_publishes_is_narrated(run, tmp_path):
    env = os.environ | {
        "NARRATE_VOICE": "tone",
        "NARRATE_CACHE_DIR": str(tmp_path / "cache"),
        "NARRATE_GHOST_SECRET": SECRET,
        "NARRATE_PORT": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "narrate", "serve"],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as service:
        try:
            address = f"http://127.0.0.1:{int(service.stdout.readline())}"
            assert run(sys.executable, EXAMPLES / "ghost_hook.py", address, SECRET).startswith("202 ")
            deadline = time.monotonic() + 60
            while not list((tmp_path / "audio_out").rglob("*.mp3")):
                assert time.monotonic() < deadline, "no recording after a minute"
                time.sleep(0.1)
        finally:
            service.terminate()
            service.communicate(timeout=60)
