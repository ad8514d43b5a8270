"""Processes that may die: each costs its own job and no other."""

import contextlib
from collections import Counter

import pytest
from fakes import ByName, archive

from narrate.batch.jobs import End, LocalRunner, died


@pytest.fixture
def runner(tmp_path):
    with contextlib.closing(LocalRunner(ByName(tmp_path / "log"), workers=2, time_limit_s=1.0)) as runner:
        yield runner


def test_a_segfault_a_hang_and_an_exit_are_named_and_the_rest_is_done(tmp_path, batch_run, runner):
    names = [f"page-{number:02}" for number in range(12)] + ["segfault", "hang", "exit"]
    tally, outcomes, log = batch_run([archive(tmp_path / "in", names)], runner=runner, max_attempts=2)
    wrong = {name: outcome.cause for name, outcome in outcomes.items() if outcome.end is End.FAILED}
    assert wrong == {"segfault": "WorkerDied", "hang": "TimeLimit", "exit": "WorkerDied"}
    assert tally.count_by_end[End.NARRATED] == 12
    assert "SIGSEGV" in outcomes["segfault"].message
    assert "exit code 3" in outcomes["exit"].message
    assert "--time-limit" in outcomes["hang"].message
    assert Counter(log) == Counter(dict.fromkeys(names, 1) | {"segfault": 2, "hang": 2, "exit": 2})


@pytest.mark.parametrize(("exit_code", "words"), [(-9, "SIGKILL"), (-11, "SIGSEGV"), (-99, "signal 99"), (1, "code 1")])
def test_the_way_a_worker_ended_is_said(exit_code, words):
    assert words in died(exit_code)
