"""The account of a run: for programs and for people."""

import contextlib
import json

from fakes import ByName, Here, NoShelf, archive

from narrate.batch.campaign import Campaign, Rules
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.batch.report import write_report
from narrate.batch.report_page import render
from narrate.fetch.options import FetchOptions


def test_the_report_names_every_article_once(tmp_path):
    source = archive(tmp_path / "in", ["a", "b", "refuse", "fail"])
    with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
        enter(ledger, NoShelf(), [source], FetchOptions())
        campaign = Campaign(ledger, NoShelf(), Rules("settings"), FetchOptions())
        campaign.run(Here(ByName(tmp_path / "log")), lambda _name, _outcome: None)
        write_report(tmp_path / "r.json", ledger, campaign.tally)
    content = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert {row["slug"]: row["end"] for row in content["articles"]} == {
        "a": "made",
        "b": "made",
        "refuse": "refused",
        "fail": "failed",
    }
    assert {row["slug"]: row["attempts"] for row in content["articles"]}["fail"] == 3
    assert (content["run"]["made"], content["run"]["sentences_made"]) == (2, 6)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "NoArticle" in page
    assert "no sound" in page


def row(**more):
    known = {"page": "p", "end": "made", "cause": None, "message": None, "audio_ms": 60_000, "loudness_lufs": -16.0}
    return known | {"wall_s": 1.0, "warnings": []} | more


def test_what_a_page_is_called_cannot_break_the_report():
    wrong = row(page="<script>alert(1)</script>", end="failed", cause="X", message="a & b")
    page = render({}, [wrong])
    assert "<script>" not in page
    assert "a &amp; b" in page


def test_plots_show_how_long_and_how_loud():
    page = render({}, [row(audio_ms=60_000 * n) for n in range(1, 9)])
    assert "1.00 to 8.00, median 5.00" in page
    assert page.count("<rect") >= 8


def test_a_run_without_articles_has_a_report():
    assert "Batch report" in render({"articles": 0}, [])
