"""Raised figures: the number of a footnote isn't said, an exponent is."""

import pytest

from narrate.extract.extractor import extract_article
from narrate.model import Page

LINE = "The council met in the harbour on Monday and spoke about the bridge for two hours."


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('day.<sup><a id="ref1" href="#fn1">1</a></sup>', "day."),
        ("day.<sup>1</sup>", "day."),
        ("\u201cday\u201d<sup>12</sup>", "\u201cday\u201d"),
        ('day<sup id="fnref:1"><a href="#fn:1">[1]</a></sup>', "day"),
        ('day.<a href="#fn1"><sup>1</sup></a>', "day."),
        ('day.<a href="#f1" role="doc-noteref">3</a>', "day."),
        ('day<sup><a href="/wiki/Day#cite_note-3">[3]</a></sup>', "day"),
        ("day.<sup>*</sup>", "day."),
        ("4 m<sup>2</sup>", "4 m\u00b2"),
        ("10<sup>6</sup>", "10\u2076"),
        ("10<sup>-3</sup>", "10\u207b\u00b3"),
        ("2<sup>1</sup>/<sub>2</sub>", "2 1/2"),
        ("the 5<sup>th</sup>", "the 5th"),
        ("CO<sub>2</sub>", "CO2"),
        ('<a href="#day">5</a>', "5"),
        ('the <a href="/page#top">top 5</a>', "the top 5"),
    ],
)
def test_what_a_raised_figure_becomes(markup, text):
    body = f"<p>{LINE}</p>" * 4 + f"<p>Our friends met {markup} and then many more came along.</p><p>{LINE}</p>"
    article = extract_article(
        Page(f"<html lang=en><body><article><h1>Bridge</h1>{body}</article></body></html>".encode())
    )
    assert f"Our friends met {text} and then many more came along." in [block.text for block in article.blocks]
