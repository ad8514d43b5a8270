"""Worker processes: a pool that does jobs and survives its workers, and a supervisor that keeps programs running.

A pool with a common queue can't say for certain which job a dead worker had in hand. Here every worker has a pipe of
its own, and answers what it is given in that order. By hand, since in `concurrent.futures` one dead worker breaks the
pool and nobody knows its job. Time is counted by the monotonic clock.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, TypeVar

from narrate.errors import NarrateError

__all__ = ["MAX_FALSE_STARTS", "Done", "Loss", "Supervisor", "WorkerPool", "ending"]

Job = TypeVar("Job")
_SPAWN = multiprocessing.get_context("spawn")  # a fork would copy locks that threads of ours hold
MAX_FALSE_STARTS = 10  # in a row: more means that no worker can start, fewer could be bad luck
CRASH_LOOP_S = 2.0  # a program that ended sooner is started again only after this time


@dataclass(frozen=True, slots=True)
class Loss:
    """How a worker was lost."""

    exit_code: int | None
    """Of its process; a negative one is the signal that ended it. None if it was ended here."""
    timed_out: bool
    """It took longer than the time limit."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Job]):
    """A job that a worker came back from, or didn't."""

    job: Job
    answer: Any = None
    loss: Loss | None = None
    """Set if the job was in hand when its worker was lost."""
    begun: bool = True
    """False for a job that stood behind the one in hand: it isn't to blame, and may be given again."""


@dataclass(slots=True, eq=False)
class _Worker(Generic[Job]):
    process: SpawnProcess
    pipe: Connection
    life: Connection
    """Held open as long as this process lives; the worker ends when it closes."""
    ready: bool = False
    jobs: deque[Job] = field(default_factory=deque)
    deadline: float = 0.0
    """Of the first job."""


class WorkerPool(Generic[Job]):
    """Spawned processes that do jobs. One that dies or takes too long costs the job in hand and no other.

    The workers end with this process, and end all that they started.
    """

    def __init__(
        self, work: Callable[[Any], Any], workers: int, time_limit_s: float, name: str, *, eager: bool = False
    ) -> None:
        """Start nothing yet.

        Args:
            work: Sent to each worker once, so it must be picklable; called there with each job and each message.
                An answer that can't be pickled costs the worker.
            workers: How many processes at most.
            time_limit_s: A job that takes longer is ended with its worker.
            name: Of the processes.
            eager: Give jobs to workers that are still starting; the time limit then counts from there.
        """
        self._work = work
        self._count = workers
        self.time_limit_s = time_limit_s
        """For jobs that are given from now on."""
        self._name = name
        self._eager = eager
        self._workers: list[_Worker[Job]] = []
        self._false_starts = 0

    @property
    def busy(self) -> bool:
        """Whether any worker has a job."""
        return any(worker.jobs for worker in self._workers)

    def give(self, job: Job, depth: int = 1) -> bool:
        """Give `job` to a worker that may take it and has fewer than `depth` jobs; False if none is there.

        Starts a worker while there is room for more, without waiting for it.
        """
        free = [worker for worker in self._workers if (worker.ready or self._eager) and len(worker.jobs) < depth]
        if not free:
            self.start(len(self._workers) + 1)
            return False
        worker = min(free, key=lambda worker: len(worker.jobs))
        if not worker.jobs:
            worker.deadline = time.monotonic() + self.time_limit_s
        worker.jobs.append(job)
        _send(worker, job, is_job=True)
        return True

    def start(self, count: int) -> None:
        """Start workers until there are `count`, or as many as there may be; doesn't wait for them."""
        while len(self._workers) < min(count, self._count):
            self._workers.append(self._started())

    def broadcast(self, message: Any) -> None:
        """Have every worker that there is do the work with `message` before its next job; the answer is dropped."""
        for worker in self._workers:
            _send(worker, message, is_job=False)

    def collect(self) -> Iterator[Done[Job]]:
        """Wait until a worker answers, dies or takes too long; give the jobs that ended by it.

        Raises:
            NarrateError: No worker can be started.
        """
        deadlines = [worker.deadline for worker in self._workers if worker.jobs]
        timeout_s = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        readable = wait([worker.pipe for worker in self._workers], timeout_s)
        for worker in list(self._workers):
            if worker.pipe in readable:
                yield from self._receive(worker)
            elif worker.jobs and time.monotonic() >= worker.deadline:
                yield from self._drop(worker, timed_out=True)

    def close(self) -> None:
        """End the processes at once; what they had in hand is left undone."""
        while self._workers:
            _end(self._workers.pop())

    def _started(self) -> _Worker[Job]:
        parent_end, child_end = _SPAWN.Pipe()
        life, held = _SPAWN.Pipe(duplex=False)
        process = _SPAWN.Process(target=_serve, args=(child_end, life, self._work), name=self._name, daemon=True)
        process.start()
        child_end.close()
        life.close()
        return _Worker(process, parent_end, held)

    def _receive(self, worker: _Worker[Job]) -> Iterator[Done[Job]]:
        try:
            answer = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join()
            yield from self._drop(worker, timed_out=False)
            return
        self._false_starts = 0
        if not worker.ready:
            worker.ready = True
            return
        worker.deadline = time.monotonic() + self.time_limit_s
        yield Done(worker.jobs.popleft(), answer)

    def _drop(self, worker: _Worker[Job], *, timed_out: bool) -> Iterator[Done[Job]]:
        loss = Loss(None if timed_out else worker.process.exitcode, timed_out)
        self._workers.remove(worker)
        _end(worker)
        if not worker.ready:
            self._false_starts += 1
            if self._false_starts >= MAX_FALSE_STARTS:
                how = f"{MAX_FALSE_STARTS} have ended at once {ending(loss.exit_code)}"
                raise NarrateError(f"no worker can be started, {how}; check the machine's memory")
        for number, job in enumerate(worker.jobs):
            yield Done(job, loss=loss, begun=worker.ready and number == 0)


def ending(exit_code: int | None) -> str:
    """Return how a process ended, to stand behind "ended"."""
    if exit_code is None or exit_code >= 0:
        return f"with exit code {exit_code}"
    try:
        return f"by {signal.Signals(-exit_code).name}"
    except ValueError:
        return f"by signal {-exit_code}"


def _end(worker: _Worker[Any]) -> None:
    """End a worker with all that it started."""
    if hasattr(os, "killpg") and worker.ready:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(worker.process.pid or 0, signal.SIGKILL)
    worker.process.kill()
    worker.process.join()
    worker.process.close()
    worker.pipe.close()
    worker.life.close()


def _send(worker: _Worker[Any], message: Any, *, is_job: bool) -> None:
    with contextlib.suppress(OSError):  # it died: the end of its pipe shows it later
        worker.pipe.send((is_job, message))


def _serve(pipe: Connection, life: Connection, work: Callable[[Any], Any]) -> None:
    """In a worker: do jobs until the pipe closes."""
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # out of the terminal's group: Ctrl-C reaches the parent alone, and jobs end well
    else:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(life,), daemon=True).start()
    pipe.send(None)
    with contextlib.suppress(EOFError, OSError):
        while True:
            is_job, message = pipe.recv()
            answer = work(message)
            if is_job:
                pipe.send(answer)


def _end_with_parent(life: Connection) -> None:
    """End this process, with all that it started, when its parent is gone."""
    with contextlib.suppress(EOFError, OSError):
        life.recv_bytes()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


class Supervisor:
    """Keeps programs running: one that ends is started again, not at once if it ended at once."""

    def __init__(
        self, starts: Sequence[Callable[[], "subprocess.Popen[bytes]"]], on_restart: Callable[[int, int], None]
    ) -> None:
        """Start every program.

        Args:
            starts: How each is started.
            on_restart: Called with a program's place in `starts` and the exit code with which it ended.
        """
        self._starts = starts
        self._on_restart = on_restart
        self._started_at = [time.monotonic() for _ in starts]
        self._programs = [start() for start in starts]

    def check(self) -> None:
        """Start again whatever has ended. Call it every half second or so."""
        for index, program in enumerate(self._programs):
            ended = program.poll()
            if ended is None or time.monotonic() - self._started_at[index] < CRASH_LOOP_S:
                continue
            self._on_restart(index, ended)
            self._started_at[index] = time.monotonic()
            self._programs[index] = self._starts[index]()

    def stop(self, grace_s: float) -> None:
        """Ask every program to end (SIGTERM); kill those that haven't ended `grace_s` later."""
        for program in self._programs:
            program.terminate()
        deadline = time.monotonic() + grace_s
        for program in self._programs:
            try:
                program.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
