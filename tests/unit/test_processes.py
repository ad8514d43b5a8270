"""Workers that may die: each costs the job in hand and no other."""

import contextlib
import subprocess
import sys

import pytest

from narrate.processes import Done, Supervisor, WorkerPool, ending


@pytest.fixture
def pool():
    with contextlib.closing(WorkerPool(eval, 1, 2.0, "narrate-test")) as pool:
        yield pool


def give(pool, *jobs, depth=1):
    """Give jobs to the pool as soon as it takes them, and return what it gave back by then."""
    done = []
    for job in jobs:
        while not pool.give(job, depth):
            done += pool.collect()
    return done


def finish(pool):
    done = []
    while pool.busy:
        done += pool.collect()
    return done


def test_answers_come_back_with_their_jobs(pool):
    done = give(pool, "1 + 1", "2 + 2") + finish(pool)
    assert done == [Done("1 + 1", 2), Done("2 + 2", 4)]


def test_a_worker_that_dies_costs_the_job_in_hand_alone(pool):
    done = give(pool, "__import__('os')._exit(3)", "1", depth=2) + finish(pool)
    assert [(one.loss.exit_code, one.begun) for one in done] == [(3, True), (3, False)]
    assert give(pool, "1") + finish(pool) == [Done("1", 1)]


def test_a_job_that_takes_too_long_is_ended(pool):
    (done,) = give(pool, "__import__('time').sleep(60)") + finish(pool)
    assert done.loss is not None
    assert done.loss.timed_out


def test_a_word_to_all_has_no_answer(pool):
    pool.start(1)
    pool.broadcast("__import__('os').environ.__setitem__('NARRATE_WORD', 'told')")
    assert give(pool, "__import__('os').environ['NARRATE_WORD']") + finish(pool) == [
        Done("__import__('os').environ['NARRATE_WORD']", "told")
    ]


@pytest.mark.parametrize(("exit_code", "words"), [(-9, "by SIGKILL"), (-99, "by signal 99"), (1, "with exit code 1")])
def test_the_way_a_process_ended_is_said(exit_code, words):
    assert ending(exit_code) == words


def test_a_program_that_ended_is_started_again(monkeypatch):
    monkeypatch.setattr("narrate.processes.CRASH_LOOP_S", 0.0)
    ends = []
    begun = []

    def start():
        begun.append(subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(4)"]))
        return begun[-1]

    supervisor = Supervisor([start], lambda place, code: ends.append((place, code)))
    begun[0].wait()
    supervisor.check()
    supervisor.stop(5.0)
    assert ends == [(0, 4)]
    assert len(begun) == 2
    assert all(program.returncode is not None for program in begun)
