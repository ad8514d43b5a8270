"""Runs jobs in processes of this machine."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, wait

from pebble import ProcessFuture, ProcessPool
from pebble.common import ProcessExpired

from narrate.batch.jobs import End, Ended, Feed, Job, Outcome, Work

__all__ = ["LocalRunner"]

_IN_HAND_PER_WORKER = 2  # one at work, one waiting: more would only wait longer


class LocalRunner:
    """Spawned worker processes, one job at a time each.

    A worker that dies (a segfault, no memory) or passes the time limit is replaced and its job named; workers end
    within seconds when this process is gone.
    """

    def __init__(self, work: Work, workers: int, time_limit_s: float) -> None:
        """Start nothing yet.

        Args:
            work: Sent to the workers with each job; keep it small.
            workers: How many processes.
            time_limit_s: A job that takes longer is ended with its worker.
        """
        self._work = work
        self._workers = workers
        self._time_limit_s = time_limit_s
        self._pool: ProcessPool | None = None

    def run(self, feed: Feed) -> Iterator[Ended]:
        """Do the jobs of `feed`; see `Runner`."""
        in_hand: dict[ProcessFuture, Job] = {}
        while True:
            while len(in_hand) < self._workers * _IN_HAND_PER_WORKER and (job := feed()) is not None:
                in_hand[self._start(job)] = job
            if not in_hand:
                return
            for future in wait(in_hand, return_when=FIRST_COMPLETED).done:
                job = in_hand.pop(future)
                yield Ended(job, self._outcome(future))

    def close(self) -> None:
        """End the processes at once."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    def _start(self, job: Job) -> ProcessFuture:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(max_workers=self._workers, context=context, initializer=_detach)
        return self._pool.schedule(self._work, args=[job], timeout=self._time_limit_s)

    def _outcome(self, future: ProcessFuture) -> Outcome:
        try:
            outcome: Outcome = future.result()
        except TimeoutError:
            message = f"it took more than {self._time_limit_s:g} s and was given up; raise --time-limit"
            return Outcome(End.FAILED, "TimeLimit", message, exit_code=1)
        except ProcessExpired as error:
            return Outcome(End.FAILED, "WorkerDied", died(error.exitcode), exit_code=1)
        return outcome


def died(exit_code: int | None) -> str:
    """Return the sentence for a worker process that ended by itself."""
    if exit_code is not None and exit_code < 0:
        try:
            how = f"by {signal.Signals(-exit_code).name}"
        except ValueError:
            how = f"by signal {-exit_code}"
    else:
        how = f"with exit code {exit_code}"
    return f"the worker process that narrated it ended {how}; look at the page, or at the machine's memory"


def _detach() -> None:
    """In a fresh worker: leave the terminal's group, so that Ctrl-C reaches the batch alone and jobs end well."""
    if hasattr(os, "setpgrp"):
        os.setpgrp()
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
