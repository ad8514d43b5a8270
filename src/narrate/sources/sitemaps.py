"""Sitemaps and feeds: the addresses of pages, and when each last changed.

By hand on the standard library: sitemap parsers fetch by themselves, past our limits, and feedparser knows no
sitemaps.
"""

import datetime as dt
import email.utils
import gzip
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from narrate.errors import PageUnreadable

__all__ = ["Entry", "is_xml", "read_entries"]

_log = logging.getLogger(__name__)
_MAX_BYTES = 64 * 2**20  # the sitemap protocol allows 50 MB
_MAX_DEPTH = 100  # feeds have some ten
_MAX_EVENTS = 2_000_000  # the protocol allows 50,000 pages, of some five elements each
_ENTRIES = {"url", "item", "entry", "sitemap"}  # sitemaps.org; RSS 2.0 and RDF; RFC 4287
_DATES = {"lastmod", "pubdate", "updated", "date"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a sitemap or feed says of a page."""

    address: str
    modified_s: float | None
    """Seconds since 1970."""
    is_sitemap: bool = False
    """It leads to a further sitemap, not to a page."""


def is_xml(content: bytes) -> bool:
    """Return whether `content` begins like a sitemap or feed rather than a page; it may be compressed."""
    if content[:2] == b"\x1f\x8b":
        return True
    head = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    tags = (b"<urlset", b"<sitemapindex", b"<rss", b"<feed", b"<rdf:rdf")
    return head.startswith((b"<?xml", *tags)) and any(tag in head for tag in tags)


def read_entries(content: bytes) -> list[Entry]:
    """Return the entries of a sitemap, sitemap index, RSS or Atom file.

    Raises:
        PageUnreadable: It is none of these, is damaged, or defines entities, which no honest one does.
    """
    if content[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(content)) as file:
                content = file.read(_MAX_BYTES + 1)
        except (OSError, EOFError) as error:
            raise PageUnreadable(f"the sitemap can't be unpacked ({error}); fetch it again") from error
    if len(content) > _MAX_BYTES or b"<!ENTITY" in content:
        raise PageUnreadable("a sitemap or feed above 64 MB or with XML entities can't be read; split it")
    entries, unnamed = [], 0
    try:
        for element in _elements(content):
            entry = _entry(element)
            if entry is not None:
                entries.append(entry)
            unnamed += entry is None
    except ET.ParseError as error:
        raise PageUnreadable(f"the sitemap or feed is damaged ({error}); fetch it again") from error
    if unnamed:
        _log.warning("%s entries of a sitemap or feed have no address and were left out", unnamed)
    return entries


def _elements(content: bytes) -> Iterator[ET.Element]:
    """Yield the elements that stand for pages and sitemaps; memory holds one of them at a time."""
    around: list[ET.Element] = []
    inside = 0
    events = ET.iterparse(io.BytesIO(content), ("start", "end"))  # noqa: S314 - without entities there are no bombs
    for number, (event, element) in enumerate(events):
        if len(around) > _MAX_DEPTH or number > _MAX_EVENTS:
            raise PageUnreadable("a sitemap or feed of a million elements, or nested 100 deep, can't be read; split it")
        is_entry = _local(element) in _ENTRIES
        if event == "start":
            around.append(element)
            inside += is_entry
            continue
        around.pop()
        inside -= is_entry
        if is_entry:
            yield element
        if not inside:
            element.clear()
            if around:
                around[-1].remove(element)


def _entry(element: ET.Element) -> Entry | None:
    address, modified_s = "", None
    for child in element:
        tag, text = _local(child), (child.text or "").strip()
        if tag == "loc" or (tag == "link" and text):
            address = text
        elif tag == "link" and child.get("rel", "alternate") == "alternate":
            address = address or child.get("href", "")
        elif tag in _DATES:
            modified_s = _seconds(text) or modified_s
    return Entry(address, modified_s, _local(element) == "sitemap") if address else None


def _local(element: ET.Element) -> str:
    """Return the tag without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower()


def _seconds(text: str) -> float | None:
    """Return an ISO 8601 or RFC 5322 date as seconds since 1970; a date without zone counts as UTC."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
