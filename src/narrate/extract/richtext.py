"""From what a content system stores to markup: HTML in a string, plain text, Markdown, or an editor's list of blocks.

Editors store a story as a list of objects (Arc's `content_elements`, Portable Text, Draft.js, ProseMirror, Contentful,
Lexical, Editor.js, React elements), each with a kind and, somewhere below a few usual keys, its text.
"""

import re
from html import escape, unescape
from typing import Any

__all__ = ["Blocks", "from_text", "is_element"]

MAX_DEPTH = 30
_STRING_KEYS = (
    "text",
    "content",
    "html",
    "value",
    "copy",
    "markup",
    "rendered",
    "processed",
    "insert",
    "paragraph",
    "body",
)
"""Where a block keeps its text; the first that holds some is the block's."""
_INNER_KEYS = (
    "children",
    "content",
    "nodes",
    "leaves",
    "value",
    "body",
    "text",
    "paragraph",
    "data",
    "props",
    "model",
    "attributes",
)
"""Where it keeps the pieces of a line, or other blocks."""
_BLOCK_KEYS = ("items", "blocks", "content_elements", "components", "elements", "document", "root", "fields")
"""Where it keeps other blocks only."""
_KIND_KEYS = (
    "type",
    "_type",
    "__typename",
    "nodeType",
    "kind",
    "tag",
    "tagName",
    "listItem",
    "style",
    "blockType",
    "component",
    "name",
)
_OTHER = re.compile(
    r"image|photo|picture|video|embed|gallery|advert|\bad\b|\bads\b|promo|newsletter|related|interstitial|social|tweet|iframe|"
    r"audio|poll|widget|divider|caption|table|script|podcast|button|form|link-?list|recommend|comment|map\b|chart|figure|media|raw-?_?html|"
    r"code",
    re.IGNORECASE,
)
_HEADING = re.compile(r"head(?:ing|er|line)|^h[1-6]$|sub-?(?:title|head)|crosshead", re.IGNORECASE)
_QUOTE = re.compile(r"quote", re.IGNORECASE)
_ITEM = re.compile(r"^list$|list-?_?item|^li$|bullet|^(?:un)?ordered|^number", re.IGNORECASE)
_INLINE = re.compile(
    r"^(?:text|span|link|hyperlink|a|b|i|em|strong|u|mark|br|leaf|inline|line-?break|hard-?break|autolink|sub|sup|textnode|abbr|cite)?$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"^(?:br|(?:line|hard|soft)-?break)$", re.IGNORECASE)
_PIECES = frozenset(["text", "value", "children", "content", "tag"])
_CARD = frozenset(
    ["url", "slug", "href", "canonical_url", "permalink", "byline", "author", "authors", "published", "publishedAt"]
)
_TITLES = frozenset(["headline", "headlines", "title", "hed"])
_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li|blockquote|section)\b", re.IGNORECASE)
_ANY_MARKUP = re.compile(r"<[a-zA-Z/!]|&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_ESCAPED_TAG = re.compile(r"&lt;(?:p|br|div|h[1-6]|li)\b", re.IGNORECASE)
# A sentence's end glued to the next one's beginning: where a paragraph's mark was lost.
_GLUED = re.compile(
    r"(?<=[a-zà-öø-ÿа-яёіїєґ]{3})([.!?…]+[\"”’»)]*)(?=[\"“„«(]?[A-ZÀ-ÖØ-ÞА-ЯЁІЇЄҐ][a-zà-öø-ÿа-яёіїєґ ])"
)
_MARKDOWN = re.compile(r"^#{1,4} \S|\[[^\[\]\n]{1,200}\]\(https?://|^\*\*\S", re.MULTILINE)


def from_text(text: str) -> str:
    """Return the markup of a story that is stored as one string.

    Args:
        text: HTML (also escaped), Markdown, or plain text with or without line ends.
    """
    if _TAG.search(text):
        return text
    if _ESCAPED_TAG.search(text):
        return unescape(text)
    if _MARKDOWN.search(text):
        return "".join(map(_from_markdown, re.split(r"\n\s*\n", text)))
    lines = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text) else text.split("\n")
    parts = [part for line in lines for part in _GLUED.sub(r"\1\n", line).split("\n")]
    return "".join(f"<p>{_inline(part)}</p>" for part in parts if part.strip())


def _from_markdown(part: str) -> str:
    part = part.strip()
    heading = re.match(r"#{1,4} +", part)
    tag = "h2" if heading else "blockquote" if part.startswith("> ") else "p"
    part = re.sub(r"!\[[^\]\n]{0,300}\]\([^()\s]{0,2000}\)", "", part[heading.end() :] if heading else part)
    part = re.sub(r"^>\s?", "", part, flags=re.MULTILINE)
    part = re.sub(r"\[([^\]\n]{1,300})\]\(([^()\s]{1,2000})[^()]{0,200}\)", r'<a href="\2">\1</a>', part)
    part = re.sub(r"(\*{1,3}|_{2,3}|`)(?=\S)([^*`\n]{1,500}?)(?<=\S)\1", r"\2", part)
    if re.match(r"[-*+] ", part):
        return "".join(f"<li>{item}</li>" for item in re.split(r"(?:^|\n)[-*+] +", part) if item.strip())
    return f"<{tag}>{part}</{tag}>" if part else ""


def _inline(text: str) -> str:
    return text if _ANY_MARKUP.search(text) else escape(text, quote=False)


class Blocks:
    """Turns lists of blocks into markup, within bounds over all of a page's lists."""

    MOST = 200_000  # objects and strings looked at: some 1 s

    def __init__(self) -> None:
        self._left = self.MOST

    def markup(self, blocks: list[Any]) -> list[str]:
        """Return the markup of an editor's list of blocks, an element each; pictures, adverts and cards go.

        Args:
            blocks: Objects, strings, or React elements in the form `["$", tag, key, properties]`.
        """
        texts_out: list[str] = []
        for block in blocks:
            self._emit(block, "p", texts_out, 0)
        return texts_out

    def _emit(self, block: Any, tag: str, texts_out: list[str], depth: int) -> None:
        """Add the elements of a block, and of the blocks in it."""
        self._left -= 1
        if depth > MAX_DEPTH or self._left < 0:
            return
        block = _plain(block)
        if isinstance(block, str):
            texts_out += (
                [from_text(block) if _TAG.search(block) else f"<{tag}>{_inline(block)}</{tag}>"]
                if block.strip()
                else []
            )
        elif isinstance(block, list):
            self._emit_all(block, tag, texts_out, depth)
        elif isinstance(block, dict) and not _is_other(block):
            tag = _tag(_kind(block), tag)
            text = next(
                (block[key] for key in _STRING_KEYS if isinstance(block.get(key), str) and block[key].strip()), None
            )
            if text is not None:
                self._emit(text, tag, texts_out, depth + 1)
                return
            for key in _INNER_KEYS:
                self._emit_inner(block.get(key), tag, texts_out, depth)
            for key in _BLOCK_KEYS:
                inner = block.get(key)
                self._emit_all(inner if isinstance(inner, list) else [inner], tag, texts_out, depth)

    def _emit_inner(self, inner: Any, tag: str, texts_out: list[str], depth: int) -> None:
        """Add what stands in a block: the pieces of one line, or blocks."""
        parts = (
            [_plain(part) for part in inner] if isinstance(inner, list) and not is_element(inner) else [_plain(inner)]
        )
        if all(map(_is_inline, parts)):
            self._emit("".join(self._words(part, depth) for part in parts), tag, texts_out, depth + 1)
        else:
            self._emit_all(parts, tag, texts_out, depth)

    def _emit_all(self, blocks: list[Any], tag: str, texts_out: list[str], depth: int) -> None:
        for block in blocks:
            self._emit(block, tag, texts_out, depth + 1)

    def _words(self, part: Any, depth: int) -> str:
        """Return the words of a piece of a line; a break is a blank."""
        self._left -= 1
        part = _plain(part)
        if isinstance(part, str):
            return part
        if depth > MAX_DEPTH or self._left < 0:
            return ""
        if isinstance(part, list):
            return "".join(self._words(piece, depth + 1) for piece in part)
        if not isinstance(part, dict):
            return ""
        if _BREAK.match(_kind(part)):
            return " "
        return next(
            (self._words(part[key], depth + 1) for key in ("text", "value", "children", "content") if part.get(key)), ""
        )


def is_element(value: Any) -> bool:
    """Tell whether a value is a React element as it is streamed: `["$", tag, key, properties]`."""
    return isinstance(value, list) and len(value) >= 4 and value[0] == "$" and isinstance(value[1], str)


def _plain(value: Any) -> Any:
    """Return a React element as an object with its tag and its children; anything else as it is."""
    if is_element(value):
        properties = value[3] if isinstance(value[3], dict) else {}
        return {"tag": value[1], "children": properties.get("children")}
    return value


def _is_other(block: dict[str, Any]) -> bool:
    """Tell whether a block is no text of the story, but a picture, an advert, or the card of another story."""
    return bool(_OTHER.search(_kind(block)) or (_TITLES & block.keys() and _CARD & block.keys()))


def _kind(block: dict[str, Any]) -> str:
    kinds = [block[key] for key in _KIND_KEYS if isinstance(block.get(key), str) and len(block[key]) < 60]
    return " ".join(kind for kind in kinds if " " not in kind)


def _tag(kind: str, around: str) -> str:
    words = kind.split()
    for pattern, tag in ((_HEADING, "h2"), (_QUOTE, "blockquote"), (_ITEM, "li")):
        if any(map(pattern.search, words)):
            return tag
    return around


def _is_inline(part: Any) -> bool:
    if isinstance(part, dict):
        return all(map(_INLINE.match, _kind(part).split())) and not _PIECES.isdisjoint(part)
    return isinstance(part, str) and not _TAG.search(part)
