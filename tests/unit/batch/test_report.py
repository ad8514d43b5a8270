"""The account of a run: for programs and for people."""

import contextlib
import json
import re

import pytest
from fakes import ByName, Here, NoShelf, archive

from narrate.batch.batch_run import BatchRun, Rules, Tally
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.batch.report import Targets, about, histogram, render, write_report
from narrate.settings.options import FetchOptions

TARGETS = Targets("audio_out", "tone", -16.0, -1.0)


def test_the_report_names_every_article_once(tmp_path):
    source = archive(tmp_path / "in", ["a", "b", "refuse", "fail"])
    with contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger:
        enter(ledger, NoShelf(), [source], FetchOptions())
        batch_run = BatchRun(ledger, NoShelf(), Rules("settings"), FetchOptions())
        batch_run.run(Here(ByName(tmp_path / "log")), lambda _name, _outcome: None)
        write_report(tmp_path / "r.json", ledger, batch_run.tally, TARGETS)
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
    known |= {"true_peak_dbtp": -1.5, "error_rate": None, "attempts": 0}
    return known | {"wall_s": 1.0, "warnings": []} | more


def page_of(*rows, **run):
    return render(about(Tally(total=len(rows)), TARGETS) | run, rows)


def test_what_a_page_is_called_cannot_break_the_report():
    wrong = row(page="<script>alert(1)</script>", end="failed", cause="X", message="a & b", warnings=["<i>"])
    page = page_of(wrong, out="<b>", stopped="<u>")
    assert not [tag for tag in ("<script", "<i>", "<b><", "<u>") if tag in page]
    assert "a &amp; b" in page


def test_plots_show_how_long_and_how_loud():
    page = page_of(*(row(audio_ms=60_000 * n) for n in range(1, 9)))
    assert "1 to 8 minutes, median 5" in page
    assert "-16 to -16 LUFS" in page
    assert page.count("<rect") >= 8


def test_error_rates_are_drawn_where_somebody_listened():
    assert "Words heard wrongly" not in page_of(row())
    assert "0 to 2.5 %, median 2.5" in page_of(row(error_rate=0.025), row(error_rate=0.0))


@pytest.mark.parametrize(
    ("off", "named"),
    [
        ({"loudness_lufs": -16.31}, True),
        ({"loudness_lufs": -15.6}, True),
        ({"true_peak_dbtp": -0.9}, True),
        ({"loudness_lufs": -16.3, "true_peak_dbtp": -1.0}, False),
    ],
)
def test_a_recording_off_its_target_is_named(off, named):
    assert ("off their target" in page_of(row(**off))) is named


def test_causes_are_told_with_their_number_and_what_is_too_much_for_a_table_is_counted():
    page = page_of(*(row(page=f"p{n}", end="refused", cause="NoArticle", message="no story") for n in range(501)))
    assert "<b>NoArticle</b>: 501 articles" in page
    assert "And 1 more" in page


def test_what_a_rule_skips_is_counted_and_is_not_wrong():
    page = page_of(row(end="skipped", cause="PageSkipped", message="skipped by the newsroom rule"), skipped=1)
    assert "<dt>skipped by a rule</dt><dd>1</dd>" in page
    assert "What went wrong" not in page
    assert "still to be done" not in page


def test_a_run_that_stopped_says_why():
    assert "the disk is full" in page_of(stopped="the disk is full")


def test_sources_that_were_not_read_are_named():
    assert "Not read: &lt;x&gt; is gone" in page_of(unread_sources=["<x> is gone"])


def test_articles_that_were_not_come_to_are_told():
    assert "7 are still to be done" in page_of(articles=8, made=1)
    assert "still to be done" not in page_of(articles=8, made=1, left_out=7)


def test_a_run_without_articles_has_a_report():
    assert "0 of 0 articles have their audio" in page_of()


@pytest.mark.parametrize("values", [[0.0], [5.0] * 9, [-1e-7, 1e7], [1.0, 2.0, 1e6], [-16.0, -15.7], [3600.0, 0.001]])
def test_every_value_stands_in_one_bar(values):
    figure = histogram("x", "s", values, (-16.3, -15.7) if values[0] == -16.0 else None)
    assert sum(int(text) for text in re.findall(r": (\d+)</title>", figure)) == len(values)
    lefts = [float(left) for left in re.findall(r'x="([\d.-]+)" y="[\d.]+" width="[\d.]+"', figure)]
    assert all(40 <= left <= 600 for left in lefts)
