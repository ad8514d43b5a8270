"""From a place to its page."""

from pathlib import Path

from narrate.batch.jobs import Kind, Place
from narrate.errors import PageUnreadable
from narrate.model import Page
from narrate.pipeline.sources import Place as PagePlace
from narrate.pipeline.sources import Source, read

__all__ = ["fetch", "near"]


def near(place: Place) -> bool:
    """Tell whether the page lies on this machine's disks, so that looking at it costs less than asking a worker."""
    return place.kind in {Kind.FILE, Kind.JSONL, Kind.WARC}


def fetch(place: Place, slug: str) -> Source:
    """Read the page at `place`; its recording will be kept as `slug`.

    Raises:
        PageUnreadable: It is gone, forbidden, too large, or the network failed.
    """
    if place.kind is Kind.FILE:
        source = read(PagePlace(place.location, slug))
        return Source(Page(source.page.markup, place.url), place.name, slug, Path(place.location).parent)
    raise PageUnreadable(f"{place.name}: pages of this kind can't be read yet")
