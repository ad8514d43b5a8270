"""The elements of a page with their offsets, as far as the placing of a player needs them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from narrate.embed.html_source import Source, Token, attributes_of, elements
from narrate.errors import PageRefused

__all__ = ["Element", "Tree", "ink_of"]

_INKLESS = re.compile(r"[\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\xad\u200b-\u200d\u2060]+")
"""What JavaScript's `\\s` matches (ECMAScript WhiteSpace and LineTerminator), and marks without width."""
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_BAD = re.compile("[^\\t\\n\\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0, 2.2, doesn't allow."""
_VOID = elements("void")
_ENDS_P = elements("ends_p")
"""Opening tags that end an open paragraph, HTML Standard 13.2.6.4.7."""
_FORMATTING = elements("formatting")
_GROUPS = [{"li"}, {"dd", "dt"}, {"optgroup", "option"}, {"tr"}, {"td", "th"}, {"tbody", "tfoot", "thead"}]
_SAME = {name: frozenset(group) for group in _GROUPS for name in group}
"""An opening tag of a group ends an open one of the same group."""
_MARKER = elements("marker")
_SCOPE = elements("scope")
_LIST_SCOPE = _SCOPE | {"ol", "ul", "dl"}
_CELL_ENDS = frozenset({"td", "th", "tr", "table", "tbody", "thead", "tfoot", "body", "html"})
"""Closing tags that may end what is open around a table's cell."""
_MAX_DEPTH = 512  # browsers (Blink) build no deeper trees; news pages stay below 50
_SILENT = elements("silent")
"""Their text isn't on the page, for the player's script neither."""


def ink_of(text: str) -> str:
    """Return `text` without what leaves no ink: blanks, soft hyphens, zero-width marks; the player counts alike."""
    return _INKLESS.sub("", text)


@dataclass(slots=True, eq=False)
class Element:
    """An element: where it begins and ends in the page, and which stretch of the page's ink is its own."""

    name: str
    start: int
    """Offset of its opening tag."""
    inner_start: int
    """Offset behind its opening tag."""
    parent: "Element | None"
    token: Token
    inner_end: int = -1
    end: int = -1
    ink_start: int = 0
    ink_end: int = 0
    children: "list[Element]" = field(default_factory=list)


class Tree:
    """The elements of a page in the order of their opening tags."""

    def __init__(self, source: Source) -> None:
        """Read the page's tags; a broken page gives a tree too.

        Raises:
            PageRefused: There are far too many tags, or far too many inside each other.
        """
        self.source = source
        self.elements: list[Element] = []
        self._stack: list[Element] = []
        self._open_names: Counter[str] = Counter()
        self._pieces: list[str] = []
        self._inked = 0
        self._links_reopened: list[tuple[int, int]] = []
        self._link_since: list[int | None] = [None]
        for token in source.tokens:
            self._take(token)
        while self._stack:
            self._pop(len(source.text), len(source.text))
        self._end_link(len(source.text))
        self.ink = "".join(self._pieces)
        """The text of the page without what leaves no ink."""

    def attributes(self, element: Element) -> dict[str, str]:
        """Return the attributes of `element`."""
        return attributes_of(self.source, element.token)

    def find(self, path: str) -> list[Element]:
        """Return the elements that an XPath finds, in document order."""
        root, element_by_mirror = self._mirror
        return [element_by_mirror[hit] for hit in root.xpath(path) if hit in element_by_mirror]

    @cached_property
    def _mirror(self) -> tuple[Any, dict[Any, Element]]:
        """The elements as a tree of lxml, which knows XPath, and the way back; names that XML lacks are left out."""
        from lxml import etree

        root = etree.Element("page")
        mirror_by_start: dict[int, Any] = {}
        element_by_mirror: dict[Any, Element] = {}
        for element in self.elements:
            above = mirror_by_start[element.parent.start] if element.parent else root
            written = "=" in self.source.text[element.start : element.inner_start]
            attributes = self.attributes(element) if written else {}
            plain = {name: _BAD.sub(" ", value) for name, value in attributes.items() if _XML_NAME.fullmatch(name)}
            name = element.name if _XML_NAME.fullmatch(element.name) else "other"
            mirror = etree.SubElement(above, name, plain)
            mirror_by_start[element.start], element_by_mirror[mirror] = mirror, element
        return root, element_by_mirror

    def closing(self, place: int) -> str:
        """Return the end tags that must come first at an offset for new content not to fall into a `p` or a link.

        A `p` without an end tag is open up to the tag that ends it. A link without one is opened again in whatever
        comes after the element in which it began (HTML Standard 13.2.4.3).
        """
        link = any(start < place <= end for start, end in self._links_reopened)
        paragraph = any(e.name == "p" and e.inner_end == e.end == place for e in self.elements)
        return "</p>" * paragraph + "</a>" * link

    @cached_property
    def ink_starts(self) -> list[int]:
        """Where each element's ink begins, in the order of the elements and so rising."""
        return [e.ink_start for e in self.elements]

    def _take(self, token: Token) -> None:
        if token.kind in {"text", "raw"}:
            if token.name not in _SILENT and not self._open_names["template"]:
                ink = ink_of(self.source.decoded(token.start, token.end))
                self._pieces.append(ink)
                self._inked += len(ink)
        elif token.kind == "open":
            self._open(token)
        elif token.kind == "close":
            self._close(token)
            if token.name == "a":
                self._end_link(token.start)

    def _end_link(self, at: int) -> None:
        """End what is opened again of a link."""
        since = self._link_since[-1]
        if since is not None and since < at:
            self._links_reopened.append((since, at))
        self._link_since[-1] = None

    def _open(self, token: Token) -> None:
        if token.name in {"html", "body"} and any(e.name == token.name for e in self._stack[:3]):
            return
        if token.name == "a":  # it ends an open link
            self._close(Token("close", token.start, token.start, "a"))
            self._end_link(token.start)
        if token.name in _ENDS_P:
            self._end(frozenset({"p"}), _SCOPE, token.start)
        if token.name in _SAME:
            self._end(
                _SAME[token.name],
                _LIST_SCOPE - _SAME[token.name] if token.name != "tr" else frozenset({"table"}),
                token.start,
            )
        parent = self._stack[-1] if self._stack else None
        element = Element(token.name, token.start, token.end, parent, token, ink_start=self._inked)
        self.elements.append(element)
        if parent:
            parent.children.append(element)
        self._stack.append(element)
        self._open_names[element.name] += 1
        if element.name in _MARKER:
            self._link_since.append(None)
        if len(self._stack) > _MAX_DEPTH:
            raise PageRefused(f"more than {_MAX_DEPTH} elements stand inside each other")
        if token.name in _VOID or (
            self.source.text[token.end - 2] == "/" and any(e.name in {"svg", "math"} for e in self._stack[-8:])
        ):
            self._pop(token.end, token.end)

    def _end(self, names: frozenset[str], scope: frozenset[str], at: int) -> None:
        if not any(self._open_names[name] for name in names):
            return
        for depth in range(len(self._stack) - 1, -1, -1):
            if self._stack[depth].name in names:
                while len(self._stack) > depth:
                    self._pop(at, at)
                return
            if self._stack[depth].name in scope:
                return

    def _close(self, token: Token) -> None:
        if not self._open_names[token.name]:
            return None
        for depth in range(len(self._stack) - 1, -1, -1):
            name = self._stack[depth].name
            if name == token.name:
                while len(self._stack) > depth + 1:
                    self._pop(token.start, token.start)
                self._pop(token.start, token.end)
                return None
            if token.name in _FORMATTING and name not in _FORMATTING:
                return self._end_formatting(depth, token)
            if name in {"td", "th", "table"} and token.name not in _CELL_ENDS:
                return None
        return None

    def _end_formatting(self, depth: int, token: Token) -> None:
        """End a misnested `</b>` alone: what it doesn't contain stays open."""
        for at in range(depth - 1, -1, -1):
            element = self._stack[at]
            if element.name == token.name:
                element.inner_end, element.end, element.ink_end = token.start, token.end, self._inked
                del self._stack[at]
                self._open_names[element.name] -= 1
                return

    def _pop(self, inner_end: int, end: int) -> None:
        element = self._stack.pop()
        self._open_names[element.name] -= 1
        element.inner_end, element.end, element.ink_end = inner_end, end, self._inked
        if element.name == "a" and self._link_since[-1] is None:
            self._link_since[-1] = inner_end
        elif element.name in _MARKER:
            self._end_link(end)
            self._link_since.pop()
