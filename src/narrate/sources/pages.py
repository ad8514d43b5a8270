"""From what a command line names to pages: where each is, what it is kept as, and what stands there."""

import functools
import hashlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from narrate.errors import PageUnreadable
from narrate.model import Page
from narrate.settings.options import FetchOptions
from narrate.sources.documents import as_page
from narrate.sources.records import read_json_page, read_warc_page
from narrate.store.objects import ObjectStore
from narrate.text import is_address, is_page_file, slug_of

if TYPE_CHECKING:
    from narrate.sources.web import Pages

__all__ = [
    "Kind",
    "PageRef",
    "Place",
    "Source",
    "address_slug",
    "are_two_pages",
    "digest_slug",
    "find",
    "is_local",
    "page_slug",
    "place_of",
    "printable",
    "read",
    "single",
]


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

    Bytes that aren't UTF-8 become `\xNN`; what would move a terminal's cursor is escaped too.
    """
    return "".join(char if char.isprintable() else _escaped(char) for char in name)


def _escaped(char: str) -> str:
    byte = ord(char) - 0xDC00  # how Python keeps a byte of a path that isn't UTF-8 (PEP 383)
    return f"\\x{byte:02x}" if 0x80 <= byte <= 0xFF else char.encode("unicode_escape").decode()


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page that a source or a command line named."""

    place: Place
    slug: str
    """Under which it would like to be kept; empty when only the article's title can give one."""
    modified_s: float | None = None
    """When it last changed, in seconds since 1970, where the source tells."""


STDIN = "-"


def find(arguments: tuple[str, ...]) -> Iterator[PageRef]:
    """Yield every page that `arguments` name: a folder stands for all pages below it, sorted.

    A folder without a page stands for itself, and is refused when it is read, so that the others are done.
    """
    for argument in arguments:
        place, path = place_of(argument), Path(argument)
        if place.kind is Kind.ADDRESS:
            yield PageRef(place, address_slug(argument))
            continue
        if argument in {STDIN, ""} or not _is_folder(path):
            yield PageRef(place, "" if argument in {STDIN, ""} else page_slug(path, path.parent))
            continue
        pages = sorted(p for p in path.rglob("*") if is_page_file(p.name) and p.is_file())
        if not pages:
            yield PageRef(place, page_slug(path, path.parent))
        for page in pages:
            yield PageRef(place_of(str(page)), page_slug(page, path))


def place_of(argument: str) -> Place:
    """Return the place that `argument` names: an address, "-" for standard input, else a file."""
    if argument == STDIN:
        return Place(Kind.STDIN, STDIN, name="standard input")
    return Place(Kind.ADDRESS if is_address(argument) else Kind.FILE, argument, name=printable(argument))


def single(argument: str) -> PageRef:
    """Return the one page that `argument` names. Raises PageUnreadable for a folder that holds several."""
    first, *others = find((argument,))
    if others:
        raise PageUnreadable(
            f"{len(others) + 1} pages are in this folder; name one of them, such as {first.place.location}"
        )
    return first


def digest_slug(slug: str, name: str) -> str:
    """Return the slug of the page called `name` where another page has `slug`."""
    return f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def are_two_pages(name: str, other: str) -> bool:
    """Whether a page called `name` and an earlier one called `other` are both there and aren't the same."""
    if is_address(name) or is_address(other):
        return name != other
    try:
        return Path(other).is_file() and not Path(name).samefile(other)
    except OSError:  # a name that no file can have, or one that is gone
        return False


def page_slug(page: Path, top: Path) -> str:
    """Return the slug of a page below `top`: its path with "-" for "/"; `index` gives way to its folder's name."""
    name = page.with_suffix("") if page.suffix.lower() == ".gz" else page
    parts = list(name.relative_to(top).with_suffix("").parts)
    if parts[-1].lower() == "index":
        parts = parts[:-1] or [top.resolve().name]
    return slug_of("-".join(parts))


def address_slug(address: str) -> str:
    """Return the slug of an address: the last part of its path that says something, else its host."""
    parts = urlsplit(address)
    names = [Path(name).stem for name in unquote(parts.path).split("/")]
    named = [name for name in names if name and name.lower() != "index"]
    return slug_of(named[-1] if named else parts.netloc)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no file can have: the read reports it
        return False


_PUBLIC = FetchOptions()
# News pages stay below 5 MB; more is an archive or a dump, and would cost gigabytes to parse.
MAX_PAGE_BYTES = 32 * 2**20
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]",
    re.IGNORECASE,
)  # RSS 2.0 and RDF, RFC 4287, sitemaps.org


@dataclass(frozen=True, slots=True)
class Source:
    """A page and the name under which its recording is kept."""

    page: Page
    name: str
    """What to call it in messages."""
    slug: str
    """File name without ending; empty when only the article's title can give one."""
    folder: Path | None = None
    """Where the page lies, for pictures beside it."""


def is_local(place: Place) -> bool:
    """Whether the page lies on this machine's disks, so that looking at it costs less than asking a worker."""
    return place.kind in {Kind.FILE, Kind.JSONL, Kind.WARC}


def read(place: Place, slug: str, options: FetchOptions = _PUBLIC) -> Source:
    """Read the page at `place`.

    Args:
        place: Where it is.
        slug: What its recording will be kept as; empty when only the article's title can give one.
        options: Limits for one on the web.

    Raises:
        PageUnreadable: The page is missing, forbidden, a folder, a feed, or larger than 32 MiB.
        PageUnreachable: Its server doesn't answer.
        StoreError: The object store that has it can't be read.
    """
    page = _small(_page(place, options))
    if place.kind in {Kind.FILE, Kind.STDIN, Kind.OBJECT}:
        name = "" if place.kind is Kind.STDIN else place.location
        page = _small(as_page(name, page.markup, MAX_PAGE_BYTES) or page)
    if page.markup.startswith(b"WARC/"):
        raise PageUnreadable("it is a web archive; `narrate batch` reads the pages in it")
    if _FEED.match(page.markup):
        raise PageUnreadable("it is a feed or sitemap, not a page; `narrate batch` reads the pages in it")
    return Source(page, place.name, slug, Path(place.location).parent if place.kind is Kind.FILE else None)


def _small(page: Page) -> Page:
    if len(page.markup) > MAX_PAGE_BYTES:
        raise PageUnreadable(f"it is larger than {MAX_PAGE_BYTES >> 20} MB; give a page that holds one article")
    return page


def _page(place: Place, options: FetchOptions) -> Page:
    match place.kind:
        case Kind.FILE:
            return Page(_content(place.location))
        case Kind.STDIN:
            return Page(sys.stdin.buffer.read(MAX_PAGE_BYTES + 1))
        case Kind.JSONL:
            return read_json_page(Path(place.location), place.offset)
        case Kind.WARC:
            return read_warc_page(Path(place.location), place.offset, MAX_PAGE_BYTES)
        case Kind.ADDRESS:
            return _web(options).fetch(place.location)
        case Kind.OBJECT:
            return _object(place)


def _content(name: str) -> bytes:
    """Return the beginning of a file, one byte more than a page may have. Raises PageUnreadable."""
    if not name:
        raise PageUnreadable("the name of a page is empty; give a file, a folder or an address")
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_PAGE_BYTES + 1)
    except FileNotFoundError:
        raise PageUnreadable(f"there is no such file; {_hint_for(name)}") from None
    except IsADirectoryError:
        raise PageUnreadable("no .html page is in this folder; name a page or another folder") from None
    except OSError as error:
        raise PageUnreadable(f"it can't be read ({error.strerror}); check its name and permissions") from error


def _hint_for(name: str) -> str:
    """Return what may have been meant by the name of a file that isn't there."""
    scheme, mark, _ = name.partition("://")
    if mark and scheme == "s3":
        return "`narrate batch` reads pages from s3:// addresses"
    if mark:
        return "pages are fetched from https:// and http:// addresses only"
    first, *rest = Path(name).parts or ("",)
    return "an address on the web begins with https://" if rest and "." in first.strip(".") else "check the name"


@functools.cache
def _web(options: FetchOptions) -> "Pages":
    """Return what fetches pages; what it learns about robots lasts for the run."""
    from narrate.sources.web import Pages  # httpx: a run over files doesn't wait for it

    return Pages(options)


def _object(place: Place) -> Page:
    address, _, key = place.location.rpartition("/")
    content = _store(address).get(key)
    if content is None:
        raise PageUnreadable("there is no such object; check whether it was removed")
    return Page(content, place.url)


@functools.cache
def _store(address: str) -> ObjectStore:
    """Return the store at `address`: its client keeps connections open."""
    return ObjectStore(address)
