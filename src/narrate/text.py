"""What every stage needs to know of text: addresses, slugs, sentence ends, where to cut, CSS, tables, and HTML."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from urllib.parse import urlsplit

__all__ = [
    "CLOSING",
    "CLOSING_QUOTES",
    "MAX_SLUG_BYTES",
    "OPENING_QUOTES",
    "SENTENCE_ENDS",
    "Markup",
    "SortedTable",
    "best_cut",
    "css_to_xpath",
    "element",
    "ends_sentence",
    "escape",
    "is_address",
    "is_page_file",
    "is_whole_address",
    "joined",
    "lines",
    "rows",
    "slug_of",
    "sorted_table",
]

MAX_SLUG_BYTES = 120  # leaves room for endings and temporary names below the 255 bytes of common file systems
_SCHEMES = ("http://", "https://")
_PAGE_SUFFIXES = (".htm", ".html", ".xhtml")
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9¹²³]")
"""What Windows takes for a device, whatever the ending (Microsoft, "Naming Files, Paths, and Namespaces")."""
_UNSAFE = frozenset("\"'<>\\` ")  # what no address may hold (RFC 3986, 2) and what would end an attribute
_MAX_ADDRESS_CHARS = 2_000
_VOID = frozenset({"br", "link", "meta"})
"""Elements that narrate writes and that have no end tag (HTML Standard 13.1.2)."""
_REFERENCES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def is_address(text: str) -> bool:
    """Whether `text` begins as an address on the web does; a scheme may be in capitals (RFC 3986, 3.1)."""
    return text[:8].lower().startswith(_SCHEMES)


def is_whole_address(text: str) -> bool:
    """Whether `text` is an address on the web to its end: it has a host, and holds nothing that could end a quote."""
    if not is_address(text) or len(text) > _MAX_ADDRESS_CHARS or not text.isprintable() or _UNSAFE & set(text):
        return False
    try:
        parts = urlsplit(text)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_page_file(name: str) -> bool:
    """Whether a file of this name or path holds a page, as far as its ending tells."""
    return name.lower().endswith(_PAGE_SUFFIXES)


def slug_of(text: str) -> str:
    """Return `text` as a file name without ending: lower case, words joined by "-", at most 120 bytes.

    Letters of every script stay, so that a Ukrainian headline keeps its name. A slug is its own slug.
    """
    folded = unicodedata.normalize("NFC", text).lower()
    slug = re.sub(r"[^\w]+", "-", folded).strip("-_") or "page"
    slug = slug.encode()[:MAX_SLUG_BYTES].decode(errors="ignore").strip("-_")
    return f"{slug}-page" if _DEVICE.fullmatch(slug) else slug


SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
OPENING_QUOTES = '“"‘«'
CLOSING_QUOTES = "\"'”’»"
CLOSING = f"{CLOSING_QUOTES})"
"""What may stand after the mark and still belong to the sentence."""


def ends_sentence(text: str) -> bool:
    """Whether `text` ends with a mark that ends a sentence, quotation marks and a bracket after it left out."""
    return text.rstrip(CLOSING).endswith(SENTENCE_ENDS)


_CONJUNCTIONS = (
    "and|but|or|nor|so|yet|that|which|who|whom|whose|where|when|while|although|though|because|since|after|before|if|as|"
    "with|including|according|adding|saying|und|aber|weil|et|mais|pero|y|że|ale|але|і|та|що|и|но|что|который"
)
_CLOSED = rf"[{re.escape(CLOSING)}\]]*"
_PLACES = (
    re.compile(rf"(?<!\b[A-Z])[{''.join(SENTENCE_ENDS)}]+{_CLOSED}\s+(?=[{OPENING_QUOTES}(]?[^\W\d_a-z])"),
    re.compile(rf"[;:]+{_CLOSED}\s+|,?\s?[—–]+{_CLOSED}\s+|\s-+\s+|(?:,[”\"»]|[”\"»],)\s+(?=[a-z])"),
    re.compile(rf",\s+(?=(?:{_CONJUNCTIONS})\b)"),
    re.compile(rf",{_CLOSED}\s+|[،、，]+{_CLOSED}\s*|[)\]]\s+|\s+(?=[(\[])"),
    re.compile(rf"\s+(?=(?:{_CONJUNCTIONS})\b)"),
    re.compile(r"\s+(?=\S)"),
)
"""From the best kind of place to the worst; each matches up to where the next piece begins.

The dot of an initial ends no sentence: "J. K. Rowling", "the U.S. Senate".
"""
_BLANK = _PLACES[-1]
_IN_A_WORD = re.compile(r"[-/‐‑_.,]+")


def best_cut(
    text: str, limit: int, *, earliest: int, aim: int | None = None, is_held: Callable[[int], bool] = lambda _at: False
) -> int:
    """Return where the second piece of `text` begins, so that the first, without blanks at its end, fits `limit`.

    Of the best kind of place that there is, the one nearest to `aim` is taken. A word is divided only when it alone is
    longer than `limit`.

    Args:
        text: Longer than `limit`.
        limit: Longest first piece in characters, at least 1.
        earliest: An earlier place would leave a stump that sounds like an item of a list.
        aim: Where a cut is wanted most; default as late as possible.
        is_held: Whether a place, given by its index in `text`, must not be cut.
    """
    wanted = limit + 1 if aim is None else aim
    kinds = [*((kind, earliest) for kind in _PLACES), (_BLANK, 1), (_IN_A_WORD, 1)]
    for kind, first in kinds:
        ends = [
            match.end()
            for match in kind.finditer(text, 0, limit + 1)
            if first <= match.end() < len(text)
            and len(text[: match.end()].rstrip()) <= limit
            and not is_held(match.end())
        ]
        if ends:
            return min(ends, key=lambda end: abs(end - wanted))
    return limit


_OF_A_MOMENT = re.compile(r":(?:active|focus(?:-\w+)?|hover|target|visited)\b")
"""States of a page in use: a stored page is never in one, so that a selector with it would find nothing in silence."""


def css_to_xpath(selector: str) -> str:
    """Return the XPath of a CSS selector (Selectors Level 3), for the elements of a whole HTML page.

    Raises:
        ValueError: It isn't CSS, or asks for what no stored page has, such as `:hover` or `::before`.
    """
    import cssselect  # here alone: a run without selectors doesn't wait for it

    if match := _OF_A_MOMENT.search(selector):
        raise ValueError(f"{match[0]} matches nothing in a stored page")
    try:
        return cssselect.HTMLTranslator().css_to_xpath(selector, prefix="//")
    except cssselect.SelectorError as error:
        raise ValueError(str(error).rstrip(".")) from error


@cache
def lines(package: str, path: str) -> tuple[str, ...]:
    """Return the lines of a table that hold something, without comments.

    Args:
        package: Where it lies, such as `narrate.embed`.
        path: Below the package, such as `data/months.txt`.
    """
    from importlib.resources import files  # here alone: a run without tables doesn't wait for it

    text = files(package).joinpath(path).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def rows(package: str, path: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table as tuples of cells. Arguments as `lines`."""
    return tuple(tuple(line.split("\t")) for line in lines(package, path))


class Markup(str):
    """HTML as it stands; any other string is text."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """Return `text` for an element or an attribute in double quotes; what can't be printed becomes a blank."""
    if isinstance(text, Markup):
        return text
    printable = text if text.isprintable() else "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return Markup(printable.translate(_REFERENCES))


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """Return `parts` one after the other, each escaped unless it is markup, with the markup `between` them."""
    return Markup(between.join(map(escape, parts)))


def element(name: str, attributes: Mapping[str, str | bool | None] | None = None, *content: str) -> Markup:
    """Return an element.

    Args:
        name: Of the element; `br`, `link` and `meta` have no end tag.
        attributes: Values by name; True writes the name alone, False or None nothing.
        content: Texts and markup.
    """
    written = "".join(
        f" {key}" if value is True else f' {key}="{escape(value)}"'
        for key, value in (attributes or {}).items()
        if value is not None and value is not False
    )
    return Markup(f"<{name}{written}>" if name in _VOID else f"<{name}{written}>{joined(content)}</{name}>")


class SortedTable:
    """Lines of a key, a tab and a value, sorted by the bytes of the key."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def get(self, key: str) -> str | None:
        """Return the value of `key`, or None. A search takes some 20 microseconds in 200,000 lines."""
        content, wanted = self._content, key.encode()
        low, high = 0, len(content)  # both at the start of a line; the line of `key`, if any, begins in between
        while low < high:
            start = content.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = content.index(b"\n", start)
            tab = content.index(b"\t", start)
            found = content[start:tab]
            if found == wanted:
                return content[tab + 1 : end].decode()
            if found < wanted:
                low = end + 1
            else:
                high = start
        return None


@cache
def sorted_table(path: str) -> SortedTable:
    """Return a packaged table, read once a process. Raises OSError if it is missing.

    Args:
        path: Below the package narrate, such as `voice/english/data/us.tsv`.
    """
    from importlib.resources import files

    return SortedTable(files("narrate").joinpath(path).read_bytes())
