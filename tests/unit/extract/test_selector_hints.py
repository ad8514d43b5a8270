"""Selectors in receipts, from which site rules are written."""

import pytest
from lxml import html

from narrate.extract.extractor import examine
from narrate.extract.trial import with_selectors
from narrate.model import Page
from narrate.text import css_to_xpath

STORY = "".join(
    f"<p>On day {n} the ferry between the two towns sailed on time, the harbour office said in a note.</p>"
    for n in range(10)
)
PROMPT = "Our letter tells you each morning what has happened in the harbour."


def selector(box: str, text: str = PROMPT) -> str:
    """Return the selector of the receipt for a text that stands in a box inside the story."""
    page = Page(f"<html><body><div class='story lead'>{STORY}{box.format(text)}{STORY}</div></body></html>".encode())
    receipts = with_selectors(examine(page), page).receipts
    found = next(receipt.selector for receipt in receipts if receipt.text == text)
    tree = html.document_fromstring(page.markup)
    if found:
        assert any(text in "".join(el.itertext()) for el in tree.xpath(css_to_xpath(found)))
    return found


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("<p class='promo'>{}</p>", "p.promo"),
        ("<div class='newsletter-signup'><h3>Letter</h3><p>{}</p></div>", "div.newsletter-signup"),
        ("<div id='letter'><div><p>{}</p></div></div>", "div#letter"),
        ("<div id='letter-42' class='letter'><p>{}</p></div>", "div.letter"),
        ("<div class='css-1x2y' data-testid='letter'><p>{}</p></div>", 'div[data-testid="letter"]'),
        ("<div class='css-1x2y'><p>{}</p></div>", "div.story p"),
        ("<aside><p>{}</p></aside>", "aside"),
        ("<div class='md:flex letter'><p>{}</p></div>", "div.letter"),
        ("<h2>{}</h2>", "div.story h2"),
    ],
)
def test_the_nearest_name_that_few_share_is_told(box: str, expected: str) -> None:
    assert selector(box) == expected


def test_text_in_a_script_has_no_selector() -> None:
    told = "".join(
        f"<p>On day {n} the old ferry was late again, the harbour office said in a note.</p>" for n in range(30)
    )
    page = Page(f"<html><body><h1>The old ferry is late</h1><noscript>{told}</noscript></body></html>".encode())
    receipts = with_selectors(examine(page), page).receipts
    assert {receipt.selector for receipt in receipts if receipt.kept} == {""}
