"""The pieces of Python that README and docs show do what they say."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate import testing
from narrate.cli import narrate

ROOT = Path(__file__).parents[2]
SAMPLE = "harbour-bridge.html"
RUN_HERE = {"README.md", "docs/embed.md", "docs/reference/api.md"}
RUN_ELSEWHERE = {"docs/write-an-engine.md": "tests/unit/voice/test_docs.py, tests/examples/test_examples.py"}


def pieces(document: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder like a checkout, as far as the pieces need one."""
    (tmp_path / "samples").mkdir()
    shutil.copy(ROOT / "samples" / SAMPLE, tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NARRATE_VOICE", "tone")
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


def test_every_piece_is_run():
    documents = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    with_python = {str(document.relative_to(ROOT)) for document in documents if pieces(document)}
    assert with_python == {*RUN_HERE, *RUN_ELSEWHERE}


def test_the_library_example_prints_story_script_and_recording(folder):
    (piece,) = pieces(ROOT / "README.md")
    done = subprocess.run(
        [sys.executable, "-c", piece], cwd=folder, env=os.environ, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    first, *middle, last = done.stdout.splitlines()
    assert first.startswith("Storm closes Lowen harbour bridge")
    assert all(" -> " in line for line in middle)
    assert re.fullmatch(r"audio_out/harbour-bridge\.mp3 [\d.]+ -16\.\d+", last)


def test_the_player_goes_on_a_page_and_off_again(folder):
    page = folder / "samples" / SAMPLE
    CliRunner().invoke(narrate, [str(page)], catch_exceptions=False)
    (piece,) = pieces(ROOT / "docs" / "embed.md")
    html = page.read_bytes()
    names = {"html": html}
    exec(piece.replace("story.html", SAMPLE), names)  # noqa: S102
    assert b"<narrate-player" in names["html"]
    assert names["original"] == html


def test_the_examples_of_the_reference_run_as_they_stand(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "my_engine", testing)
    for name in ("article.html", "story.html"):
        shutil.copy(ROOT / "samples" / SAMPLE, name)
    CliRunner().invoke(narrate, ["story.html"], catch_exceptions=False)
    names = {}
    for piece in pieces(ROOT / "docs" / "reference" / "api.md"):
        exec(piece, names)  # noqa: S102
    assert names["recording"].slug == "story"
    assert b"<narrate-player" in names["page"]
    names["test_my_engine_keeps_the_contract"](folder)
