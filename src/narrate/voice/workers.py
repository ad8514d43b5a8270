"""Worker processes that speak, kept over many articles; a dead worker's text is given to another."""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from narrate.errors import NarrateError, SynthesisFailed
from narrate.model import Speech, Utterance
from narrate.ports import Sounds
from narrate.voice.checked import CheckedBackend
from narrate.voice.options import VoiceOptions
from narrate.voice.registry import open_backend

if TYPE_CHECKING:
    from pebble import ProcessFuture

__all__ = ["ATTEMPTS", "Task", "Workers"]

ATTEMPTS = 3  # a text that has ended three workers is the cause, not bad luck
TIMEOUT_S = 300.0  # the longest utterance takes about 20 s on a slow core; a first graph build about 30 s
WINDOW_PER_JOB = 24  # utterances in hand at most: keeps memory flat (about 0.25 MB each) and still balances the load

_log = logging.getLogger(__name__)
_backend_by_options: dict[VoiceOptions, CheckedBackend] = {}
"""In a worker: the engines that it keeps. Never filled in the parent."""


@dataclass(slots=True)
class Task:
    """An utterance to speak, and what became of it."""

    index: int
    utterance: Utterance
    options: VoiceOptions
    """Who speaks it."""
    attempts: int = 0
    result: tuple[str, Speech] | None = field(default=None, repr=False)


class Workers:
    """`jobs` processes, each with the voices that it was asked for, started at first use."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._pool: Any = None

    def speak(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield the tasks in the order given, each with its result (the fingerprint and the speech).

        The very first text is begun first, so that there is soon something to hear; then, inside a window, the longest,
        so that the last ones to end are short.

        Raises:
            SynthesisFailed: A text ended `ATTEMPTS` workers, or the engine gave nothing usable for it.
            BackendUnavailable: The engine can't work at all.
        """
        source = iter(tasks)
        window: list[Task] = []
        waiting: list[Task] = []
        running: dict[ProcessFuture, Task] = {}
        capacity = WINDOW_PER_JOB * self._jobs
        while True:
            fresh = list(islice(source, capacity - len(window)))
            window += fresh
            waiting += [task for task in fresh if task.result is None]
            waiting.sort(key=lambda task: (task.index == 0, len(task.utterance.spoken)))
            while waiting and len(running) < self._room(waiting, running):
                self._start(waiting.pop(_choice(waiting, window, capacity)), running)
            if not window:
                return
            if window[0].result is None:
                self._collect(running, waiting)
            while window and window[0].result is not None:
                yield window.pop(0)

    def load(self, options: VoiceOptions) -> None:
        """Start the processes and have each load the voice of `options`; doesn't wait for them."""
        for _ in range(self._jobs):
            self._opened().schedule(_load, args=[options], timeout=TIMEOUT_S)

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    def _opened(self) -> Any:
        """Return the pool of processes, which start at its first task."""
        if self._pool is None:
            import multiprocessing

            from pebble import ProcessPool

            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(max_workers=self._jobs, context=context)
        return self._pool

    def _start(self, task: Task, running: "dict[ProcessFuture, Task]") -> None:
        task.attempts += 1
        work = [task.options, task.utterance.spoken, task.utterance.sounds]
        running[self._opened().schedule(_speak, args=work, timeout=TIMEOUT_S)] = task

    def _room(self, waiting: list[Task], running: "dict[ProcessFuture, Task]") -> int:
        """Return how many may run at once: a text suspected of ending workers runs alone, lest others be blamed."""
        suspected = any(task.attempts for task in waiting) or any(task.attempts > 1 for task in running.values())
        return 1 if suspected else self._jobs + 1

    def _collect(self, running: "dict[ProcessFuture, Task]", waiting: list[Task]) -> None:
        """Wait for at least one running task; keep its result or put it back."""
        from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, wait

        from pebble.common import ProcessExpired

        for future in wait(running, return_when=FIRST_COMPLETED).done:
            task = running.pop(future)
            try:
                task.result = future.result()
            except (ProcessExpired, TimeoutError, BrokenExecutor) as error:
                if isinstance(error, BrokenExecutor):  # a worker died before it said which text it had taken
                    self.close()
                text = task.utterance.spoken
                if task.attempts >= ATTEMPTS:
                    raise SynthesisFailed(f"{ATTEMPTS} workers in a row ended while speaking {text!r}") from error
                _log.warning("a worker ended (%s) while speaking %r; trying again", error, text)
                waiting.append(task)


def _choice(waiting: list[Task], window: list[Task], capacity: int) -> int:
    """Return which waiting task goes next: a suspect, else the longest (they are sorted by length).

    A full window mustn't stand still because its first text is short.
    """
    for index, task in enumerate(waiting):
        if task.attempts:
            return index
    if len(window) >= capacity and window[0] in waiting[: max(1, capacity // 2)]:
        return waiting.index(window[0])
    return len(waiting) - 1


def _speak(options: VoiceOptions, text: str, sounds: Sounds) -> tuple[str, Speech]:
    """In a worker: return the backend's fingerprint and the speech of `text`."""
    backend = _backend(options)
    speech = backend.synthesize(text, sounds)
    return backend.fingerprint, speech


def _load(options: VoiceOptions) -> None:
    """In a worker: load a voice; what is wrong with it, its first text will say."""
    with suppress(NarrateError):
        _backend(options).load()


def _backend(options: VoiceOptions) -> CheckedBackend:
    """In a worker: return the backend with the voice of `options`, opened once."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a second thread would take another worker's core
    if options not in _backend_by_options:
        _backend_by_options[options] = CheckedBackend(open_backend(options))
    return _backend_by_options[options]
