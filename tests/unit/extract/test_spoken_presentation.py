"""`data-ssml` attributes of a page (Spoken Presentation in HTML) come with the block that they stand in."""

from narrate.extract.extractor import extract_article
from narrate.model import Block, Direction, Page

PARAGRAPHS = (
    "The council met on Monday to speak of the bridge, and many people came to hear it.",
    "Work on the piers began in the spring, when the river was low, and went on until the storms of autumn.",
)


def blocks(markup: str) -> tuple[Block, ...]:
    """Return the blocks of a story around `markup`."""
    first, last = (f"<p>{each}</p>" for each in PARAGRAPHS)
    story = f"<article><h1>A bridge</h1>{first}{markup}{last}</article>"
    return extract_article(Page(f"<html lang='en'><title>A bridge</title><body>{story}</body></html>".encode())).blocks


def asked(markup: str) -> list[tuple[str, Direction]]:
    """Return the stretches of the block in the middle and what is asked for them."""
    block = blocks(markup)[1]
    return [(block.text[each.start : each.end], each) for each in block.directions]


def test_an_inline_element_asks_for_its_own_words() -> None:
    (found,) = asked(
        "<p>He read  what the <abbr data-ssml-sub-alias='World Wide Web Consortium'> W3C </abbr> wrote.</p>"
    )
    assert (found[0], found[1].alias) == ("W3C", "World Wide Web Consortium")


def test_a_block_asks_for_all_of_it() -> None:
    ((text, direction),) = asked(
        "<p data-ssml-prosody-rate='slow'>The mayor spoke very slowly and very long of it.</p>"
    )
    assert (text, direction.rate) == ("The mayor spoke very slowly and very long of it.", 0.8)


def test_an_empty_element_asks_for_a_silence_at_its_place() -> None:
    (block,) = (
        each
        for each in blocks(
            "<p>The winner of it all is <span data-ssml-break-time='2s'></span> nobody at all, he said.</p>"
        )
        if each.directions
    )
    (direction,) = block.directions
    assert (block.text[: direction.start], direction.pause_ms) == ("The winner of it all is ", 2000)


def test_json_asks_for_the_same() -> None:
    markup = """<p>Call <b data-ssml='{"say-as": {"interpret-as": "telephone"}}'>555 0100</b> when you see it.</p>"""
    assert [(text, each.read_as) for text, each in asked(markup)] == [("555 0100", "digits")]


def test_a_page_without_attributes_asks_for_nothing() -> None:
    assert not any(block.directions for block in blocks("<p>The mayor said that he would come back in the autumn.</p>"))
