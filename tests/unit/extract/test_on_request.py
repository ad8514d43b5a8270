"""Tables, captions, alt texts, footnotes and notes, read if the user asks for them."""

import pytest

from narrate.extract.extractor import examine
from narrate.extract.on_request import label
from narrate.model import Page
from narrate.settings.options import READABLE, ExtractOptions

STORY = "".join(
    f"<p>The harbour council met on {day} and spoke about the bridge and its nine months of repair work.</p>"
    for day in ("Monday", "Tuesday", "Thursday")
)
PICTURE = '<img src=a.jpg alt="A swing bridge half open at dusk">'
FIGURE = f"<figure>{PICTURE}<figcaption>The bridge on Monday.</figcaption></figure>"
TABLE = (
    "<table><caption>Ships by year</caption><tr><th>Year</th><th>Ships</th></tr>"
    "<tr><td>2022</td><td>410</td></tr><tr><td>2023</td><td>395</td></tr></table>"
)
END = (
    "<p>This interview has been edited and condensed for clarity.</p>"
    '<section class="footnotes"><ol><li id="fn1">Minutes of the council, May. ↩</li></ol></section>'
)
OTHER = (
    "<aside><figure><img alt='Another story with a picture'><figcaption>Another story.</figcaption></figure></aside>"
)
BODY = STORY.replace("</p>", "</p>" + FIGURE, 1) + TABLE + "<p>The bridge opens in May, the council said on Friday.</p>"


def read(*asked: str) -> list[str]:
    page = f"<html lang=en><title>Bridge</title><main><article><h1>Bridge</h1>{BODY}{END}</article></main>{OTHER}"
    extraction = examine(Page(page.encode()), ExtractOptions(read=asked))
    assert extraction.article
    return [block.text for block in extraction.article.blocks]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("tables", ["Table: Ships by year", "2022; Ships: 410.", "2023; Ships: 395."]),
        ("captions", ["Caption: The bridge on Monday."]),
        ("alt_texts", ["Image: A swing bridge half open at dusk"]),
        ("footnotes", ["Footnote: Minutes of the council, May."]),
        ("notes", ["Note: This interview has been edited and condensed for clarity."]),
    ],
)
def test_what_is_asked_for_is_read_in_its_place_and_said_as_such(asked: str, expected: list[str]) -> None:
    story = read()
    more = read(asked)
    assert [text for text in more if text not in story] == expected
    assert [text for text in more if text in story] == story


def test_everything_is_read_in_the_order_of_the_page() -> None:
    kinds = [text.partition(":")[0] for text in read(*READABLE) if ":" in text.split(" ")[0]]
    assert kinds == ["Image", "Caption", "Table", "Note", "Footnote"]


def test_a_table_without_heads_is_read_row_by_row() -> None:
    page = f"<html lang=en><article><h1>Bridge</h1>{STORY}<table><tr><td>Orn</td><td>410</td></tr>"
    page += f"<tr><td>Imme</td><td>395</td></tr></table>{STORY.replace('met', 'sat')}</article>"
    extraction = examine(Page(page.encode()), ExtractOptions(read=("tables",)))
    assert extraction.article
    texts = [block.text for block in extraction.article.blocks]
    assert [text for text in texts if "Orn" in text or "Imme" in text] == ["Table: Orn, 410.", "Imme, 395."]


def test_the_label_is_in_the_articles_language() -> None:
    assert [label("tables", code) for code in ("de", "uk", "xx")] == ["Tabelle", "Таблиця", "Table"]


def test_the_receipts_say_what_was_asked_for() -> None:
    page = f"<html lang=en><article><h1>Bridge</h1>{BODY}</article>"
    extraction = examine(Page(page.encode()), ExtractOptions(read=("captions",)))
    assert [r.reason for r in extraction.receipts if r.text == "The bridge on Monday."] == ["asked for: captions"]


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="read takes tables, captions"):
        ExtractOptions(read=("pictures",))
