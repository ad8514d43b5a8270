"""From a page to its story."""

from pathlib import Path
from time import process_time

import pytest

from narrate.errors import NoArticle
from narrate.extract.extractor import examine, extract_article
from narrate.model import BlockKind, Page

SHARED = Path(__file__).parents[4] / "shared" / "pages"
STORY = """<html lang="en"><head><title>Ferry service returns - The Harbour Post</title>
<meta property="og:site_name" content="The Harbour Post"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Ferry service returns</h1><div class="byline">By Ada Lind</div>
<p>The ferry between the two towns will sail again from Monday, the harbour office said in a statement.</p>
<p>Boats had stayed in port since <b>Febru</b>ary, when a storm damaged the pier<i>.</i></p>
<h2>What it costs</h2>
<ul><li>A ticket for adults costs four crowns on weekdays and five on Sundays.</li>
<li>Children under twelve travel free when an adult is with them.</li></ul>
<blockquote><p>“We have waited long enough for this day,” the mayor told reporters on the quay.</p></blockquote>
<div class="newsletter"><p>Sign up for our newsletter and never miss a story.</p></div>
<p>The first boat leaves at seven in the morning, and the last one returns shortly before midnight.</p>
</article><footer><p>Copyright 2024 The Harbour Post. All rights reserved.</p></footer></body></html>"""


def read(markup: str) -> list[str]:
    return [block.text for block in extract_article(Page(markup.encode())).blocks]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not beside this checkout")
@pytest.mark.parametrize("name", ["ghost", "soup"])
def test_the_first_page_is_exact(name: str) -> None:
    article = extract_article(Page((SHARED / f"{name}_article.html").read_bytes()))
    expected = [line for line in (SHARED / "gold_body.txt").read_text("utf-8").splitlines() if line]
    assert [block.text for block in article.blocks] == expected
    assert article.byline == ("Nate Ostiller",)
    assert article.published == "2023-10-10T10:05:00Z"
    assert (article.language, article.site) == ("en", "The Kyiv Independent")


def test_the_story_is_read_and_the_furniture_is_not() -> None:
    texts = read(STORY)
    assert texts[0].startswith("The ferry between")
    assert texts[-1].startswith("The first boat")
    assert not [text for text in texts if "newsletter" in text or "Copyright" in text or "Ada" in text]


def test_inline_tags_join_without_blanks() -> None:
    assert "since February, when a storm damaged the pier." in " ".join(read(STORY))


def test_kinds_follow_the_markup() -> None:
    kinds = {block.text[:6]: block.kind for block in extract_article(Page(STORY.encode())).blocks}
    assert kinds["What i"] is BlockKind.HEADING
    assert kinds["A tick"] is BlockKind.ITEM
    assert kinds["“We ha"] is BlockKind.QUOTE


def test_anchors_are_xpaths_of_the_blocks() -> None:
    article = extract_article(Page(STORY.encode()))
    assert article.blocks[0].anchor == "/html/body/article/p[1]"


def test_every_stretch_of_text_has_a_receipt() -> None:
    extraction = examine(Page(STORY.encode()))
    dropped = {receipt.text: receipt for receipt in extraction.receipts if not receipt.kept}
    assert "Home" in dropped
    assert any("newsletter" in text for text in dropped)
    kept = [receipt.text for receipt in extraction.receipts if receipt.kept]
    assert extraction.article is not None
    assert kept == [block.text for block in extraction.article.blocks]


def test_a_page_of_one_sentence_is_read() -> None:
    page = "<body><h1>Bridge</h1><p>The council voted on Tuesday to close the old bridge for repairs.</p></body>"
    assert read(page) == ["The council voted on Tuesday to close the old bridge for repairs."]


@pytest.mark.parametrize(
    "page",
    [
        "<p>😀😀 ✨</p>",
        "<html></html>",
        "<ul><li><a href='/'>Home</a></li></ul>",
        "<script>alert(1)</script>",
        "<!-- -->",
    ],
)
def test_a_page_without_a_story_is_refused_in_one_line(page: str) -> None:
    with pytest.raises(NoArticle) as caught:
        extract_article(Page(page.encode()))
    assert "\n" not in str(caught.value)


def test_a_title_that_never_ends_does_not_swallow_the_story():
    markup = (
        "<html><head><title>Rain in the valley<body><article><h1>Rain in the valley</h1>"
        "<p>It rained all night, and the river rose by two meters before the morning came.</p>"
        "<p>Nobody was hurt, the mayor said on Monday, but the lower road stays closed.</p></article></body></html>"
    )
    extraction = examine(Page(markup.encode()))
    assert extraction.article is not None
    assert "the river rose by two meters" in extraction.article.blocks[0].text
    assert "broken" in extraction.warnings[0]


def test_a_page_that_is_closed_in_its_middle_is_read_to_its_end() -> None:
    middle = STORY.index("<article>")
    assert read(STORY[:middle] + "</body></html>" + STORY[middle:]) == read(STORY)


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td", "my-box"])
def test_text_in_elements_nested_ten_thousand_deep_is_read(tag: str) -> None:
    closing = f"</{tag.partition('>')[0]}>"
    start, end = STORY.index("<p>Boats"), STORY.index("<h2>")
    deep = f"<{tag}>" * 10_000 + STORY[start:end] + closing * 10_000
    assert any("damaged the pier" in text for text in read(STORY[:start] + deep + STORY[end:]))
    assert any("first boat leaves" in text for text in read(STORY[:start] + deep + STORY[end:]))


def test_a_line_of_its_own_ends_with_a_new_line() -> None:
    """A line break in a headline or inside a clause is layout."""
    markup = STORY.replace("What it costs", "What it<br>Costs").replace(
        "The first boat leaves", "<b>Timetable</b><br>The first boat<br>leaves"
    )
    texts = read(markup)
    assert "What it Costs" in texts
    assert any(text.startswith("Timetable\nThe first boat leaves") for text in texts)


@pytest.mark.parametrize("flood", ["word " * 450_000, "&amp;&lt;&bogus;" * 300_000], ids=["words", "entities"])
def test_more_text_than_a_story_can_hold_is_refused(flood: str) -> None:
    with pytest.raises(NoArticle, match="2,000,000 characters"):
        read(STORY.replace("</p>", f"{flood}</p>", 1))


def test_a_flood_of_class_names_takes_bounded_time() -> None:
    start = process_time()
    read(f"<div class='{'c ' * 2_000_000}'>{STORY}</div>")
    assert process_time() - start < 5


def test_the_receipt_says_that_headline_and_byline_are_said_before_the_body() -> None:
    """An editor who reads "left out" beside the headline would take it for lost."""
    reasons = {receipt.text: receipt.reason for receipt in examine(Page(STORY.encode())).receipts}
    assert reasons["Ferry service returns"] == "headline, said first"
    assert reasons["By Ada Lind"].startswith("byline")
