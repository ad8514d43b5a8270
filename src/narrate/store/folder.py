"""Bytes by key: in a folder, in a cache whose faults stop nothing, in a near store before a far one."""

import contextlib
import logging
import os
import re
import secrets
from pathlib import Path

from narrate.errors import StoreError
from narrate.model import Store
from narrate.store.files import create_whole, explain, write_whole

__all__ = ["CacheStore", "FolderStore", "LayeredStore"]

_KEY = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{2,240}")


class FolderStore:
    """Bytes by key in a folder, a file per key, two levels deep so that no folder grows large.

    Safe for several processes at once: files are renamed into place, and a reader sees an old or a new one, never half.
    """

    def __init__(self, root: Path) -> None:
        """Use `root`, which is made when something is first kept."""
        self.root = root

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key) or ".." in key:
            raise ValueError(f"{key!r} isn't a key: letters, digits, '.', '_', '-' and '/' only")
        folder, _, name = key.rpartition("/")
        return self.root / folder / name[:2] / name

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None. Raises StoreError."""
        path = self._path(key)
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise explain(path, error) from error

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, replacing what was there. Raises StoreError."""
        write_whole(self._path(key), content)

    def create(self, key: str, content: bytes) -> bool:
        """Keep `content` only if `key` is new; True if this call made it. Raises StoreError."""
        return create_whole(self._path(key), content)

    def check_writable(self) -> None:
        """Raise StoreError unless something can be kept; folders that weren't there are taken away again."""
        probe = self.root / f".probe-{secrets.token_hex(4)}"
        created = [folder for folder in (self.root, *self.root.parents) if not os.path.lexists(folder)]
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"narrate")
            probe.unlink()
        except OSError as error:
            raise explain(self.root, error) from error
        finally:
            with contextlib.suppress(OSError):  # somebody else keeps something there already
                for folder in created:
                    folder.rmdir()


_log = logging.getLogger(__name__)


class CacheStore(FolderStore):
    """What can't be read isn't there, what can't be kept isn't kept; a warning says so once."""

    def __init__(self, root: Path) -> None:
        """Use `root`, which is made when something is first kept."""
        super().__init__(root)
        self._has_warned = False

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None if there are none that can be read."""
        try:
            return super().get(key)
        except StoreError as error:
            self._warn_once(error)
            return None

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key` if the folder can be written."""
        try:
            super().put(key, content)
        except StoreError as error:
            self._warn_once(error)

    def _warn_once(self, error: StoreError) -> None:
        if not self._has_warned:
            self._has_warned = True
            reason = error.__cause__.strerror if isinstance(error.__cause__, OSError) else error
            _log.warning(
                "nothing can be cached in %s (%s), so the next run synthesizes it again; "
                "set cache_dir or NARRATE_CACHE_DIR to another folder",
                self.root,
                reason,
            )


class LayeredStore:
    """Reads from `near`, then `far`; writes to both, so that other machines find it."""

    def __init__(self, near: Store, far: Store) -> None:
        """Take two stores of the same keys."""
        self._near = near
        self._far = far

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None. Raises StoreError."""
        content = self._near.get(key)
        if content is None:
            content = self._far.get(key)
            if content is not None:
                self._near.put(key, content)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` in both. Raises StoreError."""
        self._near.put(key, content)
        self._far.put(key, content)

    def create(self, key: str, content: bytes) -> bool:
        """Keep `content` if `key` is new to the far one, which decides. Raises StoreError."""
        is_new = self._far.create(key, content)
        if is_new:
            self._near.put(key, content)
        return is_new
