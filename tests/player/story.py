"""The blocks and sentences of a test page, as an extractor would give them: without footnotes and soft hyphens."""

import re
from pathlib import Path

from bs4 import BeautifulSoup

PAGES = Path(__file__).parent / "pages"
NAMES = ("ghost", "night", "plain", "rtl", "ticker", "wordpress")
_SENTENCE = re.compile(r"(?<=[.!?])[”»]?\s+|(?<=[.!?][”»])\s+")


def markup(name):
    return (PAGES / f"{name}.html").read_text(encoding="utf-8")


def language(html):
    return re.search(r'<html lang="(\w+)"', html)[1]


def blocks(html):
    soup = BeautifulSoup(html, "lxml")
    for note in soup.select("sup, small, .meta, figcaption"):
        note.decompose()
    found = []
    for element in soup.select("h2, p, li:not(:has(p))"):
        text = " ".join(element.get_text().replace("\u00ad", "").split())
        if text:
            found.append((text, [sentence for sentence in _SENTENCE.split(text) if sentence]))
    return found
