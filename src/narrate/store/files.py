"""Files that appear whole or not at all."""

import contextlib
import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from narrate.errors import StoreError

__all__ = ["commit", "explain", "staged", "staging", "write_whole"]

_STAGE = ".narrate-part-"
_STALE_S = 86_400  # no page takes a day: what is older belongs to a run that is gone
_REASONS = {
    errno.EACCES: "there is no permission to write there; choose another folder or mend its permissions",
    errno.EDQUOT: "the disk quota is used up; free some space and run again",
    errno.EEXIST: "a file stands where a folder should be; move it away or choose another folder",
    errno.EISDIR: "a folder stands where the file should be; move it away",
    errno.ENAMETOOLONG: "the name is too long for this file system; rename the page",
    errno.ENOSPC: "the disk is full; free some space and run again",
    errno.ENOTDIR: "a file stands where a folder should be; move it away or choose another folder",
    errno.EROFS: "the file system is read-only; choose another folder",
}


def explain(path: Path, error: OSError) -> StoreError:
    """Return the error that tells a user why `path` can't be written or read, and what to do."""
    reason = _REASONS.get(error.errno or 0) or f"{error.strerror or error}; check the path and run again"
    return StoreError(f"{path}: {reason}")


@contextlib.contextmanager
def staged(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; on leaving without an error it becomes `path`, else it goes.

    The temporary's content is on the disk before the rename, so that a power cut leaves the old file or the new one.

    Raises:
        StoreError: The folder can't be written.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        temporary.replace(path)
    except OSError as error:
        raise explain(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path`, replacing what was there, whole or not at all. Raises StoreError."""
    with staged(path) as temporary:
        temporary.write_bytes(content)


@contextlib.contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a temporary folder inside `folder`, on the same disk; on leaving it goes with all that is still in it.

    Temporary folders that a killed run left there go too, once they are a day old.

    Raises:
        StoreError: The folder can't be written.
    """
    temporary = folder / f"{_STAGE}{secrets.token_hex(6)}"
    try:
        temporary.mkdir(parents=True)
        for left in folder.glob(f"{_STAGE}*"):
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)
    except OSError as error:
        raise explain(folder, error) from error
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def commit(stage: Path, folder: Path, names: Iterable[str]) -> None:
    """Move the files `names` from `stage` to `folder`; the last one is the commit of all.

    What stood under the last name goes first: whoever finds it, before or after, finds files that belong to it.

    Raises:
        StoreError: `folder` can't be written.
    """
    *others, last = names
    try:
        (folder / last).unlink(missing_ok=True)
        for name in (*others, last):
            (stage / name).replace(folder / name)
    except OSError as error:
        raise explain(folder, error) from error
