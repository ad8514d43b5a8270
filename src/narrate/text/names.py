"""What things are called: addresses on the web, files that hold a page, the slug under which a recording is kept."""

import re
import unicodedata
from urllib.parse import urlsplit

__all__ = ["MAX_SLUG_BYTES", "is_address", "is_page_file", "is_whole_address", "slug_of"]

MAX_SLUG_BYTES = 120  # leaves room for endings and temporary names below the 255 bytes of common file systems
_SCHEMES = ("http://", "https://")
_PAGE_SUFFIXES = (".htm", ".html", ".xhtml")
_UNSAFE = frozenset("\"'<>\\` ")  # what no address may hold (RFC 3986, 2) and what would end an attribute
_MAX_ADDRESS_CHARS = 2_000


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
    return slug.encode()[:MAX_SLUG_BYTES].decode(errors="ignore").strip("-_")
