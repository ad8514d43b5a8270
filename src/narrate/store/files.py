"""Files that appear whole or not at all, locks on them, and SQLite files that several processes write to.

By hand: atomicwrites is no longer maintained, and filelock needs a file a lock, where an archive has a lock a page.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = [
    "abandoned",
    "alone",
    "commit",
    "create_whole",
    "explain",
    "held",
    "open_database",
    "staged",
    "staging",
    "sweep",
    "transaction",
    "write_whole",
]

_STAGE = ".narrate-part-"
_UNBORN_S = 60  # between making a folder and locking it lie microseconds
_HELD = ".held"  # inside a temporary folder: locked as long as its process lives
_STALE_S = 86_400  # no page takes a day: what is older belongs to a run that is gone
_swept: set[Path] = set()
"""Folders that this process has cleaned up."""
_REASONS = {
    errno.EACCES: "you don't have permission to write there; choose another folder or fix its permissions",
    errno.EDQUOT: "the disk quota is used up; free some space and run again",
    errno.EEXIST: "a file exists where a folder is needed; move it away or choose another folder",
    errno.EISDIR: "a folder exists where the file is needed; move it away",
    errno.ENAMETOOLONG: "the name is too long for this file system; rename the page",
    errno.ENOSPC: "the disk is full; free some space and run again",
    errno.ENOTDIR: "a file exists where a folder is needed; move it away or choose another folder",
    errno.EROFS: "the file system is read-only; mount it for writing or choose another folder",
}


def explain(path: Path, error: OSError) -> StoreError:
    """Return the error that tells a user why `path` can't be written or read, and what to do."""
    reason = _REASONS.get(error.errno or 0) or f"{error.strerror or error}; check the path and run again"
    return StoreError(f"{path}: {reason}")


@contextlib.contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside `path`; on leaving without an error it becomes `path`, else it goes.

    The temporary's content is on the disk before the rename, so that a power cut leaves the old file or the new one. A
    file that was there before keeps its permissions.

    Raises:
        StoreError: The folder can't be written.
    """
    with _temporary(path) as temporary:
        yield temporary
        _flush(temporary)
        with contextlib.suppress(OSError):
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`, replacing what was there, whole or not at all. Raises StoreError."""
    with staged(path) as temporary:
        temporary.write_bytes(content)


def create_whole(path: Path, content: bytes) -> bool:
    """Write `content` to `path` only if nothing is there, whole or not at all; True if this call made it.

    Raises:
        StoreError: The folder can't be written.
    """
    with _temporary(path) as temporary:
        temporary.write_bytes(content)
        _flush(temporary)
        try:
            os.link(temporary, path)  # unlike a rename, a link refuses to replace
        except FileExistsError:
            return False
    return True


@contextlib.contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
    except OSError as error:
        raise explain(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _flush(temporary: Path) -> None:
    with temporary.open("rb") as written:
        os.fsync(written.fileno())


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder inside `folder`, on the same disk; on leaving it goes with all that is still in it.

    The first use of `folder` by a process sweeps it too.

    Raises:
        StoreError: The folder can't be written.
    """
    temporary = folder / f"{_STAGE}{secrets.token_hex(6)}"
    try:
        if folder not in _swept:  # once: listing the folder of an archive takes longer than making a recording
            sweep(folder)
            _swept.add(folder)
        temporary.mkdir(parents=True)
        hold = _hold(temporary)
    except OSError as error:
        raise explain(folder, error) from error
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        os.close(hold)


def sweep(folder: Path) -> None:
    """Remove the temporary folders that killed processes left in `folder`. Raises StoreError."""
    for left in abandoned(folder):
        shutil.rmtree(left, ignore_errors=True)


def abandoned(folder: Path) -> Iterator[Path]:
    """Yield the temporary folders that killed processes left in `folder`.

    Whether a process lives is seen by the lock that it holds, so that no clock can mislead; where locks don't tell, a
    folder is left when it is a day old. Raises StoreError.
    """
    try:
        yield from filter(_is_abandoned, folder.glob(f"{_STAGE}*"))
    except OSError as error:
        raise explain(folder, error) from error


def _hold(temporary: Path) -> int:
    """Lock a temporary folder; returns what to close in order to let go."""
    early = temporary / f"{_HELD}.new"
    descriptor = os.open(early, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if fcntl is None:
            raise OSError
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        early.rename(temporary / f"{_HELD}.not")  # a system without locks: age decides
    else:
        early.rename(temporary / _HELD)  # under this name it was never unlocked while its process lived
    return descriptor


def _is_abandoned(left: Path) -> bool:
    """Return whether no living process holds a temporary folder."""
    try:
        descriptor = os.open(left / _HELD, os.O_RDWR)
    except OSError:
        with contextlib.suppress(OSError):
            patience_s = _STALE_S if (left / f"{_HELD}.not").exists() else _UNBORN_S
            return abs(time.time() - left.stat().st_mtime) > patience_s
        return False
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True


def commit(stage: Path, folder: Path, names: Iterable[str]) -> None:
    """Move the files `names` from `stage` to `folder`; the last one is the commit of all.

    What stood under the last name goes first: whoever finds it, before or after, finds files that belong to it. Of two
    processes that commit to one folder the second waits for the first, so that their files never mix.

    Raises:
        StoreError: `folder` can't be written.
    """
    *others, last = names
    try:
        with alone(folder):
            (folder / last).unlink(missing_ok=True)
            for name in (*others, last):
                (stage / name).replace(folder / name)
    except OSError as error:
        raise explain(folder, error) from error


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's own lock, which leaves no file behind and goes with its process.

    Raises:
        OSError: The folder isn't there or can't be read.
    """
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks for folders, such as NFS
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


_OFFSETS = 2**40  # a shared offset only makes one of two articles wait


@contextlib.contextmanager
def held(path: Path, name: str, *, wait: bool) -> Iterator[bool]:
    """Hold the lock called `name` among all processes that use the lock file `path`.

    A byte of the file stands for each name, so that no lock leaves a file behind. The lock is the process's: two
    threads of one process would both get it. On a system without POSIX locks everybody gets it.

    Args:
        path: The lock file; made if it isn't there.
        name: What is locked.
        wait: Until whoever has it lets go.

    Returns:
        Whether it is ours; always True with `wait`.

    Raises:
        StoreError: The file can't be written.
    """
    if fcntl is None:
        yield True
        return
    offset = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") % _OFFSETS
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise explain(path, error) from error
    try:
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB), 1, offset)
        except (BlockingIOError, PermissionError):  # POSIX allows both for "somebody has it"
            yield False
            return
        except OSError as error:
            raise explain(path, error) from error
        yield True
    finally:
        os.close(descriptor)  # lets go


def open_database(path: Path, *, timeout_s: float, durable: bool) -> "sqlite3.Connection":
    """Open the database at `path`, made with its folder if it isn't there; several processes may write to it.

    Args:
        path: The file.
        timeout_s: How long a writer waits for another.
        durable: What was committed survives a power cut; else only the death of the process.

    Raises:
        OSError: The folder can't be made.
        sqlite3.Error: The file can't be opened, or holds something else.
    """
    import sqlite3  # here alone: most runs open no database

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
def transaction(connection: "sqlite3.Connection") -> "Iterator[sqlite3.Connection]":
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
