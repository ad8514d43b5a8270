"""A real Ray on this machine: lost actors, poison, hangs, and the store as the truth."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from archives import archive as make_archive
from archives import check_all, command, end_session, report_of, run, whole
from fakes import ByName, NoShelf, archive

from narrate.batch.batch_run import BatchRun, Rules
from narrate.batch.cluster import RayRunner
from narrate.batch.jobs import End
from narrate.batch.ledger import Ledger
from narrate.batch.plan import enter
from narrate.settings.options import FetchOptions

pytestmark = [
    pytest.mark.ray,
    pytest.mark.usefixtures("ray"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


def test_a_segfault_and_a_hang_are_named_and_the_rest_is_done(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # what workers do must be found by them
    names = [f"page-{number:02}" for number in range(12)] + ["segfault", "hang"]
    source, log, outcomes = archive(tmp_path / "in", names), tmp_path / "log", {}
    with (
        contextlib.closing(Ledger(tmp_path / "ledger.db")) as ledger,
        contextlib.closing(RayRunner(ByName(log), workers=2, time_limit_s=3.0)) as runner,
    ):
        enter(ledger, NoShelf(), [source], FetchOptions())
        batch_run = BatchRun(ledger, NoShelf(), Rules("settings", max_attempts=1), FetchOptions())
        batch_run.run(runner, lambda name, outcome: outcomes.update({Path(name).stem: outcome}))
    wrong = {name: outcome.cause for name, outcome in outcomes.items() if outcome.end is End.FAILED}
    assert wrong == {"segfault": "WorkerDied", "hang": "TimeLimit"}
    assert batch_run.tally.count_by_end[End.NARRATED] == 12
    assert Counter(log.read_text().split()) == Counter(names)


def test_the_command_narrates_an_archive_with_ray(tmp_path):
    source, out, cache = make_archive(tmp_path / "in", 4), tmp_path / "out", tmp_path / "cache"
    done = run(source, "-o", out, "--jobs", 2, "--engine", "ray", "--report", tmp_path / "r.json", cache=cache)
    assert done.returncode == 0, done.stderr
    check_all(out, cache, [f"story-{number:03}" for number in range(4)])
    assert {row["end"] for row in report_of(tmp_path / "r.json").values()} == {"made"}


@contextlib.contextmanager
def head(folder, port):
    """A head of its own session; gives its process and the environment in which drivers find it."""
    environment = os.environ | {"RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": "5" * 64, "NARRATE_CACHE_DIR": str(folder / "cache")}
    ray = str(Path(sys.executable).parent / "ray")
    begin = [ray, "start", "--head", f"--port={port}", "--num-cpus=1", "--object-store-memory=150000000", "--block"]
    with (folder / f"head-{port}").open("wb") as log:
        process = subprocess.Popen(
            [*begin, "--disable-usage-stats", "--include-dashboard=false", "--node-ip-address=127.0.0.1"],
            env=environment, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.1)
        yield process, environment | {"RAY_ADDRESS": f"127.0.0.1:{port}"}
    finally:
        end_session(process)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_lost_head_ends_the_run_with_a_word_and_the_next_run_goes_on(tmp_path):
    source, out = make_archive(tmp_path / "in", 8), tmp_path / "out"
    work = command(source, "-o", out, "--engine", "ray")
    with head(tmp_path, free_port()) as (process, environment):
        driver = subprocess.Popen(work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        driver.stdout.readline()
        end_session(process)
        began = time.monotonic()
        _, errors = driver.communicate(timeout=120)
    assert driver.returncode == 1, errors
    assert "head of the Ray cluster" in errors
    assert "run the same command again" in errors
    assert time.monotonic() - began < 55, "before Ray ends the process after a minute"
    before = whole(out)
    assert 1 <= len(before) < 8
    with head(tmp_path, free_port()) as (_, environment):
        again = subprocess.run(work, env=environment, capture_output=True, text=True, check=False, timeout=240)
    assert again.returncode == 0, again.stderr
    assert before.items() <= whole(out).items(), "what was finished was made again"
    check_all(out, tmp_path / "cache", [f"story-{number:03}" for number in range(8)])
