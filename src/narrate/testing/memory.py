"""A store that lives and dies with its test."""

__all__ = ["MemoryStore"]


class MemoryStore:
    """Bytes by key in a dictionary; keeps the contract of the `Store` port."""

    def __init__(self) -> None:
        self.content_by_key: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """Return the bytes of `key`, or None."""
        return self.content_by_key.get(key)

    def put(self, key: str, content: bytes) -> None:
        """Keep `content` under `key`, replacing what was there."""
        self.content_by_key[key] = content

    def create(self, key: str, content: bytes) -> bool:
        """Keep `content` only if `key` is new; True if this call made it."""
        if key in self.content_by_key:
            return False
        self.content_by_key[key] = content
        return True
