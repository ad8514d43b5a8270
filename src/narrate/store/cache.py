"""Stores of what can be made again: a folder whose faults stop nothing, and a near store before a far one."""

import logging
from pathlib import Path

from narrate.errors import StoreError
from narrate.model import Store
from narrate.store.folder import FolderStore

__all__ = ["CacheStore", "LayeredStore"]

_log = logging.getLogger(__name__)


class CacheStore(FolderStore):
    """What can't be read isn't there, what can't be kept isn't kept; a warning says so once."""

    def __init__(self, root: Path) -> None:
        """Use `root`, which is made when something is first kept."""
        super().__init__(root)
        self._told = False

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None if there are none that can be read."""
        try:
            return super().get(key)
        except StoreError as error:
            self._tell(error)
            return None

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key` if the folder can be written."""
        try:
            super().put(key, content)
        except StoreError as error:
            self._tell(error)

    def _tell(self, error: StoreError) -> None:
        if not self._told:
            self._told = True
            reason = error.__cause__.strerror if isinstance(error.__cause__, OSError) else error
            _log.warning(
                "nothing can be kept in the cache %s (%s): the next run speaks it again; "
                "cache_dir or NARRATE_CACHE_DIR names another folder",
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
        made = self._far.create(key, content)
        if made:
            self._near.put(key, content)
        return made
