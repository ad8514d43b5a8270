"""Puts the player on somebody else's page, removes it, and finds the recording that belongs to a page.

```python
from pathlib import Path

from narrate.embed import RecordingFolder, attach

page = Path("story.html").read_bytes()
recordings = RecordingFolder(Path("audio_out"))
recording = recordings.find(page, name="story.html")
if recording:
    page = attach(page, recordings.publication(recording.slug, "https://media.example/audio/"))
```

`attach` and `detach` work on bytes alone; only `RecordingFolder` touches the disk.
"""

from narrate.embed.page import attach, coverage, detach
from narrate.embed.recordings import Found, RecordingFolder, page_digest
from narrate.publish.manifest import Publication

__all__ = ["Found", "Publication", "RecordingFolder", "attach", "coverage", "detach", "page_digest"]
