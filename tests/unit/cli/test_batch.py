"""`narrate batch` and `narrate cache` as a user meets them."""

import json
import re
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
        (("missing", "--shard", "5/4"), 2, "isn't a shard"),
        (("missing", "--jobs", "0"), 2, "--jobs"),
        (("missing", "--engine", "nobody"), 2, "--engine"),
        (("missing", "--report", "."), 2, "'--report': . is a folder; name a file"),
        (("missing", "--report", ""), 2, "'--report': . is a folder; name a file"),
        (("missing", "--report", "r.json", "--dry-run"), 2, "--dry-run writes no --report"),
    ],
)
def test_a_wrong_call_is_explained(arguments, code, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run("batch", *arguments, "-o", tmp_path / "out", "--voice", "tone")
    assert done.exit_code == code, done.output
    assert words in done.output


@pytest.mark.slow
def test_articles_that_were_left_out_are_counted(tmp_path):
    source = archive(tmp_path / "in", 2)
    done = run("batch", source, "-o", tmp_path / "out", "--voice", "tone", "--since", "2099-01-01")
    assert "2 of 2 articles: 2 left out;" in done.output
    (source / "story-001.html").write_text("<title>Nothing</title>")
    run("batch", source, "-o", tmp_path / "out", "--voice", "tone")
    done = run("batch", source, "-o", tmp_path / "out", "--voice", "tone", "--only-failed")
    assert "2 of 2 articles: 1 refused, 1 left out;" in done.output


def test_more_workers_than_processors_are_warned_of(tmp_path, caplog):
    arguments = (
        "batch",
        archive(tmp_path / "in", 1),
        "-o",
        tmp_path / "out",
        "--voice",
        "tone",
        "--since",
        "2099-01-01",
    )
    run(*arguments, "--jobs", 1000)
    (told,) = caplog.messages
    assert told.startswith("1000 jobs on ")


@pytest.mark.slow
def test_a_source_that_is_not_there_is_named_and_the_others_are_done_and_nothing_is_pruned(tmp_path):
    one, two, out = archive(tmp_path / "one", 1), archive(tmp_path / "two", 2), tmp_path / "out"
    (two / "story-000.html").unlink()
    assert run("batch", one, two, "-o", out, "--voice", "tone").exit_code == 0
    (one / "story-000.html").rename(tmp_path / "elsewhere.html")
    arguments = ("batch", one, two, "-o", out, "--voice", "tone", "--prune")
    done = run(*arguments)
    assert done.exit_code == 3
    assert f"narrate: {one}: no .html page is in this folder; name another" in done.output
    assert "1 of 1 articles: 1 unchanged" in done.output
    assert sorted(path.stem for path in out.glob("*.mp3")) == ["story-000", "story-001"]
    assert run(*arguments, "--fail-fast").output.count("\n") == 1


def test_a_dry_run_says_what_it_would_come_to_and_makes_nothing(tmp_path):
    source = archive(tmp_path / "in", 3)
    done = run("batch", source, "-o", tmp_path / "out", "--voice", "tone", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "3 articles: 3 to narrate, 0 unchanged" in done.stdout
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_dry_run_tells_the_audio_that_is_then_made(tmp_path):
    source, report = archive(tmp_path / "in", 8), tmp_path / "report.json"
    arguments = ("batch", source, "-o", tmp_path / "out", "--voice", "tone")
    told = re.search(r"about (\d+) min of audio, (\d+) MB", run(*arguments, "--dry-run").stdout)
    assert run(*arguments, "--report", report).exit_code == 0
    rows = json.loads(report.read_text())["articles"]
    assert int(told[1]) == pytest.approx(sum(row["audio_ms"] for row in rows) / 60_000, rel=0.3)
    assert int(told[2]) == pytest.approx(sum(row["audio_bytes"] for row in rows) / 1e6, abs=1)


def test_workers_are_as_many_as_the_settings_say(tmp_path, monkeypatch):
    arguments = ("batch", archive(tmp_path / "in", 1), "-o", tmp_path / "out", "--voice", "tone", "--dry-run")
    monkeypatch.setenv("NARRATE_JOBS", "3")
    assert "with --jobs 3 " in run(*arguments).stdout
    assert "with --jobs 2 " in run(*arguments, "--jobs", 2).stdout


def test_a_page_that_a_rule_skips_is_named_and_is_no_error(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "narrate.toml").write_text('[[newsroom.rules]]\nif = { language = "en" }\nthen = { skip = true }\n')
    done = run("batch", archive(tmp_path / "in", 1), "-o", "out", "--voice", "tone", "--report", "report")
    assert done.exit_code == 0, done.output
    assert "story-000.html: skipped by the newsroom rule: if language en then skip" in done.output
    assert "1 of 1 articles: 1 skipped;" in done.output
    assert json.loads((tmp_path / "report.json").read_text())["articles"][0]["end"] == "skipped"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["report.json", "report.html", "report"])
def test_the_report_is_json_and_a_page_whatever_it_is_called(name, tmp_path):
    source = archive(tmp_path / "in", 1)
    run("batch", source, "-o", tmp_path / "out", "--voice", "tone", "--report", tmp_path / name)
    assert json.loads((tmp_path / "report.json").read_text())["run"]["made"] == 1
    assert (tmp_path / "report.html").read_text().startswith("<!doctype html>")


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


def test_the_cache_is_cleared_of_its_own_files_only(tmp_path):
    run("say", "It speaks.", "--voice", "tone", "-o", tmp_path / "a.mp3")
    folder = tmp_path / "cache"
    (folder / "mine.txt").write_text("kept")
    assert "MB removed" in run("cache", "clear").stdout
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
