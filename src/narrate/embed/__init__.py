"""Somebody else's page: put the player on it, take it off again, and find the recording that belongs to it.

```python
from pathlib import Path

from narrate.embed import Shelf, attach

page = Path("story.html").read_bytes()
shelf = Shelf(Path("audio_out"))
recording = shelf.find(page, name="story.html")
if recording:
    page = attach(page, shelf.publication(recording.slug, "https://media.example/audio/"))
```

`attach` and `detach` work on bytes alone; only `Shelf` touches the disk.
"""

from narrate.embed.page import attach, coverage, detach
from narrate.embed.publication import Publication
from narrate.embed.recordings import Found, Shelf, page_digest

__all__ = ["Found", "Publication", "Shelf", "attach", "coverage", "detach", "page_digest"]
