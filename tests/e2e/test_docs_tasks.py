"""The tasks that docs/fix-a-reading.md tells step by step, done with the pieces that it shows."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from narrate.cli import narrate

TEXT = (Path(__file__).parents[2] / "docs" / "fix-a-reading.md").read_text(encoding="utf-8")
SITE_TASK, NAME_TASK, _ = TEXT.split("\n## ")[1:]
STORY = """<!doctype html><html lang="en"><head><title>The mill turns again</title>
<link rel="canonical" href="https://example.org/news/1"></head><body><article><h1>The mill turns again</h1>
<p>The mill on the river turned again on Monday, eleven years after a flood had stopped it for good.</p>
<p>“We had forgotten how it sounds,” said its owner, who had paid 12,000 euros for a new wheel and a year of work.</p>
<p>The council of the village wants to show it to visitors from May on, with bread that is made of its own flour.</p>
<div class="newsletter-box"><p>The mill has told its story for three centuries, and our letter tells one each week.</p>
<p>Readers of the village have it on Monday, before the council and the owner of the mill have read it.</p></div>
</article></body></html>"""


def piece(task: str, kind: str, which: int = 0) -> str:
    """Return a block of a kind that a task shows, without its indent."""
    body = re.findall(rf"^   ```{kind}\n(.*?)^   ```", task, re.MULTILINE | re.DOTALL)[which]
    return re.sub(r"^   ", "", body, flags=re.MULTILINE)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NARRATE_VOICE", "tone")
    monkeypatch.setenv("NARRATE_CACHE_DIR", str(tmp_path / "cache"))

    def run(*words):
        done = CliRunner(mix_stderr=False).invoke(narrate, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    return run


def test_a_site_rule_for_a_page_that_reads_junk(run):
    Path("article.html").write_text(STORY, encoding="utf-8")
    line = next(line for line in run("extract", "article.html", "--explain").splitlines() if "our letter" in line)
    assert line.startswith("read  ")
    assert "div.newsletter-box" in line
    Path("narrate.toml").write_text(piece(SITE_TASK, "toml"), encoding="utf-8")
    shown = run("rules", "test", "article.html").splitlines()
    told = piece(SITE_TASK, "text", 1).splitlines()
    assert [" ".join(line.split()) for line in shown[:3]] == [" ".join(line.split()) for line in told[:3]]
    assert any(line.startswith("- read -> not read  The mill has told its story") for line in shown)
    assert "our letter tells one each week" not in run("extract", "article.html")


def test_a_name_for_the_lexicon(run):
    name, ipa = piece(NAME_TASK, "text").strip().split("\t")
    before = run("say", f"{name} is calm.")
    Path("names.tsv").write_text(piece(NAME_TASK, "text"), encoding="utf-8")
    Path("narrate.toml").write_text(piece(NAME_TASK, "toml"), encoding="utf-8")
    after = run("say", f"{name} is calm.")
    assert after != before
    assert ipa.split()[0][-3:] in after
    assert run("say", name, "-o", "hear.mp3").endswith("hear.mp3\n")
