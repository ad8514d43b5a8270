"""Keeps a cache folder in bounds: how large it is, what is old, what is damaged, what killed processes left."""

import contextlib
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.store.files import explain

__all__ = ["Size", "damaged", "is_abandoned", "measure", "parts", "prune", "remove"]

_PART_AGE_S = 3600  # a write takes milliseconds: a part that is this old, or from the future, has no writer


@dataclass(frozen=True, slots=True)
class Size:
    """How much lies in a folder."""

    files: int
    size_bytes: int


def measure(folder: Path) -> Size:
    """Return what lies in `folder`, unfinished files left out. Raises StoreError."""
    files = size_bytes = 0
    for entry in _entries(folder):
        files += 1
        size_bytes += entry.stat().st_size
    return Size(files, size_bytes)


def prune(folder: Path, *, max_age_s: float | None = None, max_bytes: int | None = None) -> Size:
    """Remove what is older than `max_age_s`, then the oldest until no more than `max_bytes` are left.

    Returns:
        What was removed. Everything in a cache can be made again.

    Raises:
        StoreError: The folder can't be read or written.
    """
    files_by_age = sorted((entry.stat().st_mtime, entry.stat().st_size, entry.path) for entry in _entries(folder))
    total = sum(size for _, size, _ in files_by_age)
    oldest_s = time.time() - max_age_s if max_age_s is not None else float("-inf")
    files = freed = 0
    for modified_s, size, path in files_by_age:
        if modified_s >= oldest_s and (max_bytes is None or total - freed <= max_bytes):
            break
        remove(Path(path))
        files += 1
        freed += size
    return Size(files, freed)


def damaged(folder: Path, is_whole: Callable[[bytes], bool]) -> Iterator[Path]:
    """Yield every file whose content isn't whole. Raises StoreError."""
    for entry in _entries(folder):
        path = Path(entry.path)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise explain(path, error) from error
        if not is_whole(content):
            yield path


def parts(folder: Path) -> Iterator[Path]:
    """Yield the unfinished files of killed processes. Raises StoreError."""
    for entry in _walk(folder):
        if entry.name.startswith(".") and entry.name.endswith(".part") and is_abandoned(Path(entry.path)):
            yield Path(entry.path)


def is_abandoned(path: Path) -> bool:
    """Return whether a file that takes moments to write was begun so long ago that its writer must be gone."""
    try:
        return abs(time.time() - path.stat().st_mtime) > _PART_AGE_S
    except OSError:  # just now finished, or taken away
        return False


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    return (entry for entry in _walk(folder) if not entry.name.startswith("."))


def _walk(folder: Path | str) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _walk(entry.path)
                else:
                    yield entry
    except FileNotFoundError:
        return
    except OSError as error:
        raise explain(Path(folder), error) from error


def remove(path: Path) -> None:
    """Remove a file if it is there. Raises StoreError."""
    try:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    except OSError as error:
        raise explain(path, error) from error
