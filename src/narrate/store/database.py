"""Opening SQLite, and writing to it: one way for the batch's ledger and the service's queue."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

__all__ = ["open_database", "transaction"]


def open_database(path: Path, *, timeout_s: float, durable: bool) -> sqlite3.Connection:
    """Open the database at `path`, made with its folder if it isn't there; several processes may write to it.

    Args:
        path: The file.
        timeout_s: How long a writer waits for another.
        durable: What was committed survives a power cut; else only the death of the process.

    Raises:
        OSError: The folder can't be made.
        sqlite3.Error: The file can't be opened, or holds something else.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=timeout_s, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Write all that is written inside, or nothing; inside another transaction it is part of that one.

    Raises:
        sqlite3.Error: It can't be written.
    """
    if connection.in_transaction:
        yield connection
        return
    connection.execute("begin immediate")
    try:
        yield connection
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
