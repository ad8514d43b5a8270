"""From a place to its page: read here for one page and for archives."""

import functools
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.errors import PageUnreadable
from narrate.model import Page
from narrate.settings.fetch import FetchOptions
from narrate.sources.places import Kind, Place
from narrate.sources.records import read_json_page, read_warc_page
from narrate.store.objects import ObjectStore

if TYPE_CHECKING:
    from narrate.sources.web import Pages

__all__ = ["Source", "near", "read"]

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


def near(place: Place) -> bool:
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
    page = _page(place, options)
    if len(page.markup) > MAX_PAGE_BYTES:
        raise PageUnreadable(f"it is larger than {MAX_PAGE_BYTES >> 20} MB; give a page that holds one article")
    if _FEED.match(page.markup):
        raise PageUnreadable("it is a feed or sitemap, not a page; narrate batch reads the pages that it names")
    return Source(page, place.name, slug, Path(place.location).parent if place.kind is Kind.FILE else None)


def _page(place: Place, options: FetchOptions) -> Page:
    match place.kind:
        case Kind.FILE:
            return Page(_content(place.location))
        case Kind.STDIN:
            return Page(sys.stdin.buffer.read(MAX_PAGE_BYTES + 1))
        case Kind.JSONL:
            return read_json_page(Path(place.location), place.offset)
        case Kind.WARC:
            return read_warc_page(Path(place.location), place.offset)
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
        return "narrate batch reads pages from s3:// addresses"
    if mark:
        return "pages are fetched from https:// and http:// addresses alone"
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
        raise PageUnreadable("there is no such object; was it removed meanwhile?")
    return Page(content, place.url)


@functools.cache
def _store(address: str) -> ObjectStore:
    """Return the store at `address`: its client keeps connections open."""
    return ObjectStore(address)
