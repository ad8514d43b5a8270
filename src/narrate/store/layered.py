"""A near store before a far one: what was seen once is near."""

from narrate.model import Store

__all__ = ["LayeredStore"]


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
