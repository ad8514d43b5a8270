"""What tests of narrate and of its plugins are made with: an engine without weights, a store in memory, the contract.

```python
import my_engine  # yours

from narrate.testing import check_backend
from narrate.settings.options import VoiceOptions


def test_my_engine_keeps_the_contract(tmp_path):
    check_backend(my_engine.ENGINE.open("", VoiceOptions(cache_dir=tmp_path)))
```
"""

from narrate.testing.contract import check_backend
from narrate.testing.memory import MemoryStore
from narrate.testing.tone import ENGINE, ToneBackend

__all__ = ["ENGINE", "MemoryStore", "ToneBackend", "check_backend"]
