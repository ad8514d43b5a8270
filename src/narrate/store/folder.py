"""A folder as a Store."""

import contextlib
import os
import re
import secrets
from pathlib import Path

from narrate.store.files import create_whole, explain, write_whole

__all__ = ["FolderStore"]

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
            raise ValueError(f"{key!r} is no key: letters, digits, '.', '_', '-' and '/' only")
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
        made = [folder for folder in (self.root, *self.root.parents) if not os.path.lexists(folder)]
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            probe.write_bytes(b"narrate")
            probe.unlink()
        except OSError as error:
            raise explain(self.root, error) from error
        finally:
            with contextlib.suppress(OSError):  # somebody else keeps something there already
                for folder in made:
                    folder.rmdir()
