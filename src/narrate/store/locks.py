"""Locks that the operating system lets go of when their holder dies: no clock, no leftover to clean up."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from narrate.store.files import explain

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["held"]

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
