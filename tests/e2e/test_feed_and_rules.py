"""Feeds of a folder and newsroom rules, through the command line."""

import json
from pathlib import Path

import feedparser
import pytest
from click.testing import CliRunner

from narrate.cli import narrate

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(autouse=True)
def _own_place(tmp_path, monkeypatch):
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)


def run(*arguments: object):
    return CliRunner().invoke(narrate, [str(a) for a in arguments])


@pytest.mark.slow
def test_the_feed_of_the_samples_has_only_the_image_to_mend(tmp_path):
    run(SAMPLES, "-o", "out", "--voice", "tone", "--quiet")
    made = len(list((tmp_path / "out").glob("*.mp3")))
    assert made > 2
    (tmp_path / "narrate.toml").write_text('[feed]\nfeed_image = "https://a.example/cover.png"\n')
    first = run("feed", "out", "--base-url", "https://a.example/audio")
    assert first.exit_code == 0, first.output
    feed = feedparser.parse((tmp_path / "out/feed.xml").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == made
    for entry in feed.entries:
        name = entry.enclosures[0].href.rpartition("/")[2]
        assert int(entry.enclosures[0].length) == (tmp_path / "out" / name).stat().st_size
    lint = run("feed", "lint", "--offline", "out/feed.xml")
    assert lint.exit_code == 0, lint.output
    guids = {entry.id for entry in feed.entries}
    run(SAMPLES, "-o", "out", "--voice", "tone", "--quiet", "--force")
    run("feed", "out", "--base-url", "https://b.example/elsewhere")
    again = feedparser.parse((tmp_path / "out/feed.xml").read_bytes())
    assert {entry.id for entry in again.entries} == guids, "a guid never changes"


def test_a_feed_without_addresses_is_refused():
    assert run(SAMPLES / "budget-day.html", "-o", "out", "--voice", "tone", "--quiet").exit_code == 0
    done = run("feed", "out")
    assert done.exit_code == 2
    assert "--base-url" in done.output


def test_rules_are_tried_and_kept(tmp_path):
    page = SAMPLES / "budget-day.html"
    (tmp_path / "narrate.toml").write_text(
        '[[newsroom.rules]]\nif = { max_words = 100000 }\nthen = { intro = "From the city desk." }\n'
    )
    assert "fits  rule 1: if max_words 100000 then intro From the city desk." in run("rules", "test", page).output
    assert run(page, "-o", "out", "--voice", "tone", "--quiet").exit_code == 0
    manifest = json.loads((tmp_path / "out/budget-day.json").read_text())
    assert manifest["cues"][0]["printed"] == "From the city desk."
    assert manifest["cues"][0]["block"] is None
    (tmp_path / "narrate.toml").write_text('[[newsroom.rules]]\nif = { language = "en" }\nthen = { skip = true }\n')
    skipped = run(page, "-o", "other", "--voice", "tone")
    assert skipped.exit_code == 0
    assert "skipped by the newsroom rule" in skipped.output
    assert not (tmp_path / "other/budget-day.mp3").exists()
