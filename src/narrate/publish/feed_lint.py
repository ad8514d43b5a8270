"""Looks at a podcast feed as a directory would: Apple's requirements, and whether the files are what the feed says.

Rules: Apple "Podcaster's guide to RSS" and "Podcast RSS feed requirements"; RSS 2.0; the podcast namespace.
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from narrate.publish.feed import ITUNES, PODCAST
from narrate.text import is_address, rows

__all__ = ["Fault", "Look", "Seen", "image_size", "lint"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_AUDIO = {"audio/mpeg", "audio/x-m4a", "audio/mp4"}
_DURATION = re.compile(r"[1-9]\d*|(\d+:)?\d{1,2}:\d{2}")
_MIN_IMAGE_PX, _MAX_IMAGE_PX = 1400, 3000


@dataclass(frozen=True, slots=True)
class Fault:
    """What a directory would object to."""

    where: str
    """The channel, or the item's title."""
    text: str
    """What is wrong, and how to fix it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at an address."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    content: bytes = b""


Look = Callable[[str, str], Seen | None]
"""HEAD or GET, and an address, to what stands there; None when nothing answers."""


def lint(content: bytes, look: Look | None = None) -> list[Fault]:
    """Return the faults of a feed, those of the channel first.

    Args:
        content: The feed's XML.
        look: Looks at addresses; without it only the text is judged.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return [Fault("feed", f"it isn't well-formed XML ({error})")]
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return [Fault("feed", "it isn't RSS 2.0: <rss version='2.0'> with a <channel> is wanted")]
    faults = [Fault("channel", text) for text in _channel(channel, look)]
    guids: set[str] = set()
    for item in channel.iterfind("item"):
        title = _text(item, "title") or "an item without a title"
        faults += [Fault(title, text) for text in _item(item, guids, look)]
    return faults


def _channel(channel: Any, look: Look | None) -> Iterator[str]:
    for name in ("title", "description", "link", "language"):
        if not _text(channel, name):
            yield f"<{name}> is missing"
    language = _text(channel, "language")
    if language and not _LANGUAGE.fullmatch(language):
        yield f"<language> {language!r} isn't a language code such as en or de-AT"
    if _text(channel, f"{{{ITUNES}}}explicit") not in {"true", "false"}:
        yield "<itunes:explicit> must be true or false"
    yield from _category(channel)
    guid = _text(channel, f"{{{PODCAST}}}guid")
    if guid and not _is_uuid(guid):
        yield f"<podcast:guid> {guid!r} isn't a UUID"
    if channel.find("item") is None:
        yield "there is no <item>; directories refuse an empty feed"
    image = channel.find(f"{{{ITUNES}}}image")
    address = "" if image is None else image.get("href") or ""
    if not _is_web(address):
        yield "<itunes:image> is missing; set feed_image to a square JPEG or PNG of 1400 to 3000 px"
    elif look is not None:
        yield from _image(look("GET", address))


def _category(channel: Any) -> Iterator[str]:
    categories = _categories()
    category = channel.find(f"{{{ITUNES}}}category")
    name = "" if category is None else category.get("text") or ""
    if name not in categories:
        yield f"<itunes:category> {name!r} isn't one of Apple's: {', '.join(categories)}"
        return
    inner = category.find(f"{{{ITUNES}}}category")
    if inner is not None and inner.get("text") not in categories[name]:
        yield f"<itunes:category> {inner.get('text')!r} isn't below {name}: {', '.join(categories[name])}"


def _image(seen: Seen | None) -> Iterator[str]:
    if seen is None or seen.status != 200:
        yield f"the image can't be fetched ({'no answer' if seen is None else seen.status})"
        return
    size = image_size(seen.content)
    if size is None:
        yield "the image is neither JPEG nor PNG"
    elif size[0] != size[1] or not _MIN_IMAGE_PX <= size[0] <= _MAX_IMAGE_PX:
        yield f"the image is {size[0]} by {size[1]} px; it must be square, 1400 to 3000 px"


def _item(item: Any, guids: set[str], look: Look | None) -> Iterator[str]:
    if not _text(item, "title"):
        yield "<title> is missing"
    guid = _text(item, "guid")
    if not guid or guid in guids:
        yield "<guid> is missing" if not guid else f"<guid> {guid!r} is that of another item too"
    guids.add(guid)
    try:
        parsedate_to_datetime(_text(item, "pubDate"))
    except (ValueError, TypeError):
        yield "<pubDate> isn't a date as RFC 2822 writes it"
    if not _DURATION.fullmatch(_text(item, f"{{{ITUNES}}}duration")):
        yield "<itunes:duration> must be a number of seconds"
    for name in ("transcript", "chapters"):
        for element in item.iterfind(f"{{{PODCAST}}}{name}"):
            if not _is_web(element.get("url") or "") or not element.get("type"):
                yield f"<podcast:{name}> needs url and type"
            elif look is not None and ((seen := look("HEAD", element.get("url"))) is None or seen.status != 200):
                yield f"the file of <podcast:{name}> can't be fetched"
    yield from _enclosure(item.find("enclosure"), look)


def _enclosure(enclosure: Any, look: Look | None) -> Iterator[str]:
    address = "" if enclosure is None else enclosure.get("url") or ""
    if not _is_web(address):
        yield "<enclosure> is missing, or its url isn't absolute"
        return
    length = enclosure.get("length") or ""
    if not length.isdecimal() or int(length) < 1:
        yield "the length of <enclosure> must be the file's size in bytes"
    if enclosure.get("type") not in _AUDIO:
        yield f"the type of <enclosure> must be one of {', '.join(sorted(_AUDIO))}"
    if look is None:
        return
    seen = look("HEAD", address)
    if seen is None or seen.status != 200:
        yield f"the sound can't be fetched with HEAD ({'no answer' if seen is None else seen.status})"
        return
    if seen.headers.get("content-length") != length:
        yield f"the sound has {seen.headers.get('content-length')} bytes, not {length}"
    if seen.headers.get("accept-ranges") != "bytes":
        yield "the server gives no byte ranges, which Apple asks for"
    if seen.headers.get("content-type", "").partition(";")[0] != enclosure.get("type"):
        yield f"the server calls the sound {seen.headers.get('content-type')!r}, the feed {enclosure.get('type')!r}"


def _categories() -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in rows("narrate.publish", "categories.tsv")}


def _text(parent: Any, tag: str) -> str:
    return " ".join((parent.findtext(tag) or "").split())


def _is_web(address: str) -> bool:
    return is_address(address) and bool(urlsplit(address).netloc)


def _is_uuid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


_PNG = b"\x89PNG\r\n\x1a\n"
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}  # ITU-T T.81, table B.1: SOFn


def image_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, or None for what is neither JPEG nor PNG."""
    if content.startswith(_PNG) and content[12:16] == b"IHDR":
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if not content.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            return int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None
