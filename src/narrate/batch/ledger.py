"""The ledger: what a batch knows of its articles, in SQLite. It can be lost: the store is the truth."""

import contextlib
import itertools
import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from narrate.batch.jobs import End, Outcome
from narrate.errors import StoreError
from narrate.sources.pages import Kind, PageRef, Place
from narrate.store.files import open_database, transaction

__all__ = ["Entry", "Ledger"]

_log = logging.getLogger(__name__)

_VERSION = 1
_ROWS = 256  # read at a time: memory doesn't grow with the archive
_RUNS_KEPT = 20  # what older runs saw is forgotten; nobody runs so many beside each other
_SCHEMA = """
CREATE TABLE article (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  slug TEXT UNIQUE,
  place TEXT NOT NULL,
  wish TEXT NOT NULL,
  modified_s REAL,
  attempts INTEGER NOT NULL DEFAULT 0,
  begun INTEGER NOT NULL DEFAULT 0,
  settings_sha256 TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE seen (
  run INTEGER NOT NULL, article INTEGER NOT NULL, late INTEGER NOT NULL, state TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL DEFAULT '{}',  PRIMARY KEY (run, article)
) WITHOUT ROWID;
CREATE TABLE run (id INTEGER PRIMARY KEY AUTOINCREMENT);
"""
_ENTRIES = (
    "SELECT id, place, slug, attempts, settings_sha256, modified_s, article.state, article.outcome FROM article "
    "JOIN seen ON article=id AND run=:run "
)
_OUTCOME_FIELDS = {field.name for field in fields(Outcome)} - {"end"}
_KEY_BY_FIELD = {"spoken": "made"}  # as ledgers of earlier versions hold it


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in the ledger."""

    id: int
    place: Place
    slug: str
    attempts: int
    """Jobs that went wrong by the article's own fault since it last went well."""
    settings_sha256: str
    """Those of its last job."""
    modified_s: float | None
    outcome: Outcome | None
    """Of its last job; None if it never came to an end."""


class Ledger:
    """The articles of one output folder; safe for several processes of one machine."""

    def __init__(self, path: Path) -> None:
        """Open the ledger at `path`, made if it isn't there, and begin a run. Raises StoreError."""
        self.path = path
        try:
            self._db = open_database(path, timeout_s=60, durable=False)
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise
        except (OSError, sqlite3.Error) as error:
            raise _explained(path, error) from error
        self.run = int(self._one("INSERT INTO run DEFAULT VALUES RETURNING id")[0])
        self._one("DELETE FROM seen WHERE run<? RETURNING run", (self.run - _RUNS_KEPT,))

    def _prepare(self) -> None:
        with self.together():
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version not in {0, _VERSION}:
                raise StoreError(f"{self.path} was written by another version of narrate; move it away and run again")
            if version == 0:
                for statement in filter(str.strip, _SCHEMA.split(";")):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={_VERSION}")

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Write all that is written inside in one transaction. Raises StoreError."""
        try:
            with transaction(self._db):
                yield
        except sqlite3.Error as error:
            raise _explained(self.path, error) from error

    def _one(self, statement: str, values: tuple[Any, ...] = ()) -> tuple[Any, ...]:
        try:
            row: tuple[Any, ...] = self._db.execute(statement, values).fetchone()
        except sqlite3.Error as error:
            raise _explained(self.path, error) from error
        return row

    def add(self, pages: Iterable[PageRef]) -> int:
        """Enter pages as seen in this run.

        Returns:
            How many of them this run had seen before: the last mention of a page counts.

        Raises:
            StoreError: The ledger can't be written. Besides, what `pages` raises.
        """
        rest, repeats = iter(pages), 0
        while some := list(itertools.islice(rest, _ROWS)):  # short transactions: others may wait
            repeats += self._add(some)
        return repeats

    def _add(self, pages: list[PageRef]) -> int:
        repeats = 0
        with self.together():
            for page in pages:
                (identity,) = self._one(
                    "INSERT INTO article(name, place, wish, modified_s) VALUES (?, ?, ?, ?) ON CONFLICT(name) "
                    "DO UPDATE SET place=excluded.place, modified_s=excluded.modified_s RETURNING id",
                    (page.place.name, _place_text(page.place), page.slug, page.modified_s),
                )
                repeats += not self._db.execute(
                    "INSERT OR IGNORE INTO seen(run, article, late) SELECT ?, id, begun<>0 FROM article WHERE id=?",
                    (self.run, identity),
                ).rowcount
        return repeats

    def count_seen(self) -> int:
        """Return how many articles this run has seen."""
        return int(self._one("SELECT count(*) FROM seen WHERE run=?", (self.run,))[0])

    def without_slug(self) -> Iterator[tuple[int, str, str]]:
        """Yield id, name and wish of the pages that have no slug yet, by name: equal archives give equal slugs."""
        last = ""
        while rows := self._db.execute(
            "SELECT id, name, wish FROM article WHERE slug IS NULL AND name>? ORDER BY name LIMIT ?", (last, _ROWS)
        ).fetchall():
            yield from rows
            last = rows[-1][1]

    def give_slug(self, identity: int, slug: str) -> None:
        """Give `slug`, which nobody has, to an article."""
        self._db.execute("UPDATE article SET slug=? WHERE id=?", (slug, identity))

    def holder(self, slug: str) -> tuple[int, Place] | None:
        """Return the id and place of the article that has `slug`, or None."""
        row = self._db.execute("SELECT id, place FROM article WHERE slug=?", (slug,)).fetchone()
        return (row[0], self._place_of(row[1], slug)) if row else None

    def entries(self) -> Iterator[Entry]:
        """Yield the articles that this run has seen, in the order in which they were found.

        Those that an earlier run had in hand when it died come last: if one of them killed it, the others are done.
        """
        yield from self._walk(_ENTRIES + "WHERE run=:run AND NOT late")
        yield from self._walk(_ENTRIES + "WHERE run=:run AND late")

    def ended(self) -> Iterator[Entry]:
        """Yield the articles that came to their end in this run."""
        own = _ENTRIES.replace("article.state, article.outcome", "seen.state, seen.outcome")
        return self._walk(own + "WHERE run=:run AND seen.state<>''")  # another run may have looked at it since

    def unseen(self) -> Iterator[Entry]:
        """Yield the articles of earlier runs that this one hasn't seen."""
        return self._walk(_ENTRIES.replace("JOIN", "LEFT JOIN") + "WHERE run IS NULL")

    def _walk(self, query: str) -> Iterator[Entry]:
        after = 0
        while rows := self._db.execute(
            query + " AND slug NOTNULL AND id>:after ORDER BY id LIMIT :rows",
            {"after": after, "run": self.run, "rows": _ROWS},
        ).fetchall():
            for row in rows:
                yield self._entry(row)
            after = rows[-1][0]

    def _place_of(self, text: str, slug: str) -> Place:
        try:
            plain = json.loads(text)
            return Place(**plain | {"kind": Kind(plain["kind"])})
        except (ValueError, TypeError, KeyError) as error:
            raise _explained(self.path, f"the row of {slug} is damaged") from error

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        *facts, state, plain = row
        identity, place, slug, attempts, settings_sha256, modified_s = facts
        outcome = None
        try:
            outcome = _outcome(state, json.loads(plain)) if state else None
        except (ValueError, TypeError, KeyError, AttributeError):
            _log.warning("%s: the row of %s is damaged; the article counts as new", self.path, slug)
        return Entry(identity, self._place_of(place, slug), slug, attempts, settings_sha256, modified_s, outcome)

    def begin(self, identity: int) -> None:
        """Note that this run has an article in hand."""
        self._one("UPDATE article SET begun=? WHERE id=? RETURNING id", (self.run, identity))

    def count_attempt(self, identity: int) -> None:
        """Note at once that a job went wrong because of the article itself; a power cut doesn't lose it."""
        self._one("UPDATE article SET attempts=attempts+1 WHERE id=? RETURNING id", (identity,))

    def end(self, identity: int, outcome: Outcome, settings_sha256: str, attempts: int) -> None:
        """Write down what became of an article in this run, and its attempts from now on. Raises StoreError."""
        values = {name: getattr(outcome, name) for name in _OUTCOME_FIELDS}
        plain = {
            _KEY_BY_FIELD.get(name, name): value for name, value in values.items() if value not in {"", 0, (), None}
        }
        with self.together():
            self._db.execute(
                "UPDATE article SET begun=0, attempts=?, settings_sha256=?, state=?, outcome=? WHERE id=?",
                (attempts, settings_sha256, outcome.end, json.dumps(plain), identity),
            )
            self._db.execute(
                "UPDATE seen SET state=?, outcome=? WHERE run=? AND article=?",
                (outcome.end, json.dumps(plain), self.run, identity),
            )

    def failure_of(self, identity: int) -> bytes:
        """Return what is known of an article that went wrong, for `restore`."""
        row = self._one("SELECT attempts, settings_sha256, state, outcome FROM article WHERE id=?", (identity,))
        return json.dumps(row).encode()

    def restore(self, slug: str, failure: bytes) -> None:
        """Enter what another machine's ledger knew of an article, unless this one knows something itself."""
        with contextlib.suppress(ValueError, TypeError):
            attempts, settings_sha256, state, outcome = json.loads(failure)
            self._one(
                "UPDATE article SET attempts=?, settings_sha256=?, state=?, outcome=? "
                "WHERE slug=? AND state='' AND attempts=0 RETURNING id",
                (attempts, settings_sha256, state, outcome, slug),
            )

    def forget(self, identity: int) -> None:
        """Take an article out of the ledger."""
        self._db.execute("DELETE FROM article WHERE id=?", (identity,))

    def close(self) -> None:
        """End the run."""
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("DELETE FROM seen WHERE run=?", (self.run,))
        self._db.close()


def _place_text(place: Place) -> str:
    return json.dumps(asdict(place))  # plain ASCII: SQLite refuses the half characters of names that aren't UTF-8


def _outcome(state: str, stored: dict[str, Any]) -> Outcome:
    values = {name: stored[key] for name in _OUTCOME_FIELDS if (key := _KEY_BY_FIELD.get(name, name)) in stored}
    return Outcome(End(state), **values | {"warnings": tuple(values.get("warnings", ()))})


def _explained(path: Path, error: object) -> StoreError:
    return StoreError(f"{path}: the ledger can't be used ({error}); check the disk, or move the file away")
