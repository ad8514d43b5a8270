"""A channel and an item that have nothing to mend."""

from datetime import UTC, datetime

from narrate.publish.feed import FeedItem
from narrate.settings.options import FeedOptions

OPTIONS = FeedOptions(
    feed_title="Lowen Daily, read aloud",
    feed_site="https://news.example.org/",
    feed_image="https://news.example.org/cover.jpg",
    feed_category="News > Daily News",
    feed_email="desk@news.example.org",
)
URL = "https://audio.example.org/feed.xml"
ITEM = FeedItem(
    guid="one",
    title="Storm closes <bridge> & harbour",
    url="https://news.example.org/storm/",
    summary="The bridge was closed.",
    authors=("Mara Lindqvist", "Tom Adeyemi"),
    section="City",
    tags=("Weather", "City"),
    published=datetime(2026, 3, 2, 6, 40, tzinfo=UTC),
    language="en",
    audio_url="https://audio.example.org/audio/abc/one.mp3",
    audio_bytes=12345,
    duration_s=61,
    captions_url="https://audio.example.org/audio/abc/one.vtt",
    chapters_url="https://audio.example.org/audio/abc/one.chapters.json",
    image="",
    label="This audio is created with AI assistance",
)
