"""Takes jobs in: many requests, one transaction, so that a disk's slowness is shared."""

import asyncio
import contextlib
import queue as threads
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from narrate.errors import RequestRefused
from narrate.service.queue import VOICE_QUEUE, JobRequest, Queue
from narrate.service.signatures import Mark

__all__ = ["Ingest"]

_MOST = 256  # requests in one transaction
_FULL = "the queue is full; try again later"


@dataclass(frozen=True, slots=True)
class _Request:
    mark: Mark | None
    job: JobRequest | None
    done: "asyncio.Future[None]"
    loop: asyncio.AbstractEventLoop


class Ingest:
    """A thread with a connection of its own. `accept` returns when a job is on the disk."""

    def __init__(self, queue: Queue, max_waiting: int, clock: Callable[[], float] = time.time) -> None:
        """Put jobs into `queue` while fewer than `max_waiting` jobs wait there."""
        self._queue = queue
        self._max_waiting = max_waiting
        self._clock = clock
        self._requests: threads.SimpleQueue[_Request | None] = threads.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="ingest")
        self._thread.start()

    def close(self) -> None:
        """Finish what was handed in, and stop."""
        self._requests.put(None)
        self._thread.join()

    async def accept(self, job: JobRequest | None, mark: Mark | None) -> None:
        """Put `job` on the disk and remember `mark`; no job is a request that asks for nothing.

        Raises:
            RequestRefused: 409, the mark was seen before; 503, the queue is full.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        self._requests.put(_Request(mark, job, done, loop))
        await done

    def _work(self) -> None:
        while (first := self._requests.get()) is not None:
            requests: list[_Request] = [first]
            last = False
            with contextlib.suppress(threads.Empty):
                while len(requests) < _MOST and not last:
                    request = self._requests.get_nowait()
                    last = request is None
                    requests += [] if request is None else [request]
            self._commit(requests)
            if last:
                break
        self._queue.close()

    def _commit(self, requests: list[_Request]) -> None:
        refusals: list[Exception | None]
        try:
            with self._queue.writing() as connection:
                now = self._clock()
                connection.execute("delete from seen where until < ?", (now,))
                waiting = self._queue.counts().get((VOICE_QUEUE, "todo"), 0)
                refusals = [
                    self._take(request, now, room=waiting + at < self._max_waiting)
                    for at, request in enumerate(requests)
                ]
        except Exception as error:  # noqa: BLE001  each of those who wait must hear of it
            refusals = [error] * len(requests)
        for request, refusal in zip(requests, refusals, strict=True):
            with contextlib.suppress(RuntimeError):  # the loop is gone, and with it whoever waited
                request.loop.call_soon_threadsafe(_answer, request.done, refusal)

    def _take(self, request: _Request, now: float, *, room: bool) -> Exception | None:
        connection = self._queue.connection
        if request.job is not None and not room:
            return RequestRefused(503, _FULL)
        if request.mark is not None:
            values = (request.mark.digest, now + request.mark.keep_s)
            if connection.execute("insert or ignore into seen values(?, ?)", values).rowcount == 0:
                return RequestRefused(409, "this request was already accepted; sign a new one")
        if request.job is not None:
            self._queue.put(request.job)
        return None


def _answer(done: "asyncio.Future[None]", refusal: Exception | None) -> None:
    if done.done():  # the client went away
        return
    if refusal is None:
        done.set_result(None)
    else:
        done.set_exception(refusal)
