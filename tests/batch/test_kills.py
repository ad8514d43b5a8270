"""Power cuts: workers and whole runs are killed at random moments, and nothing is lost, torn or made twice."""

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from archives import archive, check_all, command, whole

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers by /proc"),
]


def _children(pid):
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _workers(pid):
    """The batch's own worker processes, without the resource tracker."""
    workers = []
    for child in _children(pid):
        try:
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                workers.append(child)
        except OSError:
            continue
    return workers


def _kill(process, chance):
    """Kill a worker, or the whole run; True if there was something to kill."""
    workers = _workers(process.pid)
    target = chance.choice(workers) if workers and chance.random() < 0.6 else process.pid
    try:
        os.kill(target, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def _survive(tmp_path, articles, kills, seed):
    chance = random.Random(seed)
    source, out, cache = archive(tmp_path / "in", articles), tmp_path / "out", tmp_path / "cache"
    environment = os.environ | {"NARRATE_CACHE_DIR": str(cache)}
    arguments = command(source, "-o", out, "--jobs", 2, "--max-attempts", 50, "--quiet")
    killed, known, rounds = 0, {}, 0
    while True:
        process = subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while process.poll() is None:
            pause_s = chance.uniform(0.2, 2.5) if killed < kills else 0.2
            try:
                process.wait(pause_s)
            except subprocess.TimeoutExpired:
                killed += killed < kills and _kill(process, chance)
            seen = whole(out) if out.exists() else {}
            assert known.items() <= seen.items(), "a recording that was whole has been made again"
            known = seen
        errors = process.communicate()[1]
        assert process.returncode in {0, -signal.SIGKILL}, errors
        if process.returncode == 0:
            rounds += 1
            slugs = [f"story-{number:03}" for number in range(articles)]
            check_all(out, cache, slugs)
            with contextlib.closing(sqlite3.connect(out / ".narrate" / "ledger.db")) as ledger:
                assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                assert ledger.execute("SELECT count(*) FROM article WHERE attempts>0 OR begun>0").fetchone() == (0,)
            ledger.close()
            if killed >= kills:
                return rounds
            archive(source, articles := articles + 12)


def test_thirty_kills_lose_nothing_and_make_nothing_twice(tmp_path):
    assert _survive(tmp_path, articles=24, kills=30, seed=8) >= 1


@pytest.mark.long
def test_two_hundred_kills_lose_nothing_and_make_nothing_twice(tmp_path):
    assert _survive(tmp_path, articles=24, kills=200, seed=200) >= 1
