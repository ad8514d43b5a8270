"""Runs jobs in processes of this machine.

A pool with a queue can't say for certain which job a dead worker had: here every worker has a pipe of its own, gets one
job at a time, and tells when it is ready. Time is counted by the monotonic clock.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from narrate.batch.crew import drive
from narrate.batch.jobs import End, Ended, Feed, Job, Outcome, Work
from narrate.errors import NarrateError

__all__ = ["LocalRunner", "died"]

_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks that threads of ours hold
_MAX_FALSE_STARTS = 10  # in a row: more means that no worker can start, fewer could be bad luck


@dataclass(slots=True)
class _Worker:
    """A process, its pipe, and what it has in hand."""

    process: SpawnProcess
    pipe: Connection
    life: Connection
    """Held open as long as this process lives; the worker ends when it closes."""
    ready: bool = False
    job: Job | None = None
    deadline: float = 0.0
    """By the monotonic clock."""


class LocalRunner:
    """Spawned worker processes, one job at a time each.

    A worker that dies (a segfault, no memory) or passes the time limit is replaced and its job named; workers end when
    this process is gone.
    """

    def __init__(self, work: Work, workers: int, time_limit_s: float) -> None:
        """Start nothing yet.

        Args:
            work: Sent to each worker once.
            workers: How many processes.
            time_limit_s: A job that takes longer is ended with its worker.
        """
        self._work = work
        self._count = workers
        self._time_limit_s = time_limit_s
        self._workers: list[_Worker] = []
        self._false_starts = 0

    def run(self, feed: Feed) -> Iterator[Ended]:
        """Do the jobs of `feed`; see `Runner`. Raises NarrateError if no worker can be started."""
        yield from drive(self, feed)

    @property
    def busy(self) -> bool:
        """Whether any worker has a job."""
        return any(worker.job for worker in self._workers)

    def give(self, job: Job) -> bool:
        """Give `job` to a free worker; see `Crew`."""
        free = next((worker for worker in self._workers if worker.ready and worker.job is None), None)
        if free is None:
            if len(self._workers) < self._count:
                self._workers.append(self._started())
            return False
        free.job = job
        free.deadline = time.monotonic() + self._time_limit_s
        with contextlib.suppress(OSError):  # it died meanwhile: the end of its pipe will tell
            free.pipe.send(job)
        return True

    def close(self) -> None:
        """End the processes at once."""
        while self._workers:
            self._end(self._workers.pop())

    def _started(self) -> _Worker:
        ours, theirs = _SPAWN.Pipe()
        life, held = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=_serve, args=(theirs, life, self._work), name="narrate-worker")
        process.start()
        theirs.close()
        life.close()
        return _Worker(process, ours, held)

    def collect(self) -> Iterator[Ended]:
        """Wait until a worker says something, dies, or takes too long; see `Crew`."""
        deadlines = [worker.deadline for worker in self._workers if worker.job]
        timeout_s = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        heard = wait([worker.pipe for worker in self._workers], timeout_s)
        for worker in list(self._workers):
            if worker.pipe in heard:
                yield from self._hear(worker)
            elif worker.job and time.monotonic() >= worker.deadline:
                message = f"it took more than {self._time_limit_s:g} s and was given up; raise --time-limit"
                yield self._lose(worker, worker.job, "TimeLimit", message)

    def _hear(self, worker: _Worker) -> Iterator[Ended]:
        try:
            outcome = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            if worker.job is not None:
                yield self._lose(worker, worker.job, "WorkerDied", died(worker.process.exitcode))
            else:
                self._workers.remove(worker)
                self._end(worker)
                self._count_false_start(worker)
            return
        self._false_starts = 0
        if outcome is None:
            worker.ready = True
        elif worker.job is not None:
            job, worker.job = worker.job, None
            yield Ended(job, outcome)

    def _count_false_start(self, worker: _Worker) -> None:
        self._false_starts += not worker.ready
        if self._false_starts >= _MAX_FALSE_STARTS:
            how = died(worker.process.exitcode)
            raise NarrateError(f"no worker can be started, {_MAX_FALSE_STARTS} have ended at once: {how}")

    def _lose(self, worker: _Worker, job: Job, cause: str, message: str) -> Ended:
        self._workers.remove(worker)
        self._end(worker)
        return Ended(job, Outcome(End.FAILED, cause, message, NarrateError.exit_code))

    @staticmethod
    def _end(worker: _Worker) -> None:
        """End a worker with all that it started."""
        if hasattr(os, "killpg") and worker.ready:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(worker.process.pid or 0, signal.SIGKILL)
        worker.process.kill()
        worker.process.join()
        worker.process.close()
        worker.pipe.close()
        worker.life.close()


def died(exit_code: int | None) -> str:
    """Return the sentence for a worker process that ended by itself."""
    how = f"with exit code {exit_code}"
    if exit_code is not None and exit_code < 0:
        try:
            how = f"by {signal.Signals(-exit_code).name}"
        except ValueError:
            how = f"by signal {-exit_code}"
    return f"the worker process that narrated it ended {how}; look at the page, or at the machine's memory"


def _serve(pipe: Connection, life: Connection, work: Work) -> None:
    """In a worker: do jobs until the pipe closes."""
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # out of the terminal's group: Ctrl-C reaches the batch alone, and jobs end well
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(life,), daemon=True).start()
    pipe.send(None)
    with contextlib.suppress(EOFError, OSError):
        while True:
            pipe.send(work(pipe.recv()))


def _end_with_parent(life: Connection) -> None:
    """End this process, with all that it started, when the batch is gone."""
    with contextlib.suppress(EOFError, OSError):
        life.recv_bytes()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
