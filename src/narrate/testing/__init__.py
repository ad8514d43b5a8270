"""For tests of narrate and of its plugins: an engine without weights, a store in memory, the contract.

```python
import my_engine  # yours

from narrate.testing import check_backend
from narrate.settings.options import VoiceOptions


def test_my_engine_keeps_the_contract(tmp_path):
    check_backend(my_engine.ENGINE.open("", VoiceOptions(cache_dir=tmp_path)))
```
"""

from narrate.testing.contract import check_backend
from narrate.testing.tone import ENGINE, ToneBackend

__all__ = ["ENGINE", "MemoryStore", "ToneBackend", "check_backend"]


class MemoryStore:
    """Bytes by key in a dictionary; implements the `Store` protocol."""

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
