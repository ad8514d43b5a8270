"""A real Ray on this machine: lost actors, poison, hangs, and the store as the truth."""

import contextlib
import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from archives import archive as make_archive
from archives import check_all, report_of, run
from fakes import ByName, NoShelf, archive

from narrate.batch.campaign import Campaign, Rules
from narrate.batch.cluster import RayRunner
from narrate.batch.jobs import End
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.fetch.options import FetchOptions

pytestmark = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
pytest.importorskip("ray", reason="Ray isn't installed: pip install 'narrate[ray]'")


def test_a_segfault_and_a_hang_are_named_and_the_rest_is_done(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # what workers do must be found by them
    names = [f"page-{number:02}" for number in range(12)] + ["segfault", "hang"]
    source, log, outcomes = archive(tmp_path / "in", names), tmp_path / "log", {}
    with (
        contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger,
        contextlib.closing(RayRunner(ByName(log), workers=2, time_limit_s=3.0)) as runner,
    ):
        enter(ledger, NoShelf(), [source], FetchOptions())
        campaign = Campaign(ledger, NoShelf(), Rules("settings", max_attempts=1), FetchOptions())
        campaign.run(runner, lambda name, outcome: outcomes.update({Path(name).stem: outcome}))
    wrong = {name: outcome.cause for name, outcome in outcomes.items() if outcome.end is End.FAILED}
    assert wrong == {"segfault": "WorkerDied", "hang": "TimeLimit"}
    assert campaign.tally.count_by_end[End.MADE] == 12
    assert Counter(log.read_text().split()) == Counter(names)


def test_the_command_narrates_an_archive_with_ray(tmp_path):
    source, out, cache = make_archive(tmp_path / "in", 4), tmp_path / "out", tmp_path / "cache"
    done = run(source, "-o", out, "--jobs", 2, "--engine", "ray", "--report", tmp_path / "r.json", cache=cache)
    assert done.returncode == 0, done.stderr
    check_all(out, cache, [f"story-{number:03}" for number in range(4)])
    assert {row["end"] for row in report_of(tmp_path / "r.json").values()} == {"made"}
