"""The loop that all runners share: a job for whoever is free, an outcome from whoever is done."""

from collections.abc import Iterator
from typing import Protocol

from narrate.batch.jobs import Ended, Feed, Job

__all__ = ["Crew", "drive"]


class Crew(Protocol):
    """Workers, wherever they live; each has one job at a time, so that a lost worker's job is known for certain."""

    @property
    def busy(self) -> bool:
        """Whether any worker has a job."""

    def give(self, job: Job) -> bool:
        """Give `job` to a worker that is free; False if none is. Starts workers while there is room for more."""

    def collect(self) -> Iterator[Ended]:
        """Wait until a worker says something, is lost, or takes too long; yield the jobs that ended by it."""


def drive(crew: Crew, feed: Feed) -> Iterator[Ended]:
    """Do the jobs of `feed` until it gives None while no worker has one; yield each as it ends."""
    waiting: Job | None = None
    while True:
        waiting = waiting or feed()
        if waiting is None and not crew.busy:
            return
        if waiting is not None and crew.give(waiting):
            waiting = None
        else:
            yield from crew.collect()
