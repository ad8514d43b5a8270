"""What several rooms' tests share."""

import hashlib
import json

import pytest

from narrate.extract.extractor import examine
from narrate.model import Page
from narrate.publish.manifest import story_digest


@pytest.fixture
def record_page():
    """Write the files of a recording of two sentences that was made from a page."""

    def write(folder, slug, page, url="https://quiet.example/mill/"):
        folder.mkdir(exist_ok=True)
        (folder / f"{slug}.mp3").write_bytes(b"sound")
        (folder / f"{slug}.vtt").write_text("WEBVTT\n")
        sentences = enumerate(["The mill turned.", "Nobody slept."])
        cues = [{"printed": text, "spoken": text, "block": block, "offset": 0} for block, text in sentences]
        manifest = {
            "version": 1,
            "source": {"name": slug, "url": url, "sha256": hashlib.sha256(page).hexdigest()},
            "story_sha256": story_digest(found) if (found := examine(Page(page)).article) else "",
            "title": "Mill",
            "language": "en",
            "audio": {"file": f"{slug}.mp3", "bytes": 5, "sha256": "5f" * 32, "duration_ms": 61_500},
            "captions": f"{slug}.vtt",
            "cues": cues,
        }
        (folder / f"{slug}.json").write_text(json.dumps(manifest))

    return write
