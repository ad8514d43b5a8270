"""The queue: a SQLite table of leases. What was accepted is worked on, whatever is killed in between.

A worker claims a job for a few seconds and renews the lease while it works. When it dies, the lease runs out and the
next worker takes the job; after `max_tries` the job is dead and says so. Each claim has a fresh token, and results are
committed inside `fenced`, so that a worker that was given up on can't overwrite its successor's work.

By hand, since queue libraries such as huey commit a job on their own: here it is one transaction with the catalog, and
the files are moved inside it.
"""

import contextlib
import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from narrate.errors import StoreError
from narrate.store.files import open_database, transaction

__all__ = ["POST_QUEUE", "STATES", "VOICE_QUEUE", "Job", "JobRequest", "Lease", "LeaseLost", "Queue"]

VOICE_QUEUE, POST_QUEUE = "voice", "post"
"""Kinds of work, each with workers of its own: to narrate, and to tell others."""
STATES = ("todo", "run", "done", "dead")
"""Waiting, leased to a worker, finished, given up."""


class LeaseLost(Exception):
    """Another worker has the job now; what was made for it must not be committed."""


@dataclass(frozen=True, slots=True)
class JobRequest:
    """Something to be done; a later request of the same id replaces one that waits."""

    id: str
    queue: str
    """Whose workers take it."""
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    wait_s: float = 0.0
    """How long to wait for further requests of the same id before the work starts."""
    priority: int = 0
    """Higher is sooner."""
    stamp: str = ""
    """Version of the content, sortable; a request older than the last one is ignored."""


@dataclass(frozen=True, slots=True)
class Lease:
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
    kind: str
    state: str
    tries: int
    changed: float
    """Seconds since 1970 when its state last changed."""
    error: str | None
    payload: dict[str, Any]


BUSY_S = 30.0  # how long a writer waits for another: a fenced commit holds the lock for some milliseconds
_SCHEMA = """
create table if not exists job(
  id text primary key, lane text not null, kind text not null, payload text not null, stamp text not null,
  state text not null, priority integer not null, due real not null, tries integer not null default 0,
  revision integer not null default 1, token text, lease real not null default 0, error text,
  made real not null, changed real not null);
create index if not exists job_next on job(lane, state, priority desc, due);
"""
_PUT = """
insert into job(id, lane, kind, payload, stamp, state, priority, due, made, changed)
values(:id, :lane, :kind, :payload, :stamp, 'todo', :priority, :due, :now, :now)
on conflict(id) do update set
  kind = excluded.kind, payload = excluded.payload, stamp = excluded.stamp, priority = excluded.priority,
  due = case when job.state = 'todo' and excluded.kind = job.kind then min(job.due, excluded.due) else excluded.due end,
  state = case when job.state = 'run' then 'run' else 'todo' end,
  revision = job.revision + 1, tries = 0, error = null, changed = excluded.changed
where excluded.stamp >= job.stamp
"""
_CLAIM = """
update job set state = 'run', tries = tries + 1, token = :token, lease = :lease, changed = :now
where id = (
  select id from job where lane = :lane and tries < :max_tries
  and ((state = 'todo' and due <= :now) or (state = 'run' and lease < :now))
  order by priority desc, due, id limit 1)
returning id, kind, payload, tries, revision, token
"""
_DEAD_LETTER = """
update job set state = 'dead', error = 'the worker died ' || tries || ' times on it', token = null, changed = :now
where lane = :lane and state = 'run' and lease < :now and tries >= :max_tries
returning id, kind, payload
"""
_FINISH = """
update job set state = case when revision = :revision then 'done' else 'todo' end,
  payload = case when revision = :revision then '{}' else payload end,
  tries = 0, token = null, lease = 0, error = null, changed = :now
where id = :id and token = :token
"""
_FAIL = """
update job set token = null, lease = 0, error = :error, changed = :now,
  due = case when revision = :revision then :due else due end,
  state = case when revision = :revision and (:final or tries >= :max_tries) then 'dead' else 'todo' end
where id = :id and token = :token
returning state
"""

_LIST = "select * from job where instr(?, state) order by changed desc, id"
_RETRY = """
update job set state = 'todo', tries = 0, due = ?, error = null, changed = ?
where id = ? and state in ('todo', 'dead')
"""


class Queue:
    """Jobs in a SQLite file that several processes share. Close it in the thread that used it."""

    def __init__(
        self,
        path: Path,
        *,
        lease_s: float = 30.0,
        max_tries: int = 3,
        schema: str = "",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open or make the queue at `path`.

        Args:
            path: The database; its folder is made.
            lease_s: How long a claim holds without `renew`, in seconds.
            max_tries: After so many claims without an end a job is dead.
            schema: Further tables that are committed together with jobs.
            clock: Seconds since 1970.

        Raises:
            StoreError: The file can't be opened or isn't a queue.
        """
        self.lease_s = lease_s
        self._max_tries = max_tries
        self._path = path
        self._clock = clock
        self._local = threading.local()
        try:
            self.connection.executescript(_SCHEMA + schema)
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise StoreError(
                f"{path}: the queue can't be opened ({error}); fix its permissions, or move the file away"
            ) from error

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = open_database(self._path, timeout_s=BUSY_S, durable=True)
            connection.row_factory = sqlite3.Row
        return connection

    def close(self) -> None:
        """Close this thread's connection."""
        if getattr(self._local, "connection", None) is not None:
            self._local.connection.close()
            self._local.connection = None

    def writing(self) -> contextlib.AbstractContextManager[sqlite3.Connection]:
        """Yield the connection inside a transaction; one inside another is the same one."""
        return transaction(self.connection)

    def put(self, *requests: JobRequest) -> None:
        """Accept `requests`, all or none; on return they are on the disk."""
        now = self._clock()
        with self.writing() as connection:
            connection.executemany(_PUT, [_row(request, now) for request in requests])

    def claim(self, queue: str) -> Lease | None:
        """Lease the next job of a queue, or return None when none is due."""
        now = self._clock()
        values = {
            "lane": queue,
            "now": now,
            "lease": now + self.lease_s,
            "token": secrets.token_hex(16),
            "max_tries": self._max_tries,
        }
        with self.writing() as connection:
            row = connection.execute(_CLAIM, values).fetchone()
        return row and Lease(**{**row, "payload": json.loads(row["payload"])})

    def renew(self, lease: Lease) -> bool:
        """Hold `lease` for another `lease_s`; False when it is lost."""
        values = (self._clock() + self.lease_s, lease.id, lease.token)
        with self.writing() as connection:
            done = connection.execute("update job set lease = ? where id = ? and token = ?", values)
            return done.rowcount == 1

    @contextlib.contextmanager
    def fenced(self, lease: Lease) -> Iterator[sqlite3.Connection]:
        """Yield a transaction in which nobody else can take the job.

        Raises:
            LeaseLost: Somebody else has it already.
        """
        with self.writing() as connection:
            held = connection.execute("select 1 from job where id = ? and token = ?", (lease.id, lease.token))
            if held.fetchone() is None:
                raise LeaseLost(lease.id)
            yield connection

    def finish(self, lease: Lease) -> None:
        """Mark the job as done and forget what it held; to do again if it was asked for anew. Raises LeaseLost."""
        with self.fenced(lease) as connection:
            values = {"id": lease.id, "token": lease.token, "revision": lease.revision, "now": self._clock()}
            connection.execute(_FINISH, values)

    def fail(self, lease: Lease, error: str, *, wait_s: float = 0.0, final: bool = False) -> bool:
        """Give the job up for now.

        Args:
            lease: The job.
            error: One sentence about what went wrong.
            wait_s: How long until the next try.
            final: Trying again can't help.

        Returns:
            Whether the job is dead now.

        Raises:
            LeaseLost: Somebody else has it.
        """
        now = self._clock()
        values = {
            "id": lease.id,
            "token": lease.token,
            "revision": lease.revision,
            "error": error,
            "due": now + wait_s,
            "now": now,
            "final": final,
            "max_tries": self._max_tries,
        }
        with self.fenced(lease) as connection:
            return bool(connection.execute(_FAIL, values).fetchone()["state"] == "dead")

    def release(self, lease: Lease) -> None:
        """Give the job back unharmed, as a worker does that has to stop; the try doesn't count. Raises LeaseLost."""
        with self.fenced(lease) as connection:
            connection.execute(
                "update job set state = 'todo', tries = max(tries - 1, 0), token = null, lease = 0 where id = ?",
                (lease.id,),
            )

    def dead_letter(self, queue: str) -> list[tuple[str, str, dict[str, Any]]]:
        """Give up jobs of a queue whose workers died `max_tries` times; return id, kind and payload of each."""
        with self.writing() as connection:
            rows = connection.execute(
                _DEAD_LETTER, {"lane": queue, "now": self._clock(), "max_tries": self._max_tries}
            ).fetchall()
        return [(row["id"], row["kind"], json.loads(row["payload"])) for row in rows]

    def get(self, job_id: str) -> Job | None:
        """Return the job `job_id`, or None."""
        row = self.connection.execute("select * from job where id = ?", (job_id,)).fetchone()
        return row and _job(row)

    def jobs(self, states: Iterable[str] = STATES) -> list[Job]:
        """Return the jobs in `states`, the ones that changed last first."""
        return [_job(row) for row in self.connection.execute(_LIST, (" ".join(states),))]

    def retry(self, job_id: str) -> bool:
        """Let a dead or waiting job start now, with all its tries; False when there is no such job."""
        now = self._clock()
        with self.writing() as connection:
            return connection.execute(_RETRY, (now, now, job_id)).rowcount == 1

    def drop(self, job_id: str) -> bool:
        """Forget a job; whoever works on it can't commit. False when there is no such job."""
        with self.writing() as connection:
            return connection.execute("delete from job where id = ?", (job_id,)).rowcount == 1

    def waited_s(self) -> float:
        """Return since how many seconds the job that is due for longest could have started; 0 when none is due."""
        first = self.connection.execute("select min(due) from job where state = 'todo'").fetchone()[0]
        return max(0.0, self._clock() - first) if first is not None else 0.0

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many jobs there are by queue and state."""
        rows = self.connection.execute("select lane, state, count(*) as jobs from job group by lane, state")
        return {(row["lane"], row["state"]): row["jobs"] for row in rows}


def _job(row: sqlite3.Row) -> Job:
    values = {column.name: row[column.name] for column in fields(Job)}
    return Job(**{**values, "payload": json.loads(row["payload"])})


def _row(request: JobRequest, now: float) -> dict[str, object]:
    return {
        "id": request.id,
        "lane": request.queue,
        "kind": request.kind,
        "payload": json.dumps(request.payload, ensure_ascii=False),
        "stamp": request.stamp,
        "priority": request.priority,
        "due": now + request.wait_s,
        "now": now,
    }
