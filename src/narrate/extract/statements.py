"""What a page says of itself: JSON-LD, microdata, OpenGraph and other meta elements, gathered but not yet judged."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import html

from narrate.extract.words import words

__all__ = ["Statements", "gather", "texts"]

_ARTICLE_TYPES = re.compile(r"(Article|BlogPosting|Report|LiveBlogPosting|Review|OpinionNewsArticle|CreativeWork)$")
_MAX_JSON = 3_000_000  # characters; a larger block holds a shop's stock, not an article's statement
PARAGRAPHS = 3  # of the shortest story in an item
MAX_HEADINGS = 20  # of the first level that are looked at
MAX_DEPTH = 60  # elements outward in which an item is looked for
_COMMENT = re.compile(r"Comment|Person|Organization|ImageObject|Rating|ListItem", re.IGNORECASE)
_TRAILING_COMMA = re.compile(r",\s*(?=[}\]])")
# What wraps a block for parsers of XML and old browsers: `//<![CDATA[` ... `//]]>`, `<!--` ... `-->`.
_OPENING = re.compile(r"(?:(?://|/\*)?\s*+<!\[CDATA\[\s*+(?:\*/)?|<!--)\s*+")
_CLOSING = re.compile(r"(?:(?://|/\*)?\s{0,9}\]\]>\s{0,9}(?:\*/)?|-->)$")
WRAPPING = 30  # characters of the longest end of a wrapping


@dataclass(slots=True)
class Statements:
    """What was found, by source."""

    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD node that describes the article."""
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    """JSON-LD nodes by `@id`, for references."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents of meta elements by name or property, in lower case."""
    microdata: dict[str, list[str]] = field(default_factory=dict)
    """Values of itemprop attributes."""
    organisation: str = ""
    """Name of the organisation or site that JSON-LD gives outside the article."""


def gather(root: html.HtmlElement) -> Statements:
    """Return what the page says of itself.

    Args:
        root: The page's root element.
    """
    gathered = Statements()
    items = _Items(root)
    for el in root.iter("meta"):
        if el.get("itemprop") and not items.own(el):
            continue
        content = (el.get("content") or "").strip()
        for key in ("property", "name", "itemprop", "http-equiv"):
            if content and el.get(key):
                gathered.meta.setdefault(el.get(key).strip().lower(), []).append(content)
    for el in root.iterfind(".//*[@itemprop]"):
        if el.tag == "meta" or not items.own(el):
            continue
        value = el.get("content") or el.get("datetime") or (el.get("href") if el.tag == "link" else None)
        if value is None and el.get("itemprop") in ("headline", "author", "name", "datePublished"):
            value = " ".join("".join(el.itertext()).split())[:300]
        if value:
            gathered.microdata.setdefault(el.get("itemprop").lower(), []).append(value.strip())
    _gather_json(root, gathered)
    return gathered


class _Items:
    """Which microdata items are the page's own: a card has author and day too (HTML Standard, section 5.2.4)."""

    def __init__(self, root: html.HtmlElement) -> None:
        headings = islice(root.iter("h1"), MAX_HEADINGS)
        self._own = {item for heading in headings for item in heading.iterancestors() if _is_item(item)}
        self._holds_story: dict[html.HtmlElement, bool] = {}

    def own(self, el: html.HtmlElement) -> bool:
        """Tell whether a property is of an item around the headline, of what this holds, or of none at all.

        Where no item holds the headline, one that holds a story counts.
        """
        outer = None
        for item in islice(el.iterancestors(), MAX_DEPTH):
            if item in self._own:
                return True
            if _is_item(item):
                outer = item
        return outer is None or (not self._own and self._tells(outer))

    def _tells(self, item: html.HtmlElement) -> bool:
        """Tell whether an item is no comment, person or picture, and has as many paragraphs as a story."""
        if item not in self._holds_story:
            paragraph = next(islice(item.iter("p"), PARAGRAPHS - 1, None), None)
            self._holds_story[item] = paragraph is not None and not _COMMENT.search(item.get("itemtype") or "")
        return self._holds_story[item]


def _is_item(el: html.HtmlElement) -> bool:
    return el.get("itemscope") is not None and "WebPage" not in (el.get("itemtype") or "")


def _gather_json(root: html.HtmlElement, gathered: Statements) -> None:
    articles: list[dict[str, Any]] = []
    for el in root.iter("script"):
        if "ld+json" in (el.get("type") or "").lower():
            for node in _nodes(_loads(el.text or "")):
                if isinstance(node.get("@id"), str) and len(node) > 2:
                    gathered.nodes.setdefault(node["@id"], node)
                kinds = [kind for kind in texts(node.get("@type")) if kind]
                if any(_ARTICLE_TYPES.search(kind) for kind in kinds):
                    articles.append(node)
                elif any(kind in ("WebSite", "NewsMediaOrganization") for kind in kinds) and not gathered.organisation:
                    gathered.organisation = next(iter(texts(node.get("name"))), "")
    if articles:
        stated = set(words(" ".join(gathered.meta.get("og:title", ())[:1])))
        best = max(articles, key=lambda node: _fitness(node, stated))
        gathered.article = best if _is_own(best, root, stated) else {}


def _is_own(node: dict[str, Any], root: html.HtmlElement, stated: set[str]) -> bool:
    """Tell whether a node may tell of the page's article: its headline shares a word with one that the page has."""
    headline = set(words(next(texts(node.get("headline")), "")))
    titles = [*islice(root.iter("h1"), MAX_HEADINGS), *root.findall(".//title")[:1]]
    shown = stated.union(*(words(" ".join(el.itertext())) for el in titles))
    return not headline or not shown or not headline.isdisjoint(shown)


def _fitness(node: dict[str, Any], stated: set[str]) -> float:
    """Return how fully a node tells of the page's own article; stories listed beside it have another title."""
    headline = set(words(next(texts(node.get("headline")), "")))
    agreement = len(headline & stated) / max(1, len(headline | stated))
    return sum(key in node for key in _TELLING) + 10 * agreement


_TELLING = (
    "headline",
    "author",
    "datePublished",
    "articleBody",
    "publisher",
    "mainEntityOfPage",
    "image",
    "description",
)


def _loads(text: str) -> Any:
    text = text.strip()
    if not text or len(text) > _MAX_JSON:
        return None
    text = text[opening.end() :] if (opening := _OPENING.match(text)) else text
    text = (text[:-WRAPPING] + _CLOSING.sub("", text[-WRAPPING:])).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value, outer ones first, at most 5,000."""
    queue = [value]
    seen = 0
    while queue and seen < 5000:
        item = queue.pop(0)
        seen += 1
        if isinstance(item, dict):
            yield item
            queue.extend(part for part in item.values() if isinstance(part, dict | list))
        elif isinstance(item, list):
            queue.extend(part for part in item if isinstance(part, dict | list))


def texts(value: Any) -> Iterator[str]:
    """Yield the strings in a JSON-LD value: itself, its members, or their names."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value[:100]:
            yield from (texts(part) if not isinstance(part, list) else ())
    elif isinstance(value, dict):
        for key in ("name", "@value", "url", "@id"):
            if value.get(key):
                yield from texts(value[key]) if not isinstance(value[key], dict) else ()
                return
