"""A worker process: claims jobs of one lane, renews their leases while it works, and stops in good order.

Started by the supervisor as `python -m narrate.service LANE PARENT`, with the pickled settings on standard input.
"""

import logging
import os
import pickle
import signal
import sys
import threading
import time
from typing import Any, Protocol

from narrate.errors import BackendUnavailable, NarrateError, PageError, PageUnreachable, ScriptError, SettingsError
from narrate.service import catalog
from narrate.service.monitoring import set_up_logs
from narrate.service.queue import POST_LANE, VOICE_LANE, Claim, LeaseLost, Queue
from narrate.settings import Settings

__all__ = ["MAX_TRIES_BY_LANE", "Work", "Worker", "main", "open_queue"]

MAX_TRIES_BY_LANE = {VOICE_LANE: 3, POST_LANE: 8}
_IDLE_S = 0.2
_RETRY_S = 5.0  # doubled with every try
_NICE = 10  # the server answers first
_log = logging.getLogger(__name__)


class Work(Protocol):
    """What is done with a job."""

    def do(self, claim: Claim) -> None:
        """Do and finish the job. Raises NarrateError, LeaseLost."""

    def failed(self, claim_id: str, payload: dict[str, Any], error: str) -> None:
        """Follow up on a job that is dead; called inside the transaction that buries it."""

    def close(self) -> None:
        """Give back what is held."""


def open_queue(settings: Settings, lane: str) -> Queue:
    """Return the queue as workers of `lane` use it."""
    options = settings.service
    path = options.data_dir / "queue.db"
    return Queue(path, lease_s=options.lease_s, max_tries=MAX_TRIES_BY_LANE[lane], schema=catalog.SCHEMA)


class Worker:
    """Works on one lane until told to stop."""

    def __init__(self, settings: Settings, queue: Queue, work: Work, lane: str, parent: int) -> None:
        """Do `work` with the jobs of `lane` while the process `parent` lives."""
        self._options = settings.service
        self._lane = lane
        self._queue = queue
        self._work = work
        self._parent = parent
        self._stop = threading.Event()
        self._stopped_at = 0.0
        self._claim: Claim | None = None

    def stop(self, *_: object) -> None:
        """Take no further job; the one in hand may be finished within the grace time."""
        self._stopped_at = time.monotonic()
        self._stop.set()

    def run(self) -> None:
        """Work until stopped or orphaned."""
        threading.Thread(target=self._keep, daemon=True).start()
        while not self._stop.is_set() and not self._orphaned():
            if not self.step():
                self._stop.wait(_IDLE_S)
        self._work.close()

    def step(self) -> bool:
        """Do one job; False when none is due."""
        with self._queue.writing():
            for job_id, _, payload in self._queue.bury(self._lane):
                _log.error("%s: given up, the worker died on it again and again", job_id)
                self._work.failed(job_id, payload, "the worker died on it")
        claim = self._queue.claim(self._lane)
        if claim is None:
            return False
        self._claim = claim
        try:
            self._work.do(claim)
        except LeaseLost:
            _log.warning("%s: the lease was lost, another worker has it", claim.id)
        except NarrateError as error:
            self._fail(claim, str(error), final=_is_final(error))
        except Exception as error:  # noqa: BLE001  a fault of ours must not take the other jobs with it
            _log.exception("%s: failed by a fault of narrate", claim.id)
            self._fail(claim, f"a fault of narrate: {type(error).__name__}", final=False)
        finally:
            self._claim = None
        return True

    def _fail(self, claim: Claim, error: str, *, final: bool) -> None:
        _log.warning("%s: try %s failed: %s", claim.id, claim.tries, error)
        try:
            with self._queue.writing():
                wait_s = _RETRY_S * 2.0 ** (claim.tries - 1)
                if self._queue.fail(claim, error, wait_s=wait_s, final=final):
                    self._work.failed(claim.id, claim.payload, error)
        except LeaseLost:
            _log.warning("%s: the lease was lost, another worker has it", claim.id)

    def _keep(self) -> None:
        """Renew the lease in hand; leave when the parent is gone or the grace time is over, giving the job back."""
        while True:
            overdue = self._stop.is_set() and time.monotonic() - self._stopped_at > self._options.grace_s
            claim = self._claim
            if overdue or self._orphaned():
                if claim is not None and overdue:
                    self._give_back(claim)
                os._exit(0)
            if claim is not None:
                self._queue.renew(claim)
            time.sleep(min(self._options.lease_s / 4, 1.0))

    def _give_back(self, claim: Claim) -> None:
        try:
            self._queue.release(claim)
            _log.info("%s: given back, this worker has to stop", claim.id)
        except LeaseLost:
            _log.info("%s: was finished or taken meanwhile", claim.id)

    def _orphaned(self) -> bool:
        return os.getppid() != self._parent


def _is_final(error: NarrateError) -> bool:
    """Tell whether trying again can't help."""
    if isinstance(error, PageUnreachable | BackendUnavailable):
        return False
    return isinstance(error, PageError | ScriptError | SettingsError)


def _open_work(settings: Settings, lane: str, queue: Queue) -> Work:
    if lane == VOICE_LANE:
        from narrate.service.work import VoiceWork

        return VoiceWork(settings, queue)
    from narrate.service.outgoing import PostWork

    return PostWork(settings, queue)


def main() -> None:
    """Run a worker as a process of its own."""
    lane, parent = sys.argv[1], int(sys.argv[2])  # asked of the system, it could be gone already
    settings: Settings = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  comes from our own supervisor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the supervisor decides
    os.nice(_NICE)
    set_up_logs(as_json=settings.service.log_json)
    queue = open_queue(settings, lane)
    worker = Worker(settings, queue, _open_work(settings, lane, queue), lane, parent)
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()
