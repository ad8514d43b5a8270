"""What is doubtful about a page's story is told by every way through the house."""

import pytest

from narrate.errors import NoArticle
from narrate.model import Page
from narrate.pipeline.api import article_at
from narrate.pipeline.narrator import read_story
from narrate.settings.options import ExtractOptions
from narrate.sources.pages import Source

TEASER = (
    '<html><head><title>Bridge closes</title><script type="application/ld+json">'
    '{"@context":"https://schema.org","@type":"NewsArticle","headline":"Bridge closes","isAccessibleForFree":false}'
    "</script></head><body><article><h1>Bridge closes</h1>"
    "<p>The old bridge over the harbour closes on Monday, the council said in the evening after a long debate.</p>"
    "<p>Drivers will have to take the tunnel for at least two years, and buses will stop at the ferry.</p>"
    "</article></body></html>"
)


def test_a_teaser_is_told_with_its_page(caplog):
    story = read_story(Source(Page(TEASER.encode()), "bridge.html", ""), ExtractOptions())
    assert story.title == "Bridge closes"
    (told,) = caplog.messages
    assert told.startswith("bridge.html: ")
    assert "teaser" in told


def test_who_extracts_a_file_is_told_too(tmp_path, caplog):
    (tmp_path / "bridge.html").write_text(TEASER, encoding="utf-8")
    article_at(str(tmp_path / "bridge.html"))
    assert any("teaser" in message for message in caplog.messages)


def test_a_page_without_a_story_is_refused():
    with pytest.raises(NoArticle, match="no article"):
        read_story(Source(Page(b"<p></p>"), "empty.html", ""), ExtractOptions())
