"""Where pages are: named, small and picklable, not yet read."""

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Found", "Kind", "Place", "printable"]


class Kind(StrEnum):
    """How a page is reached."""

    FILE = "file"
    JSONL = "jsonl"
    WARC = "warc"
    ADDRESS = "address"
    OBJECT = "object"
    STDIN = "stdin"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is; small and picklable, so that an archive is planned without being read."""

    kind: Kind
    location: str
    """Path, address (`https://...`) or object (`s3://bucket/key`); "-" for standard input."""
    offset: int = 0
    """First byte of the record inside a JSONL or WARC file."""
    url: str | None = None
    """Address of the page, where the archive tells it."""
    name: str = ""
    """What to call it; equal names are the same page from run to run."""


def printable(name: str) -> str:
    r"""Return the name of a page as one line that can be printed and stored.

    Bytes that are no UTF-8 become `\xNN`; what would move a terminal's cursor is escaped too.
    """
    return "".join(char if char.isprintable() else _escaped(char) for char in name)


def _escaped(char: str) -> str:
    byte = ord(char) - 0xDC00  # how Python keeps a byte of a path that is no UTF-8 (PEP 383)
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else char.encode("unicode_escape").decode()


@dataclass(frozen=True, slots=True)
class Found:
    """A page that a source or a command line named."""

    place: Place
    slug: str
    """Under which it would like to be kept; empty when only the article's title can give one."""
    modified_s: float | None = None
    """When it last changed, in seconds since 1970, where the source tells."""
