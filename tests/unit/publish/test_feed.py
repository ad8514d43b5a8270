"""Feeds say what directories ask for, and keep their guids."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import feedparser
import pytest
from sample_feed import ITEM, OPTIONS, URL

from narrate.publish.feed import feed_guid, item_of, to_chapters, to_json_feed, to_rss


def parsed(*items, options=OPTIONS):
    feed = feedparser.parse(to_rss(options, items, URL))
    assert not feed.bozo, feed.bozo_exception
    return feed


def test_a_podcast_program_reads_the_channel_and_its_item():
    feed = parsed(ITEM)
    assert feed.feed.title == OPTIONS.feed_title
    assert feed.feed.image.href == OPTIONS.feed_image
    assert feed.feed.author == OPTIONS.feed_title
    assert [tag.term for tag in feed.feed.tags] == ["News", "Daily News"]
    (entry,) = feed.entries
    assert entry.title == "Storm closes <bridge> & harbour"
    assert entry.id == "one"
    assert entry.guidislink is False
    assert entry.itunes_duration == "61"
    enclosure = entry.enclosures[0]
    assert (enclosure.href, enclosure.length, enclosure.type) == (ITEM.audio_url, "12345", "audio/mpeg")
    assert entry.published_parsed[:5] == (2026, 3, 2, 6, 40)
    assert entry.podcast_transcript == {"url": ITEM.captions_url, "type": "text/vtt", "language": "en"}
    assert entry.podcast_chapters["type"] == "application/json+chapters"
    assert {tag.term for tag in entry.tags} == {"City", "Weather"}


def test_an_item_shows_its_picture_and_the_feed_belongs_to_its_owner():
    image = "https://quiet.example/bridge.jpg"
    feed = parsed(replace(ITEM, image=image), options=replace(OPTIONS, feed_email="audio@quiet.example"))
    assert feed.entries[0].image.href == image
    content = to_rss(replace(OPTIONS, feed_email="audio@quiet.example"), [ITEM], URL)
    assert b'<podcast:locked owner="audio@quiet.example">yes</podcast:locked>' in content


def test_markup_that_an_article_shows_stays_text():
    (entry,) = parsed(replace(ITEM, summary="Write <script> & </b>.")).entries
    assert entry.summary.startswith("Write &lt;script&gt; &amp; &lt;/b&gt;.")


def test_the_newest_comes_first_and_the_oldest_is_left_out():
    older = replace(ITEM, guid="old", published=datetime(2025, 1, 1, tzinfo=UTC))
    assert [entry.id for entry in parsed(older, ITEM).entries] == ["one", "old"]
    assert [entry.id for entry in parsed(older, ITEM, options=replace(OPTIONS, feed_items=1)).entries] == ["one"]


def test_a_synthetic_voice_is_disclosed_to_programs_and_to_people():
    content, mark = to_rss(OPTIONS, [ITEM], URL), b'<podcast:txt purpose="ai-content">true</podcast:txt>'
    assert content.count(mark) == 2  # of the channel and of its item
    assert ITEM.label in parsed(ITEM).entries[0].summary
    assert ITEM.label in json.loads(to_json_feed(OPTIONS, [ITEM], URL))["items"][0]["content_text"]
    assert mark not in to_rss(OPTIONS, [replace(ITEM, label="")], URL)


@pytest.mark.parametrize(
    "nasty", ["]]>", "<script>alert(1)</script>", "a\x00b\x0bc", "&amp;lt;", "\"'>", "\ud800", "\ufffe"]
)
def test_no_text_breaks_the_feed(nasty):
    item = replace(ITEM, title=f"x {nasty}", authors=(nasty,), section=nasty, tags=(nasty,), summary=nasty)
    content = to_rss(replace(OPTIONS, feed_title=f"x{nasty}"), [item], URL)
    assert not feedparser.parse(content).bozo
    assert b"<script" not in content
    json.loads(to_json_feed(OPTIONS, [item], URL))


def test_the_guid_of_a_feed_is_that_of_the_podcast_namespace():
    assert feed_guid("https://podnews.net/rss") == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert feed_guid("http://podnews.net/rss/") == feed_guid("https://podnews.net/rss")


def test_a_json_feed_names_the_sound():
    feed = json.loads(to_json_feed(OPTIONS, [ITEM], URL))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["items"][0]["attachments"][0] == {
        "url": ITEM.audio_url,
        "mime_type": "audio/mpeg",
        "size_in_bytes": 12345,
        "duration_in_seconds": 61,
    }


MANIFEST = {
    "source": {"url": "https://news.example.org/storm/"},
    "title": "Storm",
    "byline": ["Mara Lindqvist"],
    "published": "2026-03-02",
    "section": "City",
    "tags": [],
    "image": "javascript:alert(1)",
    "language": "en",
    "audio": {"file": "one.mp3", "bytes": 9, "duration_ms": 1500.0},
    "captions": "one.vtt",
    "cues": [
        {"printed": "Storm", "block": None, "anchor": None, "start_ms": 0},
        {"printed": "The bridge was closed.", "block": 0, "anchor": "/html/body/p[1]", "start_ms": 900},
        {"printed": "What comes next", "block": 1, "anchor": "/html/body/h2[1]", "start_ms": 2000},
        {"printed": "Buses go north.", "block": 2, "anchor": "/html/body/p[2]", "start_ms": 3500},
    ],
}


def test_an_item_is_made_of_a_manifest():
    made = datetime(2026, 3, 3, tzinfo=UTC)
    item = item_of(MANIFEST, "one", lambda name: f"https://a.example/{name}", made)
    assert item.audio_url == "https://a.example/one.mp3"
    assert item.published == datetime(2026, 3, 2, tzinfo=UTC)
    assert item.summary == "The bridge was closed. What comes next Buses go north."
    assert item.image == "", "an address that would run code is left out"
    assert item_of({**MANIFEST, "published": "yesterday"}, "one", str, made).published == made


def test_what_is_no_manifest_is_an_error():
    with pytest.raises(ValueError, match="isn't a manifest"):
        item_of({"title": "x"}, "one", str, datetime.now(UTC))


def test_a_chapter_begins_at_each_heading():
    chapters = json.loads(to_chapters(MANIFEST))
    assert chapters == {
        "version": "1.2.0",
        "chapters": [{"startTime": 0, "title": "Storm"}, {"startTime": 2.0, "title": "What comes next"}],
    }
    assert to_chapters({**MANIFEST, "cues": MANIFEST["cues"][:2]}) is None
