"""What stands in the queue: orders on their way in, claims in a worker's hands, jobs as people see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["STATES", "Claim", "Job", "LeaseLost", "Order"]

STATES = ("todo", "run", "done", "dead")
"""Waiting, leased to a worker, finished, given up."""


class LeaseLost(Exception):
    """Another worker has the job now; what was made for it must not be committed."""


@dataclass(frozen=True, slots=True)
class Order:
    """A wish to have something done; a later order of the same id replaces one that waits."""

    id: str
    lane: str
    """Kind of worker that takes it."""
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    wait_s: float = 0.0
    """How long to wait for further orders of the same id before the work starts."""
    priority: int = 0
    """Higher is sooner."""
    stamp: str = ""
    """Version of the content, sortable; an order older than the one known is ignored."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A job leased to one worker."""

    id: str
    kind: str
    payload: dict[str, Any]
    tries: int
    """This one included."""
    revision: int
    token: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as `narrate jobs` shows it."""

    id: str
    lane: str
    kind: str
    state: str
    tries: int
    due: float
    """Seconds since 1970 when it may start."""
    changed: float
    """Seconds since 1970 when its state last changed."""
    error: str | None
    payload: dict[str, Any]
