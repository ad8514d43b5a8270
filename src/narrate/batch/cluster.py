"""Runs jobs on a Ray cluster, or on this machine where Ray finds none. Ray is the transport, the store is the truth.

One article at a time for each actor: when an actor is lost, it is certain which article it had. Ray's own retries are
off; the batch counts attempts.
"""

import contextlib
import logging
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from narrate.batch.jobs import End, Ended, Feed, Job, Outcome, Work, run_jobs
from narrate.errors import NarrateError, SettingsError, install_hint
from narrate.processes import MAX_FALSE_STARTS

__all__ = ["RayRunner"]

_OBJECT_STORE_BYTES = 150_000_000  # jobs and outcomes are small; sound never passes through Ray
_CHECK_S = 5.0
_HEADLESS_S = 20.0  # a head that is started again by its keeper is back by then; Ray gives it 60 s, and then ends us
_PATIENCE_S = 600.0  # without any actor: a cluster that grows by itself takes minutes to add a node


@dataclass(slots=True, eq=False)
class _Actor:
    """A worker somewhere, and what is awaited of it."""

    handle: Any
    awaited: Any
    """Ray's reference to its greeting or to its outcome; None while it is free."""
    job: Job | None = None
    deadline: float = float("inf")
    """By the monotonic clock."""


class RayRunner:
    """Actors of one CPU each, one job at a time; lost ones are replaced, wherever there is room."""

    def __init__(self, work: Work, workers: int, time_limit_s: float) -> None:
        """Start nothing yet.

        Args:
            work: Sent to each actor once.
            workers: How many actors.
            time_limit_s: A job that takes longer is ended with its actor.
        """
        self._work = work
        self._count = workers
        self._time_limit_s = time_limit_s
        self._ray: Any = None
        self._actors: list[_Actor] = []
        self._head = ""
        """Host and port."""
        self._headless = False
        self._answered_s = self._checked_s = 0.0
        self._false_starts = 0

    def run(self, feed: Feed) -> Iterator[Ended]:
        """Do the jobs of `feed`; see `Runner`.

        Raises:
            SettingsError: Ray isn't installed, or no cluster answers.
            NarrateError: No actor can be started, or there has been no room for one for ten minutes.
        """
        self._connect()
        yield from run_jobs(self, feed)

    @property
    def busy(self) -> bool:
        """Whether any actor has a job."""
        return any(actor.job for actor in self._actors)

    def give(self, job: Job) -> bool:
        """Give `job` to a free actor; see `Workers`. All are started at once: a cluster may need minutes for each."""
        while len(self._actors) < self._count:
            self._actors.append(self._started())
        free = next((actor for actor in self._actors if actor.awaited is None), None)
        if free is None:
            return False
        free.job = job
        free.deadline = time.monotonic() + self._time_limit_s
        free.awaited = free.handle.do.remote(job)
        return True

    def close(self) -> None:
        """End the actors, and Ray if it was started for this run."""
        while self._actors:
            actor = self._actors.pop()
            if not self._headless:  # the head ends actors; without one they end by themselves
                self._end(actor)
        if self._ray is not None:
            self._ray.shutdown()

    def _connect(self) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # it would tell its makers
        try:
            import ray
        except ImportError:
            raise SettingsError(f"--engine ray needs a library: {install_hint('ray')}") from None
        alone = "RAY_ADDRESS" not in os.environ
        own = {"address": "local", "object_store_memory": _OBJECT_STORE_BYTES, "num_cpus": self._count}
        begin: Any = ray.init
        try:
            begin(log_to_driver=False, logging_level=logging.ERROR, **(own if alone else {}))
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise SettingsError(f"Ray can't be reached ({error}); check RAY_ADDRESS and the cluster") from error
        self._ray = ray
        self._head = ray.get_runtime_context().gcs_address
        self._answered_s = self._checked_s = time.monotonic()

    def _started(self) -> _Actor:
        self._await_head()
        options = {"num_cpus": 1, "max_restarts": 0, "max_task_retries": 0}
        handle = self._ray.remote(**options)(_Worker).remote(self._work)
        return _Actor(handle, handle.greet.remote())

    def collect(self) -> Iterator[Ended]:
        """Wait until an actor says something, is lost, or takes too long; see `Workers`."""
        actor_by_ref = {actor.awaited: actor for actor in self._actors if actor.awaited is not None}
        left_s = min((actor.deadline for actor in self._actors), default=0.0) - time.monotonic()
        timeout_s = min(max(0.0, left_s), _CHECK_S)
        answered, _ = self._ray.wait(list(actor_by_ref), timeout=timeout_s)
        if time.monotonic() - self._checked_s > _CHECK_S:
            self._await_head()
        for ref in answered:
            ended = self._receive(actor_by_ref[ref], ref)
            if ended is not None:
                yield ended
        for actor in list(self._actors):
            if actor.job is not None and actor.awaited is not None and time.monotonic() >= actor.deadline:
                message = f"it took more than {self._time_limit_s:g} s and was stopped; raise --time-limit"
                yield self._drop(actor, actor.job, "TimeLimit", message)
        if not any(actor.job for actor in self._actors) and time.monotonic() - self._answered_s > _PATIENCE_S:
            raise NarrateError(f"the cluster couldn't place a worker for {_PATIENCE_S:g} s; add nodes or CPUs")

    def _await_head(self) -> None:
        """Return when the head of the cluster answers.

        Without it calls of Ray wait, until after a minute Ray ends this process with a message of its own.

        Raises:
            NarrateError: It is gone.
        """
        host, _, port = self._head.rpartition(":")
        began_s = time.monotonic()
        while True:
            try:
                socket.create_connection((host.strip("[]"), int(port)), _CHECK_S).close()
            except OSError:
                if time.monotonic() - began_s > _HEADLESS_S:
                    self._headless = True
                    message = f"the head of the Ray cluster at {self._head} is gone; finished recordings are kept"
                    raise NarrateError(f"{message}: start the cluster and run the same command again") from None
                time.sleep(1)
            else:
                self._checked_s = time.monotonic()
                return

    def _receive(self, actor: _Actor, ref: Any) -> Ended | None:
        job = actor.job
        try:
            outcome = self._ray.get(ref)
        except self._ray.exceptions.RayTaskError as error:
            outcome = Outcome(
                End.FAILED, "WorkerDied", f"narrate has a bug here ({error.cause!r}); please report it", 1
            )
        except self._ray.exceptions.RayError as error:
            reason = str(error).strip().partition("\n")[0]
            if job is not None:
                message = f"its worker was lost ({reason}); check the page and the node"
                return self._drop(actor, job, "WorkerDied", message)
            self._actors.remove(actor)
            self._end(actor)
            self._false_starts += 1
            if self._false_starts >= MAX_FALSE_STARTS:
                message = f"no worker can be started on the cluster, {MAX_FALSE_STARTS} were lost at once ({reason})"
                raise NarrateError(f"{message}; check that narrate is installed on every node") from error
            return None
        self._answered_s, self._false_starts = time.monotonic(), 0
        actor.awaited, actor.job, actor.deadline = None, None, float("inf")
        return Ended(job, outcome) if job is not None else None

    def _drop(self, actor: _Actor, job: Job, cause: str, message: str) -> Ended:
        self._actors.remove(actor)
        self._end(actor)
        self._answered_s = time.monotonic()
        return Ended(job, Outcome(End.FAILED, cause, message, NarrateError.exit_code))

    def _end(self, actor: _Actor) -> None:
        with contextlib.suppress(self._ray.exceptions.RayError, ValueError):
            self._ray.kill(actor.handle)


class _Worker:
    """Lives in an actor's process."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def greet(self) -> None:
        """Return once the process is there."""

    def do(self, job: Job) -> Outcome:
        """Return what became of `job`."""
        return self._work(job)
