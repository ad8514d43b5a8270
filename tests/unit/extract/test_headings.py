"""The headline is the heading that readers see, as it is printed there."""

import pytest

from narrate.extract.extractor import extract_article
from narrate.model import Page

BODY = "<p>The town library opens again on Monday after three quiet years of repairs, now with a dry roof.</p>" * 4


def titled(title: str, heading: str, og: str = "") -> str:
    head = f'<title>{title}</title><meta property="og:title" content="{og or title}">'
    head += '<meta property="og:site_name" content="The Post">'
    return extract_article(Page(f"<html><head>{head}</head><body>{heading}{BODY}</body></html>".encode())).title


CRUMB = "<nav class='way'><ol><li><a href='/'>Home</a></li><li><h1>{}</h1></li></ol></nav>"


@pytest.mark.parametrize(
    ("title", "heading", "og", "expected"),
    [
        # the heading in the breadcrumbs is for search engines; readers see the one below it
        (
            "Library Lowen: dates and hours",
            CRUMB.format("Library Lowen: dates and hours") + "<h2>The library opens its doors</h2>",
            "The library opens its doors",
            "The library opens its doors",
        ),
        (
            "Library Lowen: dates and hours",
            "<div class='crumbs'><h1>Library Lowen: dates and hours</h1></div><h2>The library opens its doors</h2>",
            "The library opens its doors",
            "The library opens its doors",
        ),
        # but not if no statement is the heading below it
        (
            "Library Lowen: dates and hours",
            CRUMB.format("Library Lowen: dates and hours") + "<h2>What readers say</h2>",
            "",
            "Library Lowen: dates and hours",
        ),
        # nor if the story has a heading of its own
        (
            "The library opens its doors",
            CRUMB.format("Library") + "<h1>The library opens its doors</h1><h2>All dates</h2>",
            "All dates",
            "The library opens its doors",
        ),
        # a kicker in an element of its own, without which a statement has it
        (
            "After the flood: The library opens",
            "<h1><span>After the flood</span> <span>The library opens</span></h1>",
            "The library opens",
            "The library opens",
        ),
        # a kicker that all statements have is parted from the headline
        (
            "After the flood: The library opens",
            "<h1><span>After the flood</span> The library opens</h1>",
            "",
            "After the flood: The library opens",
        ),
        (
            "Library Lowen: it opens on Monday",
            "<h1><span class='kicker'>After the flood</span> The library in Lowen opens on Monday</h1>",
            "",
            "After the flood: The library in Lowen opens on Monday",
        ),
        (
            "Library Lowen: it opens on Monday",
            "<h1><span class='kicker'>After the flood:</span> The library in Lowen opens on Monday</h1>",
            "",
            "After the flood: The library in Lowen opens on Monday",
        ),
        # a lower heading that is a statement wins over one that only shares words with it
        (
            "What do readers love about books?",
            "<h2>What do readers love about books?</h2><h1>But what they love about books is silence and dust</h1>",
            "",
            "What do readers love about books?",
        ),
        # what only screen readers say, above what is printed
        (
            "Library Lowen: all hours",
            "<h1 class='sr-only'>Library Lowen: all hours</h1><h2>The library opens its doors</h2>",
            "The library opens its doors",
            "The library opens its doors",
        ),
        # a note behind it
        (
            "The library opens its doors",
            "<h1>The library opens its doors<span class='comment-count'>12 comments</span></h1>",
            "",
            "The library opens its doors",
        ),
        (
            "The library opens its doors",
            "<h1>The library opens its doors <small>Updated 3 hours ago</small></h1>",
            "",
            "The library opens its doors",
        ),
        (
            "The library opens",
            "<h1>The library opens <em>at last</em></h1>",
            "",
            "The library opens at last",
        ),
        # nothing is stated but the site
        (
            "The Post",
            "<nav><h1><a href='/'>The Post</a></h1></nav><h2>The library opens its doors</h2>",
            "",
            "The library opens its doors",
        ),
        ("post.example Wet books", "<h1>post.example</h1><h3>Wet books</h3>", "", "Wet books"),
    ],
)
def test_the_headline_is_what_a_reader_sees(title: str, heading: str, og: str, expected: str) -> None:
    assert titled(title, heading, og) == expected
