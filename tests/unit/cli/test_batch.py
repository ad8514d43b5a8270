"""`narrate batch` and `narrate cache` as a user meets them."""

import json
from pathlib import Path

import pytest
from archives import archive
from click.testing import CliRunner

from narrate.cli import narrate


@pytest.fixture(autouse=True)
def _own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))


def run(*arguments):
    return CliRunner().invoke(narrate, [str(argument) for argument in arguments])


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("missing",), 3, "no such file or folder"),
        (("missing", "--shard", "5/4"), 2, "is no shard"),
        (("missing", "--jobs", "0"), 2, "--jobs"),
        (("missing", "--engine", "nobody"), 2, "--engine"),
    ],
)
def test_a_wrong_call_is_explained(arguments, code, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("batch", *arguments, "-o", tmp_path / "out", "--voice", "tone")
    assert done.exit_code == code, done.output
    assert words in done.output


def test_a_dry_run_says_what_it_would_come_to_and_makes_nothing(tmp_path):
    source = archive(tmp_path / "in", 3)
    done = run("batch", source, "-o", tmp_path / "out", "--voice", "tone", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "3 articles: 3 to narrate, 0 unchanged" in done.stdout
    assert "minutes of audio" in done.stdout
    assert not list((tmp_path / "out").glob("*.mp3"))


def test_the_cache_is_measured_verified_and_pruned(tmp_path):
    source = archive(tmp_path / "in", 1)
    assert run(source / "story-000.html", "-o", tmp_path / "out", "--voice", "tone").exit_code == 0
    sounds = [path for path in (tmp_path / "cache" / "segments").rglob("*") if path.is_file()]
    assert f"{len(sounds)} sentences" in run("cache", "size").stdout
    assert run("cache", "verify").exit_code == 0
    sounds[0].write_bytes(sounds[0].read_bytes()[:-1])
    broken = run("cache", "verify")
    assert broken.exit_code == 7
    assert str(sounds[0]) in broken.stdout
    assert not sounds[0].exists()
    assert f"removed {len(sounds) - 1} sentences" in run("cache", "prune", "--max-mb", 0).stdout


def test_the_report_is_written_where_it_was_asked_for(tmp_path):
    page = tmp_path / "empty.html"
    page.write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    done = run("batch", page, "-o", tmp_path / "out", "--voice", "tone", "--report", tmp_path / "r.json", "--quiet")
    assert done.exit_code == 3, done.output
    assert json.loads(Path(tmp_path / "r.json").read_text())["articles"][0]["cause"] == "NoArticle"
    assert (tmp_path / "r.html").exists()
