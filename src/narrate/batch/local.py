"""Runs jobs in processes of this machine."""

from collections.abc import Iterator

from narrate.batch.jobs import End, Ended, Feed, Job, Outcome, Work, run_jobs
from narrate.errors import NarrateError
from narrate.processes import Done, WorkerPool, ending

__all__ = ["LocalRunner", "died"]


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
            message = f"it took more than {self._time_limit_s:g} s and was given up; raise --time-limit"
            return Outcome(End.FAILED, "TimeLimit", message, NarrateError.exit_code)
        return Outcome(End.FAILED, "WorkerDied", died(done.loss.exit_code), NarrateError.exit_code)


def died(exit_code: int | None) -> str:
    """Return the sentence for a worker process that ended by itself."""
    return (
        f"the worker process that narrated it ended {ending(exit_code)}; look at the page, or at the machine's memory"
    )
