"""A worker process: claims jobs of one queue, renews their leases while it works, and stops in good order.

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
from narrate.service.queue import POST_QUEUE, VOICE_QUEUE, Lease, LeaseLost, Queue
from narrate.settings import Settings

__all__ = ["Work", "Worker", "main", "open_queue"]

_MAX_TRIES_BY_QUEUE = {VOICE_QUEUE: 3, POST_QUEUE: 8}
_IDLE_S = 0.2
_RETRY_S = 5.0  # doubled with every try
_NICE = 10  # the server answers first
_log = logging.getLogger(__name__)


class Work(Protocol):
    """What is done with a job."""

    def do(self, lease: Lease) -> None:
        """Do and finish the job. Raises NarrateError, LeaseLost."""

    def failed(self, job_id: str, payload: dict[str, Any], error: str) -> None:
        """Follow up on a job that is dead; called inside the transaction that gives it up."""

    def close(self) -> None:
        """Give back what is held."""


def open_queue(settings: Settings, queue_name: str) -> Queue:
    """Return the queue as workers of one of its queues use it."""
    options = settings.service
    path = options.data_dir / "queue.db"
    return Queue(path, lease_s=options.lease_s, max_tries=_MAX_TRIES_BY_QUEUE[queue_name], schema=catalog.SCHEMA)


class Worker:
    """Works on one queue until told to stop."""

    def __init__(self, settings: Settings, queue: Queue, work: Work, queue_name: str, parent: int) -> None:
        """Do `work` with the jobs of a queue while the process `parent` lives."""
        self._options = settings.service
        self._queue_name = queue_name
        self._queue = queue
        self._work = work
        self._parent = parent
        self._stop = threading.Event()
        self._stopped_at = 0.0
        self._lease: Lease | None = None

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
            for job_id, _, payload in self._queue.dead_letter(self._queue_name):
                _log.error("%s: given up after its worker died repeatedly", job_id)
                self._work.failed(job_id, payload, "its worker died repeatedly")
        lease = self._queue.claim(self._queue_name)
        if lease is None:
            return False
        self._lease = lease
        try:
            self._work.do(lease)
        except LeaseLost:
            _log.warning("%s: lease lost, another worker has the job", lease.id)
        except NarrateError as error:
            self._fail(lease, str(error), final=_is_final(error))
        except Exception as error:  # noqa: BLE001  a fault of ours must not take the other jobs with it
            _log.exception("%s: failed because of a bug in narrate", lease.id)
            self._fail(lease, f"a bug in narrate: {type(error).__name__}", final=False)
        finally:
            self._lease = None
        return True

    def _fail(self, lease: Lease, error: str, *, final: bool) -> None:
        _log.warning("%s: try %s failed: %s", lease.id, lease.tries, error)
        try:
            with self._queue.writing():
                wait_s = _RETRY_S * 2.0 ** (lease.tries - 1)
                if self._queue.fail(lease, error, wait_s=wait_s, final=final):
                    self._work.failed(lease.id, lease.payload, error)
        except LeaseLost:
            _log.warning("%s: lease lost, another worker has the job", lease.id)

    def _keep(self) -> None:
        """Renew the lease in hand; leave when the parent is gone or the grace time is over, giving the job back."""
        while True:
            overdue = self._stop.is_set() and time.monotonic() - self._stopped_at > self._options.grace_s
            lease = self._lease
            if overdue or self._orphaned():
                if lease is not None and overdue:
                    self._give_back(lease)
                os._exit(0)
            if lease is not None:
                self._queue.renew(lease)
            time.sleep(min(self._options.lease_s / 4, 1.0))

    def _give_back(self, lease: Lease) -> None:
        try:
            self._queue.release(lease)
            _log.info("%s: released because this worker must stop", lease.id)
        except LeaseLost:
            _log.info("%s: already finished or taken by another worker", lease.id)

    def _orphaned(self) -> bool:
        return os.getppid() != self._parent


def _is_final(error: NarrateError) -> bool:
    """Return whether trying again can't help."""
    if isinstance(error, PageUnreachable | BackendUnavailable):
        return False
    return isinstance(error, PageError | ScriptError | SettingsError)


def _open_work(settings: Settings, queue_name: str, queue: Queue) -> Work:
    if queue_name == VOICE_QUEUE:
        from narrate.service.work import VoiceWork

        return VoiceWork(settings, queue)
    from narrate.service.outgoing import PostWork

    return PostWork(settings, queue)


def main() -> None:
    """Run a worker as a process of its own."""
    queue_name, parent = sys.argv[1], int(sys.argv[2])  # asked of the system, it could be gone already
    settings: Settings = pickle.loads(sys.stdin.buffer.read())  # noqa: S301  comes from our own supervisor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the supervisor decides
    os.nice(_NICE)
    set_up_logs(as_json=settings.service.log_json)
    queue = open_queue(settings, queue_name)
    worker = Worker(settings, queue, _open_work(settings, queue_name, queue), queue_name, parent)
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()
