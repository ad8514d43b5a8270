"""From a place to its page."""

import functools
from pathlib import Path

from narrate.errors import PageUnreadable
from narrate.model import Page
from narrate.settings.fetch import FetchOptions
from narrate.sources.pages import MAX_PAGE_BYTES, Source, read
from narrate.sources.pages import Place as PagePlace
from narrate.sources.places import Kind, Place
from narrate.sources.records import read_json_page, read_warc_page
from narrate.sources.web import Pages
from narrate.store.objects import ObjectStore

__all__ = ["near", "read_page"]

_pages = functools.cache(Pages)  # in a worker: what it learns about robots lasts for the run
_objects = functools.cache(ObjectStore)


def near(place: Place) -> bool:
    """Tell whether the page lies on this machine's disks, so that looking at it costs less than asking a worker."""
    return place.kind in {Kind.FILE, Kind.JSONL, Kind.WARC}


def read_page(place: Place, slug: str, options: FetchOptions) -> Source:
    """Read the page at `place`; its recording will be kept as `slug`.

    Raises:
        PageUnreadable: It is gone, forbidden, or too large.
        PageUnreachable: Its server doesn't answer.
        StoreError: The object store that has it can't be read.
    """
    if place.kind is Kind.FILE:
        page = read(PagePlace(place.location, slug)).page
        return Source(page, place.name, slug, Path(place.location).parent)
    page = _page(place, options)
    if len(page.markup) > MAX_PAGE_BYTES:
        raise PageUnreadable(f"it is larger than {MAX_PAGE_BYTES >> 20} MB; give a page that holds one article")
    return Source(page, place.name, slug)


def _page(place: Place, options: FetchOptions) -> Page:
    match place.kind:
        case Kind.JSONL:
            return read_json_page(Path(place.location), place.offset)
        case Kind.WARC:
            return read_warc_page(Path(place.location), place.offset)
        case Kind.ADDRESS:
            return _pages(options).fetch(place.location)
        case _:
            address, _, key = place.location.rpartition("/")
            content = _objects(address).get(key)
    if content is None:
        raise PageUnreadable("there is no such object; was it removed meanwhile?")
    return Page(content, place.url)
