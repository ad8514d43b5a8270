"""A short CSS selector for each stretch of a page's text, from which a site rule can be written."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree, html

from narrate.extract.decode import decode
from narrate.extract.tree import parse
from narrate.extract.walk import SILENT_TAGS
from narrate.model import Extraction, Page

__all__ = ["with_selectors"]

_LEVELS = 6  # elements outward in which a name is looked for
_BOX = 8  # stretches that a form or card holds; in a larger element the stretch's own tag is told too
_WORD = re.compile(r"-?[A-Za-z_][\w-]*")  # what `selectors` takes for a class or an id
_ATTRIBUTES = ("data-testid", "data-component", "itemprop")
_BOXES = frozenset(["aside", "footer", "header", "nav", "form", "figure", "details", "blockquote", "section"])
_OUTERMOST = frozenset(["body", "html"])


def with_selectors(extraction: Extraction, page: Page) -> Extraction:
    """Return an extraction whose receipts say by which selector a site rule finds their elements.

    The selector is that of the element, or of one a few steps around it, which finds the fewest stretches of the page;
    names with figures in them, which systems make up for each page or build, are the last choice. It is empty for what
    no rule finds: text in scripts, and in elements without any name.

    Args:
        extraction: What was made of the page.
        page: The page.
    """
    root = parse(decode(page.markup))
    found = [_element(root, receipt.anchor) for receipt in extraction.receipts]
    counts = Counter(name for el in found for name in {name for _, name in _names(el)})
    receipts = (replace(r, selector=_shortest(el, counts)) for r, el in zip(extraction.receipts, found, strict=True))
    return replace(extraction, receipts=tuple(receipts))


def _element(root: html.HtmlElement, path: str) -> html.HtmlElement | None:
    """Return the element at an XPath; None where another parser or a script has the text."""
    try:
        hits = root.xpath(path)
    except etree.XPathError:
        return None
    return hits[0] if hits and hits[0].tag not in SILENT_TAGS else None


def _names(el: html.HtmlElement | None) -> Iterator[tuple[int, str]]:
    """Yield each selector of an element and of those around it, with the steps outward."""
    level = 0
    while el is not None and el.tag not in _OUTERMOST and level < _LEVELS:
        for name in (el.get("class") or "").split():
            if _WORD.fullmatch(name):
                yield level, f"{el.tag}.{name}"
        if _WORD.fullmatch(el.get("id") or ""):
            yield level, f"{el.tag}#{el.get('id')}"
        for key in _ATTRIBUTES:
            if _WORD.fullmatch(el.get(key) or ""):
                yield level, f'{el.tag}[{key}="{el.get(key)}"]'
        if el.tag in _BOXES:
            yield level, el.tag
        el, level = el.getparent(), level + 1


def _shortest(el: html.HtmlElement | None, counts: Counter[str]) -> str:
    ranked = [(any(map(str.isdigit, name)), counts[name], level, name) for level, name in _names(el)]
    if el is None or not ranked:
        return ""
    _, count, level, name = min(ranked, key=lambda rank: rank[:3])
    return f"{name} {el.tag}" if level and count > _BOX else name
