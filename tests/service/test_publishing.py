"""From a hook to audio, embed and feed, with a real server and real workers."""

import feedparser
import pytest
from rig import post

pytestmark = pytest.mark.slow

FRESH = {"status": "draft"}


def test_a_published_post_becomes_audio_feed_and_embed(service):
    answer = service.ghost(post(), FRESH)
    assert (answer.status_code, answer.json()["id"]) == (202, "ghost-65a1b2c3")
    told = service.until("ghost-65a1b2c3", "ready")
    assert told["manifest"]["title"] == "Storm closes the harbour bridge"
    path = told["audio"].removeprefix(f"http://127.0.0.1:{service.port}")
    whole = service.client.get(path)
    assert whole.headers["content-type"] == "audio/mpeg"
    assert "immutable" in whole.headers["cache-control"]
    part = service.client.get(path, headers={"range": "bytes=100-199"})
    assert part.status_code == 206
    assert part.content == whole.content[100:200]
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    head = service.client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(whole.content)
    unchanged = service.client.get(path, headers={"if-none-match": whole.headers["etag"]})
    assert unchanged.status_code == 304
    feed = feedparser.parse(service.client.get("/feed.xml").content)
    assert not feed.bozo
    (entry,) = feed.entries
    assert entry.title == "Storm closes the harbour bridge"
    assert entry.enclosures[0].href == told["audio"]
    assert int(entry.enclosures[0].length) == len(whole.content)
    frame = service.client.get("/embed/ghost-65a1b2c3")
    assert "<narrate-player" in frame.text
