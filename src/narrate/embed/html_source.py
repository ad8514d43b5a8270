"""A page as its bytes: a tolerant tokenizer whose offsets point into the page as it was found.

By hand, since every parser that writes a page back changes bytes of it: nothing is parsed into a tree and written.
The page is seen as text with one character per byte (or per code unit in UTF-16), so that every offset is exact in any
encoding whose markup is ASCII.
"""

import codecs
import html
import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from narrate.errors import PageRefused
from narrate.extract.decode import charset_of
from narrate.text import rows

__all__ = ["Source", "Token", "attributes_of", "elements"]


@cache
def elements(group: str) -> frozenset[str]:
    """Return the names of the elements of `group`, a row of `elements.tsv`."""
    names = next(names for name, names in rows("narrate.embed", "elements.tsv") if name == group)
    return frozenset(names.split())


_MARKUP = re.compile(
    r"""<(?:!--(?:>|->|.*?(?:-->|--!>|(?P<endless>\Z)))"""  # comment, HTML Standard 13.2.5.43
    r"""|(?:[!?]|/[^a-zA-Z>])[^>]*+(?:>|\Z)"""  # doctype and what the standard calls bogus comments
    r"""|(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)"""
    r"""(?:[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+))?+)*+[\s/]*+>"""
    r"""|(?P<cut>/?[a-zA-Z].*+))""",  # a tag that never ends: the rest of the page is no text, 13.2.5 "EOF in tag"
    re.DOTALL | re.ASCII,
)
_ATTRIBUTE = re.compile(r"""([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)))?""", re.ASCII)
_RAW = elements("raw")
"""Elements whose content holds no tags, HTML Standard 13.2.5.1; `noscript` as a browser with scripts sees it."""
_SCRIPT_MARKUP = re.compile(r"<!(?=--)|-->|<(?P<close>/?)script(?=[\s/>])", re.ASCII | re.IGNORECASE)
_META_CHARSET = re.compile(r"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([-\w:.]+)", re.ASCII | re.IGNORECASE)
_STATEFUL = ("iso-2022", "iso2022", "hz", "utf-7", "utf7")
"""Charsets in which a byte that looks like `<` may be half a letter."""
_MAX_BYTES = 32 << 20  # as much as is read aloud; far above any article
_MAX_PIECES = 200_000  # tags and comments: the largest news pages have 30,000; so many take some 5 s


class Token(NamedTuple):
    """A piece of markup, or the text between two of them."""

    kind: str
    """`open`, `close`, `comment`, `text`, `raw` for the inside of a script and its like, `cut` for a comment or tag
    that the page ends in."""
    start: int
    end: int
    name: str = ""
    """Lower-case name of the tag; for `raw` that of the element around it."""


class Source:
    """The page's characters, and the way from their offsets to those of its bytes."""

    def __init__(self, markup: bytes) -> None:
        """See `markup` as characters.

        Raises:
            PageRefused: The bytes can't be edited safely; the message says why.
        """
        if len(markup) > _MAX_BYTES:
            raise PageRefused(f"the page is larger than {_MAX_BYTES >> 20} MB")
        self._markup = markup
        self._unit, self._shift, self.charset = 1, 0, ""
        for bom, charset in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
            if markup.startswith(bom):
                self._unit, self._shift, self.charset = 2, 2, charset
        if self._unit == 2 and len(markup) % 2:
            raise PageRefused("the page says that it is UTF-16 but has half a character")
        self.text = self._units() if self._unit == 2 else markup.decode("latin-1")
        self.charset = self.charset or self._declared()

    def _units(self) -> str:
        high = 1 if self.charset == "utf-16-le" else 0
        body = self._markup[2:]
        return "".join(map(chr, (a << 8 | b for a, b in zip(body[high::2], body[1 - high :: 2], strict=True))))

    def _declared(self) -> str:
        match = _META_CHARSET.search(self.text, 0, 4096)
        name = match[1].lower() if match else ""
        if name.startswith(_STATEFUL) and not self._markup.startswith(codecs.BOM_UTF8):
            raise PageRefused(f"pages in {name} can't be edited safely byte by byte")
        charset = charset_of(self._markup)
        return "utf-8" if charset.startswith(("utf-16", "utf-32")) else charset  # those have no tags to be found

    def decoded(self, start: int, end: int) -> str:
        """Return what a reader sees between two offsets: decoded, character references resolved."""
        piece = self.text[start:end]
        if not piece.isascii():
            raw = self._markup[self._shift + start * self._unit : self._shift + end * self._unit]
            piece = raw.decode(self.charset, "replace")
        return html.unescape(piece) if "&" in piece else piece

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """All tokens in order; together they cover the page. Raises PageRefused where there are far too many."""
        return tuple(self._read())

    def _read(self) -> Iterator[Token]:
        text, at, pieces = self.text, 0, 0
        while match := _MARKUP.search(text, at):
            pieces += 1
            if pieces > _MAX_PIECES:
                raise PageRefused(f"the page has more than {_MAX_PIECES:,} tags and comments, which no article needs")
            start, end = match.span()
            if at < start:
                yield Token("text", at, start)
            name = (match["name"] or "").lower()
            yield Token(_kind(match), start, end, name)
            at = end
            if name in _RAW and not match["close"]:
                at = self._raw_end(name, end)
                if end < at:
                    yield Token("raw", end, at, name)
        if at < len(text):
            yield Token("text", at, len(text))

    def _raw_end(self, name: str, start: int) -> int:
        if name == "script":
            return self._script_end(start)
        closing = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.ASCII | re.IGNORECASE)
        match = closing.search(self.text, start)
        return match.start() if match else len(self.text)

    def _script_end(self, start: int) -> int:
        """Find where a script ends: `<!-- <script>` hides one `</script>`, HTML Standard 13.2.5.15 to 13.2.5.31."""
        in_comment = in_script = False
        for step in _SCRIPT_MARKUP.finditer(self.text, start):
            if step["close"]:
                if not in_script:
                    return step.start()
                in_script = False
            elif step["close"] is None:
                in_comment = step[0] != "-->"
                in_script &= in_comment
            else:
                in_script |= in_comment
        return len(self.text)

    def edited(self, cuts: list[tuple[int, int]], insertions: list[tuple[int, str]]) -> bytes:
        """Return the page's bytes without `cuts` and with `insertions`, which are ASCII; all else stays as it is."""
        edits = sorted(
            [(start, end, "") for start, end in cuts] + [(at, at, text) for at, text in insertions], key=lambda e: e[:2]
        )
        pieces, done = [self._markup[: self._shift]], 0
        codec = self.charset if self._unit == 2 else "ascii"
        for start, end, text in edits:
            pieces += [self._bytes(done, start), text.encode(codec)]
            done = end
        return b"".join([*pieces, self._bytes(done, len(self.text))])

    def _bytes(self, start: int, end: int) -> bytes:
        return self._markup[self._shift + start * self._unit : self._shift + end * self._unit]


def _kind(markup: re.Match[str]) -> str:
    if markup["name"]:
        return "close" if markup["close"] else "open"
    return "comment" if markup["cut"] is None and markup["endless"] is None else "cut"


def attributes_of(source: Source, token: Token) -> dict[str, str]:
    """Return the attributes of an opening tag by lower-case name; the first of two equal names counts."""
    value_by_name: dict[str, str] = {}
    start = token.start + 1 + len(token.name)
    for match in _ATTRIBUTE.finditer(source.text, start, token.end - 1):
        group = match.lastindex or 1
        value = source.decoded(match.start(group), match.end(group)) if group > 1 else ""
        value_by_name.setdefault(match[1].lower(), value)
    return value_by_name
