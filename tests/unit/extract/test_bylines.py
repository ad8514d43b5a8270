"""Who is said to have written a story: the names by its headline and in the page's statements on it."""

import json

import pytest

from narrate.extract.extractor import extract_article
from narrate.model import Page

ITEM = "itemscope itemtype='https://schema.org/Article'"
TITLE = "The town library opens again"
STORY = "".join(
    f"<p>The library opens again on Monday after {years} quiet years of repairs, now with a dry roof and a reading "
    "room that looks out over the harbour, the mayor said.</p>"
    for years in ("three", "four", "five", "six", "seven")
)


def byline(body: str, head: str = "") -> list[str]:
    page = f"<html lang=en><head><title>{TITLE}</title>{head}</head><body>{body}</body></html>"
    return list(extract_article(Page(page.encode())).byline)


def stated(*names: str, headline: str = TITLE) -> str:
    authors = [{"@type": "Person", "name": name} for name in names]
    node = {"@type": "NewsArticle", "headline": headline, "author": authors}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def story(line: str, below: str = "") -> str:
    return f"<main><article><header><h1>{TITLE}</h1>{line}</header>{STORY}{below}</article></main>"


@pytest.mark.parametrize(
    "line",
    [
        "<p class=byline>By <a href=/a>Ada Lind</a></p>",
        "<div class=author><a href=/a>Ada Lind</a><span class=role>Staff Writer</span></div>",
        "<div class=author><a href=/a>Ada Lind</a><span>Chief Engineer</span></div>",
        "<ul class=authors><li>Ada Lind</li></ul>",
        "<div>By</div><div>Ada Lind</div><div>|</div><div>6 min read</div>",
        "<div>27 January 2026 • Ada Lind • 3 minutes</div>",
        "<div>Ada Lind | 05.04.2025 - 10:20</div>",
        "<div><span>Ada Lind</span><span>Dec 05, 2023</span><span>2 Shares</span></div>",
        "<address>Ada Lind</address><p>By Ada Lind</p>",
        "<a rel=author href=/x>Ada Lind</a>",
        "<p><span itemprop=author>Ada Lind</span> in <a href=/t>Transport</a></p>",
        "<p class=byline>By Ada Lind</p><p class=byline>Photography by Per Holm</p>",
    ],
)
def test_a_line_by_the_headline_names_the_author(line: str) -> None:
    assert byline(story(line)) == ["Ada Lind"]


@pytest.mark.parametrize(
    "other",
    [
        "<aside class=related><a rel=author href=/p>Per Holm</a><a rel=author href=/u>Una Berg</a></aside>",
        "<div class=comments><div class=comment><span class=comment-author>Per Holm</span><p>Yes.</p></div></div>",
        f"<div {ITEM}><b itemprop=headline>Mill</b><i itemprop=author>Per Holm</i></div>",
        "<section class=cards><article><h3>Mill</h3><p class=byline>By Per Holm</p></article></section>",
        "<figure><img src=a><figcaption>The roof. <span class=author>Per Holm</span></figcaption></figure>",
    ],
)
def test_names_of_cards_comments_and_captions_are_no_authors(other: str) -> None:
    assert byline(story("<p class=byline>By Ada Lind</p>") + other) == ["Ada Lind"]
    assert byline(story("") + other) == []


def test_more_names_are_printed_than_stated() -> None:
    line = "<p class=byline>By Ada Lind, Per Holm and Una Berg</p>"
    assert byline(story(line), stated("Ada Lind")) == ["Ada Lind", "Per Holm", "Una Berg"]


def test_who_took_the_pictures_or_edited_is_stated_and_not_said() -> None:
    line = "<p class=byline>By Ada Lind</p><p class=byline>Photography by Per Holm</p><p>Edited by Una Berg</p>"
    assert byline(story(line), stated("Ada Lind", "Per Holm", "Una Berg")) == ["Ada Lind"]


def test_a_statement_on_another_story_names_nobody() -> None:
    assert byline(story(""), stated("Per Holm", headline="Quiz on knots and ropes")) == []
    assert byline(story(""), stated("Ada Lind")) == ["Ada Lind"]


def test_a_guest_is_named_before_the_host() -> None:
    guest = "<p>This is a guest post by Ada Lind, a sailor.</p>"
    assert byline(story(f"<p class=byline>By Per Holm</p>{guest}"), stated("Per Holm")) == ["Ada Lind"]


def test_a_staff_counts_where_it_is_printed() -> None:
    assert byline(story("<p class=byline>By Harbour Staff</p>"), stated("Harbour Staff")) == ["Harbour Staff"]
    assert byline(story(""), stated("Harbour Staff")) == []


def test_names_as_libraries_write_them_are_turned_round() -> None:
    head = "<meta name=citation_author content='Lind, Ada'><meta name=citation_author content='Holm, Per'>"
    assert byline(story(""), head) == ["Ada Lind", "Per Holm"]


def test_a_byline_below_the_story_counts_if_there_is_no_other() -> None:
    assert byline(story("", "<footer></footer><p class=author>By Ada Lind</p>")) == ["Ada Lind"]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ("<section><article><h3>Mill</h3><time datetime=2020-02-02>2 Feb</time></article></section>", "2024-05-22"),
        (
            f"<div {ITEM}><meta itemprop=datePublished content=2020-02-02></div>",
            "2024-05-22",
        ),
        ("<div class=teaser><time datetime=2020-02-02>2 Feb</time></div>", "2024-05-22"),
    ],
)
def test_the_day_of_another_story_is_not_the_storys(other: str, expected: str) -> None:
    page = f"<title>{TITLE}</title><body>{story('<p class=meta>May 22, 2024</p>')}{other}"
    assert (extract_article(Page(page.encode())).published or "")[:10] == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<div class=authors><span>Ada Lind</span><span>Per Holm</span></div>", ["Ada Lind", "Per Holm"]),
        ("<p class=byline>By Ada Lind<br>Photographs by Per Holm</p>", ["Ada Lind"]),
        ("<p class=byline>By <b>Ada Lind</b> on behalf of <a href=/g>Vision Doc group</a></p>", ["Ada Lind"]),
        ("<p class=byline><span>By Ada Lind</span><span>ada@harbour.example</span></p>", ["Ada Lind"]),
        (
            "<div class=meta><span class=category>Local News</span><span class=author>Ada Lind</span></div>",
            ["Ada Lind"],
        ),
        ("<p class=byline>By The Associated Press</p>", ["The Associated Press"]),
        ("<p class=byline>By</p>", []),
        ("<p>by seagull</p>", ["seagull"]),
        ("<ul><li>By subject</li></ul>", []),
    ],
)
def test_a_line_is_read_by_its_elements(line: str, expected: list[str]) -> None:
    assert byline(story(line)) == expected
