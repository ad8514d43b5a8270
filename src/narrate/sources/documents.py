"""Documents that aren't pages yet: Markdown, plain text, EPUB, PDF, MHTML and packed pages, each turned into a page.

All of a Markdown, text, EPUB or PDF document is the story, so nothing of it is judged; the page inside an MHTML or gzip
file is an ordinary page.
"""

import email
import email.policy
import io
import re
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath
from statistics import median
from typing import Any
from urllib.parse import unquote

from narrate.errors import PageUnreadable, install_hint
from narrate.model import Page
from narrate.text import Markup, element, is_address, joined

__all__ = ["as_page"]

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE_KEYS, _AUTHOR_KEYS, _DATE_KEYS = ("title", "headline"), ("author", "authors", "byline"), ("date", "published")
_LANGUAGE_KEYS = ("lang", "language")
_MAX_TITLE_CHARS = 200
_CHAPTERS = 500  # of a book: more is an archive
_PDF_PAGES = 300
_NOT_TEXT = re.compile(
    r"\W*(?:page\s)?\d{1,4}(?:\s*(?:/|of)\s*\d+)?\W*"  # a page's number; then what browsers print above and below
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d\d.*|(?:https?|file)://\S+(?:\s*\d+/\d+)?\s*",
    re.IGNORECASE,
)


def as_page(name: str, content: bytes, max_bytes: int) -> Page | None:
    """Return the page that a document becomes; None if it is one already, as far as its name and first bytes tell.

    Args:
        name: Of the file, or an empty text for standard input.
        content: All of it.
        max_bytes: Of what it unpacks to.

    Raises:
        PageUnreadable: It is damaged, locked, has no text, or unpacks to more than `max_bytes`.
    """
    for start, read in ((b"%PDF-", _pdf), (b"PK\x03\x04", _epub), (b"\x1f\x8b", _packed)):
        if content.startswith(start):
            return read(content, max_bytes)
    head = _text(content[:10_000])
    if name.lower().endswith((".mht", ".mhtml")):
        return _mhtml(content)
    if name.lower().endswith((".md", ".markdown")) or (not name and _FRONT_MATTER.match(head)):
        return _markdown(_text(content))
    is_plain = name.lower().endswith(".txt") or (not name and head.strip() and "<" not in head)
    return _plain(_text(content)) if is_plain else None


def _text(content: bytes) -> str:
    text = content.decode("utf-8-sig", "replace")
    if "\ufffd" in text[:100_000]:
        text = content.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _page(body: str, *, title: str = "", authors: Iterable[str] = (), published: str = "", language: str = "") -> Page:
    """Return a page all of whose `article` is the story."""
    facts = [element("meta", {"name": "author", "content": author}) for author in authors if author]
    if published:
        facts.append(element("meta", {"property": "article:published_time", "content": published}))
    head = element("head", None, element("meta", {"charset": "utf-8"}), element("title", None, title), *facts)
    heading = element("header", None, element("h1", None, title)) if title else ""
    content = element("body", None, heading, element("article", None, Markup(body)))
    return Page(f"<!doctype html>{element('html', {'lang': language or None}, head, content)}".encode(), is_story=True)


def _markdown(text: str) -> Page:
    """Return the page of CommonMark with front matter; blocks of code aren't read."""
    from markdown_it import MarkdownIt

    facts: dict[str, Any] = {}
    if match := _FRONT_MATTER.match(text):
        facts, text = _front_matter(match[1]), text[match.end() :]
    renderer = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = [token for token in renderer.parse(text) if token.type not in {"fence", "code_block"}]
    title = _first(facts, _TITLE_KEYS)
    if not title and tokens[:1] and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        title, tokens = tokens[1].content, tokens[3:]
        title = re.sub(r"[*_`]", "", title)
    body = renderer.renderer.render(tokens, renderer.options, {})
    return _page(
        body,
        title=title,
        authors=_all(facts, _AUTHOR_KEYS),
        published=_first(facts, _DATE_KEYS),
        language=_first(facts, _LANGUAGE_KEYS),
    )


def _front_matter(text: str) -> dict[str, Any]:
    import yaml

    try:
        facts = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2024-13-40
        return {}
    return {str(key).lower(): value for key, value in facts.items()} if isinstance(facts, dict) else {}


def _all(facts: dict[str, Any], keys: tuple[str, ...]) -> list[str]:
    value: Any = next((facts[key] for key in keys if facts.get(key)), [])
    values = value if isinstance(value, list) else [value]
    named = [each.get("name") if isinstance(each, dict) else each for each in values]
    return [" ".join(str(each).split()) for each in named if each]


def _first(facts: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next(iter(_all(facts, keys)), "")


def _plain(text: str) -> Page:
    """Return the page of plain text: a paragraph between blank lines, else a line; a first one like a title is it."""
    parts = re.split(r"\n\s*\n", text.strip())
    if len(parts) == 1:
        parts = text.strip().split("\n")
    paragraphs = [" ".join(_unhyphenated(part).split()) for part in parts]
    paragraphs = [paragraph for paragraph in paragraphs if paragraph]
    if paragraphs and all(map(is_address, text.split())):
        raise PageUnreadable("it is a list of addresses; `narrate batch` reads the pages in it")
    if not paragraphs:
        raise PageUnreadable("there is no text in it; give a file with an article")
    has_title = len(paragraphs) > 1 and len(paragraphs[0]) <= _MAX_TITLE_CHARS and paragraphs[0][-1] not in ".,;"
    title = paragraphs.pop(0) if has_title else ""
    return _page(joined([element("p", None, paragraph) for paragraph in paragraphs]), title=title)


def _unhyphenated(text: str) -> str:
    """Return `text` with words whole that the end of a line had cut."""
    return re.sub(r"(?<=[^\W\d_])[-\u2010\u00ad]\n\s*(?=[a-zà-ÿа-яё])", "", text)


def _packed(content: bytes, max_bytes: int) -> Page:
    try:
        return Page(zlib.decompressobj(wbits=31).decompress(content, max_bytes + 1))
    except zlib.error as error:
        raise PageUnreadable(f"it can't be unpacked ({error}); fetch it again") from error


def _mhtml(content: bytes) -> Page:
    """Return the page that a browser saved with its pictures (RFC 2557): its first HTML part, with its address."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            markup = part.get_payload(decode=True)
            address = part.get("Content-Location") or message.get("Snapshot-Content-Location")
            if isinstance(markup, bytes) and markup.strip():
                charset = part.get_content_charset()
                text = markup.decode(charset, "replace").encode() if charset and _is_charset(charset) else markup
                return Page(text, str(address) if address and str(address).startswith("http") else None)
    raise PageUnreadable("there is no HTML in this web archive; save the page again")


def _is_charset(name: str) -> bool:
    try:
        "".encode(name)
    except LookupError:
        return False
    return True


def _epub(content: bytes, max_bytes: int) -> Page:
    """Return the page of an EPUB 2 or 3: the documents of its spine in order, each a chapter."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return _book(book, max_bytes)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise PageUnreadable(f"it can't be read as an EPUB ({error}); give another file") from error


def _book(book: zipfile.ZipFile, max_bytes: int) -> Page:
    left = max_bytes

    def part(name: str) -> Any:
        nonlocal left
        with book.open(name) as file:
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise PageUnreadable(f"it unpacks to more than {max_bytes >> 20} MB of text; give a smaller book")
        return _parsed(content)

    if "META-INF/container.xml" not in book.namelist():
        raise PageUnreadable("it is an archive or a Word document, not an EPUB; give its text as .txt, .md or .html")
    package = part("META-INF/container.xml").xpath("string(//*[local-name()='rootfile']/@full-path)")
    root = part(package)
    if root is None or "META-INF/rights.xml" in book.namelist():
        raise PageUnreadable("the book is locked by its publisher; give one without DRM")

    def facts(name: str) -> list[str]:
        return [" ".join("".join(each.itertext()).split()) for each in root.xpath(f"//*[local-name()='{name}']")]

    path_by_id = {item.get("id"): item.get("href") for item in root.xpath("//*[local-name()='item']")}
    folder = PurePosixPath(package).parent
    chapters = []
    for number, each in enumerate(root.xpath("//*[local-name()='itemref'][not(@linear='no')]")):
        href = path_by_id.get(each.get("idref"))
        if href is None or number >= _CHAPTERS:
            continue
        document = part(str(folder / unquote(href)))
        if document is not None and not document.xpath("//*[local-name()='nav'][@*='toc']"):
            chapters.append(_inner(document))
    if not any(re.search(r"\w", re.sub("<[^<>]*>", "", chapter)) for chapter in chapters):
        raise PageUnreadable("there is no text in this book; give another one")
    return _page(
        "".join(chapters),
        title=next(iter(facts("title")), ""),
        authors=facts("creator"),
        published=next(iter(facts("date")), ""),
        language=next(iter(facts("language")), "")[:2].lower(),
    )


def _parsed(content: bytes) -> Any:
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(content, parser)


def _inner(document: Any) -> str:
    """Return what stands in a chapter's body as HTML, without namespaces, scripts and styles."""
    from lxml import etree, html

    bodies = document.xpath("//*[local-name()='body']")
    if not bodies:
        return ""
    for el in bodies[0].iter(etree.Element):
        el.tag = etree.QName(el).localname
        for key in [key for key in el.attrib if key.startswith("{")]:
            del el.attrib[key]
    etree.strip_elements(bodies[0], "script", "style", "svg", with_tail=False)
    etree.cleanup_namespaces(bodies[0])
    return "".join(html.tostring(child, encoding="unicode") for child in bodies[0])


@dataclass(slots=True)
class _Line:
    """A line of type on a page of a PDF."""

    text: str
    size: float
    """Of the type, in points."""
    x: float
    y: float
    """From the lower left corner, in points."""


def _pdf(content: bytes, _max_bytes: int) -> Page:
    """Return the page of a PDF with a text layer: cut words whole, running heads and page numbers left out.

    The order is that in which the text was set, which keeps columns apart.
    """
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise PageUnreadable(f"PDF needs a library: {install_hint('pdf')}, or give the article's HTML") from None
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise PageUnreadable("this PDF is locked by a password; give one without")
        pages = [list(_lines(page)) for page in reader.pages[:_PDF_PAGES]]
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PageUnreadable(f"this PDF can't be read ({error or type(error).__name__}); give another file") from error
    lines = [line for page in _without_running_heads(pages) for line in page]
    if not any(re.search(r"\w{3}", line.text) for line in lines):
        raise PageUnreadable("this PDF has no text layer, only pictures; run it through text recognition first")
    usual = median(line.size for line in lines for _ in line.text)
    blocks = list(_blocks(lines))
    title = next((text for size, text in blocks if size > 1.3 * usual and len(text) <= _MAX_TITLE_CHARS), "")
    body = [
        element("h2" if size > 1.1 * usual and len(text) <= _MAX_TITLE_CHARS else "p", None, text)
        for size, text in blocks
        if text != title
    ]
    return _page(joined(body), title=title)


def _lines(page: Any) -> Iterator[_Line]:
    """Yield the lines of a page in the order in which they were set."""
    line: _Line | None = None
    for text, size, x, y in _pieces(page):
        if line is not None and abs(y - line.y) < 0.5 * line.size and abs(size - line.size) < 0.2 * line.size:
            line.text += text
            continue
        if line is not None and line.text.strip():
            yield line
        line = _Line(text, size, x, y)
    if line is not None and line.text.strip():
        yield line


def _pieces(page: Any) -> list[tuple[str, float, float, float]]:
    """Return the pieces of text of a page: text, size, and place from the left and from below, in points."""
    pieces: list[tuple[str, float, float, float]] = []

    def see(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        text = unicodedata.normalize("NFKC", text).replace("\n", "")
        if text:
            x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            scale = (tm[2] * cm[0] + tm[3] * cm[2]) ** 2 + (tm[2] * cm[1] + tm[3] * cm[3]) ** 2
            pieces.append((text, size * scale**0.5, x, y))

    page.extract_text(visitor_text=see)
    return pieces


def _without_running_heads(pages: list[list[_Line]]) -> Iterator[list[_Line]]:
    """Yield the lines of each page but its number and what stands at the same place of most pages."""

    def key(line: _Line) -> tuple[str, int]:
        return re.sub(r"\d+", "#", line.text).strip(), round(line.y / 10)

    seen = Counter(key(line) for page in pages for line in page)
    for page in pages:
        yield [
            line for line in page if not _NOT_TEXT.fullmatch(line.text) and not seen[key(line)] > max(1, len(pages) / 2)
        ]


def _blocks(lines: list[_Line]) -> Iterator[tuple[float, str]]:
    """Yield size and text of headings and paragraphs; one that goes on in another column or page is whole."""
    steps = [before.y - line.y for before, line in pairwise(lines) if 0 < before.y - line.y < 3 * line.size]
    usual = median(steps) if steps else 0.0
    block: list[_Line] = []
    for line in lines:
        if block and not _goes_on(block, line, usual):
            yield block[0].size, _flowing(block)
            block = []
        block.append(line)
    if block:
        yield block[0].size, _flowing(block)


def _goes_on(block: list[_Line], line: _Line, usual: float) -> bool:
    """Whether `line` belongs to the paragraph or heading before it; `usual` is the step between lines in points."""
    before = block[-1]
    if abs(line.size - before.size) > 0.1 * before.size:
        return False
    step = before.y - line.y
    if 0 <= step < 3 * before.size:
        is_indented = line.x > block[-1].x + before.size and len(block) > 1
        return step < max(1.25 * usual, 1.3 * before.size) and not is_indented
    return not re.search(r"[.!?:…][\"”’»)]*\s*$", before.text)


def _flowing(block: list[_Line]) -> str:
    return " ".join(_unhyphenated("\n".join(line.text.strip() for line in block)).split())
