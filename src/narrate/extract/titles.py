"""The headline without the site's name."""

import re
from html import unescape

from lxml import html

from narrate.extract.statements import Statements, texts
from narrate.extract.walk import Candidate
from narrate.extract.words import words

__all__ = ["choose"]

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:«/‹›~]+\s+|\s*[|»]\s*")
_MAX_CHARS = 400


def choose(root: html.HtmlElement, said: Statements, found: list[Candidate], site: str | None) -> str:
    """Return the headline; empty if the page has none.

    The page's own heading wins where the statements agree with it, for it is what a reader sees; else JSON-LD,
    microdata, OpenGraph and the title element, without the site's suffix.

    Args:
        root: The page's root element.
        said: What the page says of itself.
        found: Its candidate blocks.
        site: Name of the publication, to be cut off.
    """
    stated = [_clean(text) for text in _stated(root, said)]
    stated = [text for text in stated if 0 < len(text) <= _MAX_CHARS]
    headings = [c.text for c in found if c.frame.tag == "h1" and not c.hidden and len(c.text) <= _MAX_CHARS]
    best, agreement = "", 0.0
    for heading in headings:
        share = max((_agreement(heading, text) for text in stated), default=0.0)
        if share > agreement:
            best, agreement = heading, share
    if agreement >= 0.5 and len(words(best)) > 1:
        return best
    for text in stated:
        trimmed = _without_site(text, site)
        if trimmed:
            return trimmed
    return headings[0] if headings else ""


def _stated(root: html.HtmlElement, said: Statements) -> list[str]:
    article = said.article
    return [
        *list(texts(article.get("headline")))[:1],
        *said.microdata.get("headline", [])[:1],
        *said.meta.get("og:title", [])[:1],
        *said.meta.get("twitter:title", [])[:1],
        *(" ".join(el.itertext()) for el in root.findall(".//title")[:1]),
    ]


def _clean(text: str) -> str:
    text = unescape(text)
    if "<" in text:
        text = re.sub(r"<[^>]{1,80}>", "", text)
    return " ".join(text.replace("\u200b", "").replace("\xad", "").split())


def _agreement(heading: str, text: str) -> float:
    """Return the share of the heading's words that the text holds; a part of a longer title counts whole."""
    own, other = set(words(heading)), set(words(text))
    return len(own & other) / len(own) if own else 0.0


def _without_site(text: str, site: str | None) -> str:
    """Cut off parts at either end that name the site."""
    pieces = _SEPARATOR.split(text)
    if len(pieces) == 1:
        return text
    own = set(words(site or ""))
    spans = list(_SEPARATOR.finditer(text))
    start, end = 0, len(text)
    tail = set(words(pieces[-1]))
    if tail and (
        tail <= own
        or own <= tail
        or "".join(words(pieces[-1])) in "".join(words(site or ""))
        or (len(tail) <= 4 and "|" in spans[-1].group())
    ):
        end = spans[-1].start()
        if len(pieces) > 2 and "|" in spans[-2].group():
            end = spans[-2].start()
    head = set(words(pieces[0]))
    if head and head <= own and len(pieces) > 1 and spans[0].end() < end:
        start = spans[0].end()
    return text[start:end].strip()
