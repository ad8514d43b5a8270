"""Worker processes that speak, kept over many articles; a dead worker's text is given to another."""

import functools
import logging
import os
import pickle
import queue
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from logging.handlers import QueueHandler

from narrate.errors import NarrateError, SynthesisFailed
from narrate.model import Speech, Utterance
from narrate.processes import Done, WorkerPool
from narrate.settings.options import VoiceOptions
from narrate.voice.checked import CheckedBackend
from narrate.voice.registry import open_backend

__all__ = ["ATTEMPTS", "Task", "Workers"]

ATTEMPTS = 3  # a text that has ended three workers is the cause, not bad luck
TIMEOUT_S = 300.0  # the longest utterance takes about 20 s on a slow core; a first graph build about 30 s
WINDOW_PER_JOB = 24  # utterances in hand at most: keeps memory flat (about 0.25 MB each) and still balances the load

_log = logging.getLogger(__name__)
Answer = tuple[str, Speech] | Exception
"""The backend's fingerprint and the speech, or what went wrong."""


@dataclass(slots=True, eq=False)
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
        self._pool: WorkerPool[Task] = WorkerPool(_speak, jobs, TIMEOUT_S, "narrate-voice", eager=True)

    def load(self, options: VoiceOptions) -> None:
        """Start processes and have each load the voice of `options`; doesn't wait for them.

        One processor is left to the caller, who reads the page meanwhile; the first of the processes speaks first.
        """
        self._pool.start(max(1, min(self._jobs, (os.cpu_count() or 1) - 1)))
        self._pool.broadcast(options)

    def speak(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield the tasks in the order given, each with its result (the fingerprint and the speech).

        The very first text is begun first, so that there is soon something to hear; then, inside a window, the longest,
        so that the last ones to end are short.

        Raises:
            SynthesisFailed: A text ended `ATTEMPTS` workers, or the engine gave nothing usable for it.
            BackendUnavailable: The engine can't work at all.
        """
        self._pool.time_limit_s = TIMEOUT_S
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
                for done in self._pool.collect():
                    waiting += self._take(done, window)
            while window and window[0].result is not None:
                yield window.pop(0)

    def close(self) -> None:
        """End the processes."""
        self._pool.close()

    def _hand_out(self, waiting: list[Task], window: list[Task]) -> None:
        """Give each worker a task; while many wait, also one to begin at once after it."""
        if waiting:
            self._pool.start(self._jobs)
        for depth in (1, 2):
            while len(waiting) > (depth - 1) * 2 * self._jobs:
                task = waiting[place := _choice(waiting, window, WINDOW_PER_JOB * self._jobs)]
                if not self._pool.give(task, depth):
                    break
                task.attempts += 1
                del waiting[place]

    def _take(self, done: Done[Task], window: list[Task]) -> list[Task]:
        """Take what became of a task; return it if it is to be given out again."""
        task = done.job
        if done.loss is None:
            records, answer = done.answer
            for record in records:
                logging.getLogger(record.name).handle(record)
            if not isinstance(answer, Exception):
                task.result = answer
            elif task in window:  # a text that nobody waits for any more may fail as it likes
                raise answer
            return []
        if not done.begun:
            task.attempts -= 1
        else:
            text, code = task.utterance.spoken, done.loss.exit_code
            how = f"it took more than {TIMEOUT_S:g} s" if done.loss.timed_out else f"it died, code {code}"
            if task in window and task.attempts >= ATTEMPTS:
                message = f"{ATTEMPTS} workers in a row ended while speaking {text!r} ({how})"
                raise SynthesisFailed(f"{message}: use fewer --jobs, or another --voice")
            _log.warning("a worker ended (%s) while speaking %r; trying again", how, text)
        return [task] if task in window else []


def _choice(waiting: list[Task], window: list[Task], capacity: int) -> int:
    """Return which waiting task goes next: the last, which is the longest.

    A full window mustn't stand still because its first text is short.
    """
    if len(window) >= capacity and window[0] in waiting[: max(1, capacity // 2)]:
        return waiting.index(window[0])
    return len(waiting) - 1


def _speak(message: Task | VoiceOptions) -> tuple[list[logging.LogRecord], Answer] | None:
    """In a worker: load a voice or speak a text; what goes wrong and what is logged is for the one who asked."""
    records = _records()
    if isinstance(message, VoiceOptions):
        with suppress(NarrateError):  # what is wrong with it, its first text will say
            _backend(message).load()
        return None
    answer: Answer
    try:
        backend = _backend(message.options)
        speech = backend.synthesize(message.utterance.spoken, message.utterance.pronunciations)
        answer = (backend.fingerprint, speech)
    except Exception as error:  # noqa: BLE001 - whatever went wrong is for the one who asked
        answer = _portable(error)
    return [records.get() for _ in range(records.qsize())], answer


@functools.cache
def _records() -> "queue.SimpleQueue[logging.LogRecord]":
    """Return where this process's log goes: whoever asked knows where a line belongs, and what stands before it."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: a second thread would take another worker's core
    records: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    logging.getLogger().addHandler(QueueHandler(records))
    return records


@functools.cache
def _backend(options: VoiceOptions) -> CheckedBackend:
    return CheckedBackend(open_backend(options))


def _portable(error: Exception) -> Exception:
    """Return the error, or a word about it if it can't cross the border of the process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - made here
    except Exception:  # noqa: BLE001 - a plugin's error may fail in any way
        return SynthesisFailed(f"the engine stopped: {error!r}")
    return error
