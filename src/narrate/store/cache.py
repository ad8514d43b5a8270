"""A folder of what can be made again: where it can't be used, runs take longer and go on."""

import logging
from pathlib import Path

from narrate.errors import StoreError
from narrate.store.folder import FolderStore

__all__ = ["CacheStore"]

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
