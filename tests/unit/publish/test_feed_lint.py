"""A look at a feed finds what a directory would object to, and nothing else."""

import struct
from dataclasses import replace

import pytest
from sample_feed import ITEM, OPTIONS, URL

from narrate.publish.feed import to_rss
from narrate.publish.feed_lint import Seen, image_size, lint

GOOD = to_rss(OPTIONS, [ITEM], URL)


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + bytes(9)


def jpeg(width, height):
    head = b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(10)
    return head + b"\xff\xc2\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(9)


def world(**changed):
    """What stands at the addresses of the good feed."""
    sound = {"content-length": "12345", "accept-ranges": "bytes", "content-type": "audio/mpeg"}
    seen = {
        OPTIONS.feed_image: Seen(200, {}, png(1400, 1400)),
        ITEM.audio_url: Seen(200, sound | changed.get("sound", {})),
        ITEM.captions_url: Seen(200, {}),
        ITEM.chapters_url: Seen(200, {}),
    } | changed.get("at", {})
    return lambda _method, address: seen.get(address)


def texts(content, look=None):
    return [fault.text for fault in lint(content, look)]


def test_a_good_feed_has_no_faults():
    assert lint(GOOD) == []
    assert lint(GOOD, world()) == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (b"<language>en</language>", b"", "<language> is missing"),
        (b"<language>en<", b"<language>english language<", "isn't a language code"),
        (b"<itunes:explicit>false</itunes:explicit>\n    <itunes:type>", b"<itunes:type>", "itunes:explicit"),
        (b'text="News"', b'text="Gossip"', "isn't one of Apple's"),
        (b'text="Daily News"', b'text="Chess"', "isn't below News"),
        (b'<itunes:image href="https://news.example.org/cover.jpg"/>', b"", "itunes:image"),
        (b"<pubDate>Mon, 02 Mar 2026 06:40:00 +0000<", b"<pubDate>2 days ago<", "pubDate"),
        (b"<itunes:duration>61<", b"<itunes:duration>1m<", "duration"),
        (b'length="12345"', b'length=""', "length"),
        (b'type="audio/mpeg"', b'type="audio/wav"', "type of <enclosure>"),
        (b'url="https://audio.example.org/audio/abc/one.mp3"', b'url="one.mp3"', "isn't absolute"),
        (b">one</guid>", b"></guid>", "<guid> is missing"),
        (b"<podcast:guid>", b"<podcast:guid>x", "isn't a UUID"),
        (b'type="text/vtt"', b"", "transcript"),
    ],
)
def test_each_fault_is_named(before, after, words):
    assert before in GOOD
    found = texts(GOOD.replace(before, after))
    assert len(found) == 1
    assert words in found[0]


def test_two_items_of_one_guid_are_found():
    twice = to_rss(OPTIONS, [ITEM, replace(ITEM, title="Another")], URL)
    assert "that of another item" in texts(twice)[0]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sound": {"content-length": "1"}}, "has 1 bytes, not 12345"),
        ({"sound": {"accept-ranges": "none"}}, "byte ranges"),
        ({"sound": {"content-type": "text/html"}}, "calls the sound"),
        ({"at": {ITEM.audio_url: None}}, "no answer"),
        ({"at": {ITEM.captions_url: Seen(404, {})}}, "transcript"),
        ({"at": {OPTIONS.feed_image: Seen(200, {}, png(1399, 1399))}}, "1399 by 1399"),
        ({"at": {OPTIONS.feed_image: Seen(200, {}, jpeg(1400, 1600))}}, "1400 by 1600"),
        ({"at": {OPTIONS.feed_image: Seen(200, {}, b"GIF89a")}}, "neither JPEG nor PNG"),
    ],
)
def test_what_stands_elsewhere_is_compared_with_the_feed(changed, words):
    found = texts(GOOD, world(**changed))
    assert len(found) == 1
    assert words in found[0]


@pytest.mark.parametrize("content", [b"", b"<html>", b"<feed/>", b"{}", b"<rss version='2.0'/>"])
def test_what_is_no_feed_is_said_to_be_none(content):
    assert len(lint(content)) == 1


def test_entities_of_a_hostile_feed_are_not_followed():
    bomb = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + GOOD.partition(b"?>")[2].replace(
        b"The bridge", b"&e;"
    )
    assert not [text for text in texts(bomb) if "root:" in text]


def test_sizes_are_read_from_both_kinds_of_images():
    assert image_size(png(3000, 1400)) == (3000, 1400)
    assert image_size(jpeg(1500, 1400)) == (1500, 1400)
    assert image_size(b"\xff\xd8\xff") is None
    assert image_size(b"") is None
