"""Worker processes that speak, kept over many articles; a dead worker's text is given to another."""

import logging
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import wait

from narrate.errors import SynthesisFailed
from narrate.model import Speech, Utterance
from narrate.voice.options import VoiceOptions
from narrate.voice.process import SpeakingProcess

__all__ = ["ATTEMPTS", "Task", "Workers"]

ATTEMPTS = 3  # a text that has ended three workers is the cause, not bad luck
TIMEOUT_S = 300.0  # the longest utterance takes about 20 s on a slow core; a first graph build about 30 s
WINDOW_PER_JOB = 24  # utterances in hand at most: keeps memory flat (about 0.25 MB each) and still balances the load

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Task:
    """An utterance to speak, and what became of it."""

    index: int
    utterance: Utterance
    options: VoiceOptions
    """Who speaks it."""
    attempts: int = 0
    result: tuple[str, Speech] | None = field(default=None, repr=False)


@dataclass(slots=True, eq=False)
class _Worker:
    """A process and the tasks that it was given, the first of which it is speaking."""

    process: SpeakingProcess = field(default_factory=SpeakingProcess)
    tasks: deque[Task] = field(default_factory=deque)
    deadline: float = 0.0
    """When the first task is given up, by the monotonic clock."""


class Workers:
    """`jobs` processes, each with the voices that it was asked for, started at first use."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._workers: list[_Worker] = []

    def load(self, options: VoiceOptions) -> None:
        """Start processes and have each load the voice of `options`; doesn't wait for them.

        One processor is left to the caller, who reads the page meanwhile; the first of the processes speaks first.
        """
        self._fill(max(1, min(self._jobs, (os.cpu_count() or 1) - 1)))
        for worker in self._workers:
            worker.process.load(options)

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
        capacity = WINDOW_PER_JOB * self._jobs
        while True:
            fresh = list(islice(source, capacity - len(window)))
            window += fresh
            waiting += [task for task in fresh if task.result is None]
            waiting.sort(key=lambda task: (task.index == 0, len(task.utterance.spoken)))
            self._hand_out(waiting, window)
            if not window:
                return
            if window[0].result is None:
                waiting += self._collect(window)
            while window and window[0].result is not None:
                yield window.pop(0)

    def close(self) -> None:
        """End the processes."""
        while self._workers:
            self._workers.pop().process.end()

    def _fill(self, count: int) -> None:
        while len(self._workers) < count:
            self._workers.append(_Worker())

    def _hand_out(self, waiting: list[Task], window: list[Task]) -> None:
        """Give each worker a task; while many wait, also one to begin at once after it."""
        for depth in (1, 2):
            for place in range(self._jobs):
                if len(waiting) <= (depth - 1) * 2 * self._jobs:
                    return
                self._fill(self._jobs)
                worker = self._workers[place]
                if len(worker.tasks) < depth:
                    self._give(worker, waiting.pop(_choice(waiting, window, WINDOW_PER_JOB * self._jobs)))

    def _give(self, worker: _Worker, task: Task) -> None:
        task.attempts += 1
        if not worker.tasks:
            worker.deadline = time.monotonic() + TIMEOUT_S
        worker.tasks.append(task)
        worker.process.give(task.options, task.utterance.spoken, task.utterance.sounds)

    def _collect(self, window: list[Task]) -> list[Task]:
        """Wait until a worker answers, dies or takes too long; return the tasks of `window` to be given out again."""
        busy = [worker for worker in self._workers if worker.tasks]
        soonest = min(worker.deadline for worker in busy) - time.monotonic()
        heard = wait([worker.process.pipe for worker in busy], max(0.0, soonest))
        again: list[Task] = []
        for worker in busy:
            if worker.process.pipe in heard:
                again += self._hear(worker, window)
            elif time.monotonic() >= worker.deadline:
                again += self._lose(worker, window, f"it took more than {TIMEOUT_S:g} s")
        return again

    def _hear(self, worker: _Worker, window: list[Task]) -> list[Task]:
        try:
            answer = worker.process.answer()
        except EOFError:
            return self._lose(worker, window, "it died")
        task = worker.tasks.popleft()
        worker.deadline = time.monotonic() + TIMEOUT_S
        if not isinstance(answer, Exception):
            task.result = answer
        elif task in window:  # a text that nobody waits for any more may fail as it likes
            raise answer
        return []

    def _lose(self, worker: _Worker, window: list[Task], how: str) -> list[Task]:
        """End a worker; return its tasks that are still waited for. The first is to blame, the others weren't begun."""
        self._workers.remove(worker)
        code = worker.process.end()
        first, *others = worker.tasks
        for task in others:
            task.attempts -= 1
        text = first.utterance.spoken
        if first in window and first.attempts >= ATTEMPTS:
            told = f"{ATTEMPTS} workers in a row ended while speaking {text!r} ({how}, code {code})"
            raise SynthesisFailed(f"{told}: use fewer --jobs, or another --voice")
        _log.warning("a worker ended (%s, code %s) while speaking %r; trying again", how, code, text)
        return [task for task in worker.tasks if task in window]


def _choice(waiting: list[Task], window: list[Task], capacity: int) -> int:
    """Return which waiting task goes next: the last, which is the longest.

    A full window mustn't stand still because its first text is short.
    """
    if len(window) >= capacity and window[0] in waiting[: max(1, capacity // 2)]:
        return waiting.index(window[0])
    return len(waiting) - 1
