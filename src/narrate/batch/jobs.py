"""The job of narrating a page, what became of it, and the processes of this machine that do jobs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from narrate.errors import NarrateError
from narrate.processes import Done, WorkerPool, ending
from narrate.sources.pages import Place

__all__ = ["End", "Ended", "Feed", "Job", "LocalRunner", "Outcome", "Runner", "Work", "Workers", "died", "run_jobs"]


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt at one page."""

    place: Place
    slug: str
    page_sha256: str = ""
    """Digest of the page, where it is known already."""
    attempt: int = 1
    """Counts from 1, over all runs since the page last went well."""
    patient: bool = False
    """Wait for another batch that has this page in hand, instead of coming back later."""


class End(StrEnum):
    """How a job ended."""

    NARRATED = "made"
    UNCHANGED = "unchanged"
    BUSY = "busy"
    """Another batch has it in hand."""
    SKIPPED = "skipped"
    """A newsroom rule says not to narrate it; its article's age may change that, so it is looked at in every run."""
    REFUSED = "refused"
    """The page is at fault: trying again gives the same."""
    FAILED = "failed"
    """The machine, the network or the program is at fault."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a page."""

    end: End
    cause: str = ""
    """Name of the error's class; `WorkerDied` and `TimeLimit` where there was no error to catch."""
    message: str = ""
    """One sentence for the user."""
    exit_code: int = 0
    page_sha256: str = ""
    path: str = ""
    """Where the MP3 is."""
    audio_ms: float = 0.0
    audio_bytes: int = 0
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    error_rate: float | None = None
    """Word error rate of the listening gate, if it ran."""
    spoken: int = 0
    """Utterances that the voice spoke."""
    reused: int = 0
    """Utterances whose sound was there already."""
    chars: int = 0
    """Length of the spoken text."""
    wall_s: float = 0.0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """A job and its outcome, as a runner gives them back."""

    job: Job
    outcome: Outcome


Work = Callable[[Job], Outcome]
"""What a worker does with a job; picklable. It gives an outcome for every error that it can catch."""
Feed = Callable[[], Job | None]
"""Gives the next job, or None when there is none at this moment."""


class Runner(Protocol):
    """Workers that do jobs. A worker that dies or hangs costs its own job and no other."""

    def run(self, feed: Feed) -> Iterator[Ended]:
        """Do the jobs of `feed` until it gives None while none is in hand; yield each as it ends.

        At most a few jobs per worker are in hand at a time, so that memory doesn't grow with the archive.
        """

    def close(self) -> None:
        """End the workers at once; what they had in hand is left undone."""


class Workers(Protocol):
    """Workers, wherever they live; each has one job at a time, so that a lost worker's job is known for certain."""

    @property
    def busy(self) -> bool:
        """Whether any worker has a job."""

    def give(self, job: Job) -> bool:
        """Give `job` to a worker that is free; False if none is. Starts workers while there is room for more."""

    def collect(self) -> Iterator[Ended]:
        """Wait until a worker says something, is lost, or takes too long; yield the jobs that ended by it."""


def run_jobs(workers: Workers, feed: Feed) -> Iterator[Ended]:
    """Do the jobs of `feed` until it gives None while no worker has one; yield each as it ends."""
    waiting: Job | None = None
    while True:
        waiting = waiting or feed()
        if waiting is None and not workers.busy:
            return
        if waiting is not None and workers.give(waiting):
            waiting = None
        else:
            yield from workers.collect()


class LocalRunner:
    """Worker processes, one job at a time each.

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
        self._pool: WorkerPool[Job] = WorkerPool(work, workers, time_limit_s, "narrate-worker")
        self._time_limit_s = time_limit_s

    def run(self, feed: Feed) -> Iterator[Ended]:
        """Do the jobs of `feed`; see `Runner`. Raises NarrateError if no worker can be started."""
        yield from run_jobs(self, feed)

    @property
    def busy(self) -> bool:
        """Whether any worker has a job."""
        return self._pool.busy

    def give(self, job: Job) -> bool:
        """Give `job` to a free worker; see `Workers`."""
        return self._pool.give(job)

    def collect(self) -> Iterator[Ended]:
        """Wait until a worker says something, dies, or takes too long; see `Workers`."""
        for done in self._pool.collect():
            yield Ended(done.job, done.answer if done.loss is None else self._lost(done))

    def close(self) -> None:
        """End the processes at once."""
        self._pool.close()

    def _lost(self, done: Done[Job]) -> Outcome:
        if done.loss is None or done.loss.timed_out:
            message = f"it took more than {self._time_limit_s:g} s and was stopped; raise --time-limit"
            return Outcome(End.FAILED, "TimeLimit", message, NarrateError.exit_code)
        return Outcome(End.FAILED, "WorkerDied", died(done.loss.exit_code), NarrateError.exit_code)


def died(exit_code: int | None) -> str:
    """Return the sentence for a worker process that ended by itself."""
    return f"its worker process ended {ending(exit_code)}; check the page and the machine's memory"
