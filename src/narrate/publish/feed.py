"""Feeds of recordings: RSS 2.0 with Apple's and Podcasting 2.0's elements, JSON Feed 1.1, and JSON Chapters 1.2.

Rules: RSS 2.0 (rssboard.org), Apple "Podcaster's guide to RSS", the podcast namespace, jsonfeed.org.
"""

import html
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from narrate.errors import SettingsError, StoreError
from narrate.settings.options import FeedOptions
from narrate.store.files import explain, write_whole
from narrate.store.recording import CHAPTERS, SOUND, manifests_in
from narrate.text import is_address, slug_of

__all__ = ["FeedItem", "feed_guid", "item_of", "to_chapters", "to_json_feed", "to_rss", "write_feeds"]


ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"
_NAMESPACES = {"itunes": ITUNES, "podcast": PODCAST, "atom": ATOM}
_GUID_SPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # of podcast:guid, Podcasting 2.0
_SUMMARY_CHARS = 400
_NO_URL = re.compile(r"""[\s"<>\\^`{|}]""")
_JSON_FEED = "https://jsonfeed.org/version/1.1"


_HEADING = re.compile(r"/h[1-6](?:\[\d+\])?$")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A recording as feeds list it."""

    guid: str
    """Never changes, whatever is edited."""
    title: str
    url: str
    """Of the article; may be empty."""
    summary: str
    authors: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    published: datetime
    language: str
    audio_url: str
    audio_bytes: int
    duration_s: int
    captions_url: str
    chapters_url: str
    """Empty when the article has no headings."""
    image: str
    label: str
    """What listeners are told about the voice."""


def item_of(
    manifest: Mapping[str, Any], guid: str, address: Callable[[str], str], made_at: datetime, chapters: str = ""
) -> FeedItem:
    """Return the item of a recording.

    Args:
        manifest: What `narrate.publish.manifest` wrote, decoded.
        guid: What it is known by for ever.
        address: File name to address.
        made_at: When the recording was first made; stands in where the article has no date.
        chapters: Name of its chapter file, if it has one.

    Raises:
        ValueError: It isn't a manifest.
    """
    try:
        audio = manifest["audio"]
        body = [cue["printed"] for cue in manifest["cues"] if cue["block"] is not None]
        return FeedItem(
            guid=guid,
            title=_clean(manifest["title"] or " ".join(body)[:80] or "Untitled"),
            url=_web(manifest["source"].get("url")),
            summary=_clean(_shortened(" ".join(body))),
            authors=tuple(_clean(name) for name in manifest["byline"]),
            section=_clean(manifest.get("section") or ""),
            tags=tuple(_clean(tag) for tag in manifest.get("tags") or ()),
            published=_date(manifest.get("published"), made_at),
            language=_clean(manifest["language"]),
            audio_url=address(audio["file"]),
            audio_bytes=int(audio["bytes"]),
            duration_s=max(1, round(audio["duration_ms"] / 1000)),
            captions_url=address(manifest["captions"]),
            chapters_url=address(chapters) if chapters else "",
            image=_web(manifest.get("image")),
            label=_clean(manifest.get("label") or ""),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this isn't a manifest: {error!r}") from error


def feed_guid(feed_url: str) -> str:
    """Return the `podcast:guid` of a feed: UUIDv5 of its address without scheme and trailing slashes."""
    parts = urlsplit(feed_url)
    return str(uuid.uuid5(_GUID_SPACE, f"{parts.netloc}{parts.path}".rstrip("/")))


def to_rss(options: FeedOptions, items: Sequence[FeedItem], feed_url: str, title: str = "") -> bytes:
    """Return the feed as RSS, newest first.

    Args:
        options: The channel.
        items: What it lists, in any order.
        feed_url: Where it will stand.
        title: Of the channel, if not that of `options`.
    """
    listed = _newest(options, items)
    root = etree.Element("rss", version="2.0", nsmap=_NAMESPACES)
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", title or options.feed_title)
    _add(channel, "link", options.feed_site)
    _add(channel, "description", options.feed_description)
    _add(channel, "language", options.feed_language)
    _add(channel, "generator", "narrate")
    if listed:
        _add(channel, "lastBuildDate", format_datetime(max(item.published for item in listed)))
    _add(channel, f"{{{ATOM}}}link", href=feed_url, rel="self", type="application/rss+xml")
    _add(channel, f"{{{ITUNES}}}author", options.feed_author or options.feed_title)
    if options.feed_email:
        owner = _add(channel, f"{{{ITUNES}}}owner")
        _add(owner, f"{{{ITUNES}}}name", options.feed_author or options.feed_title)
        _add(owner, f"{{{ITUNES}}}email", options.feed_email)
    if options.feed_image:
        _add(channel, f"{{{ITUNES}}}image", href=options.feed_image)
    category, _, inner = (part.strip() for part in options.feed_category.partition(">"))
    parent = _add(channel, f"{{{ITUNES}}}category", text=category)
    if inner:
        _add(parent, f"{{{ITUNES}}}category", text=inner)
    _add(channel, f"{{{ITUNES}}}explicit", str(options.feed_explicit).lower())
    _add(channel, f"{{{ITUNES}}}type", "episodic")
    _add(channel, f"{{{PODCAST}}}guid", feed_guid(feed_url))
    _add(channel, f"{{{PODCAST}}}medium", "podcast")
    owned = {"owner": options.feed_email} if options.feed_email else {}
    _add(channel, f"{{{PODCAST}}}locked", "yes", **owned)  # no other host may import it
    if any(item.label for item in listed):
        _add(channel, f"{{{PODCAST}}}txt", "true", purpose="ai-content")
    for item in listed:
        _add_item(channel, item, explicit=options.feed_explicit)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _add_item(channel: Any, item: FeedItem, *, explicit: bool) -> None:
    entry = _add(channel, "item")
    _add(entry, "title", item.title)
    if item.url:
        _add(entry, "link", item.url)
    _add(entry, "description", html.escape(_described(item), quote=False))  # programs read it as HTML
    _add(entry, "guid", item.guid, isPermaLink="false")
    _add(entry, "pubDate", format_datetime(item.published))
    _add(entry, "enclosure", url=item.audio_url, length=str(item.audio_bytes), type="audio/mpeg")
    for topic in dict.fromkeys((item.section, *item.tags)):
        if topic:
            _add(entry, "category", topic)
    if item.image:
        _add(entry, f"{{{ITUNES}}}image", href=item.image)
    if item.authors:
        _add(entry, f"{{{ITUNES}}}author", ", ".join(item.authors))
    _add(entry, f"{{{ITUNES}}}duration", str(item.duration_s))
    _add(entry, f"{{{ITUNES}}}episodeType", "full")
    _add(entry, f"{{{ITUNES}}}explicit", str(explicit).lower())
    _add(entry, f"{{{PODCAST}}}transcript", url=item.captions_url, type="text/vtt", language=item.language)
    if item.chapters_url:
        _add(entry, f"{{{PODCAST}}}chapters", url=item.chapters_url, type="application/json+chapters")
    for name in item.authors:
        _add(entry, f"{{{PODCAST}}}person", name, role="author", group="writing")
    if item.label:
        _add(entry, f"{{{PODCAST}}}txt", "true", purpose="ai-content")


def to_json_feed(options: FeedOptions, items: Sequence[FeedItem], feed_url: str, title: str = "") -> bytes:
    """Return the feed as JSON Feed 1.1; arguments as for `to_rss`."""
    entries = []
    for item in _newest(options, items):
        entry = {
            "id": item.guid,
            "url": item.url,
            "title": item.title,
            "content_text": _described(item),
            "image": item.image,
            "date_published": item.published.isoformat(),
            "authors": [{"name": name} for name in item.authors],
            "tags": [topic for topic in dict.fromkeys((item.section, *item.tags)) if topic],
            "language": item.language,
            "attachments": [
                {
                    "url": item.audio_url,
                    "mime_type": "audio/mpeg",
                    "size_in_bytes": item.audio_bytes,
                    "duration_in_seconds": item.duration_s,
                }
            ],
        }
        entries.append({name: value for name, value in entry.items() if value})
    feed = {
        "version": _JSON_FEED,
        "title": title or options.feed_title,
        "home_page_url": options.feed_site,
        "feed_url": feed_url,
        "description": options.feed_description,
        "icon": options.feed_image,
        "language": options.feed_language,
        "items": entries,
    }
    kept = {name: value for name, value in feed.items() if value or name == "items"}
    return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _described(item: FeedItem) -> str:
    """Return the summary and the label: directories ask that metadata disclose a synthetic voice to people too."""
    return "\n\n".join(part for part in (item.summary, item.label) if part)


def _newest(options: FeedOptions, items: Sequence[FeedItem]) -> list[FeedItem]:
    return sorted(items, key=lambda item: (item.published, item.guid), reverse=True)[: options.feed_items]


def _add(parent: Any, tag: str, text: str | None = None, /, **attributes: str) -> Any:
    element = etree.SubElement(parent, tag, {name: _clean(value) for name, value in attributes.items()})
    if text is not None:
        element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    """Return `text` without characters that XML 1.0 (2.2) forbids."""
    return "".join(
        c for c in str(text) if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000"
    )


def _web(address: Any) -> str:
    """Return `address` if it is one of the web, with what no address may hold (RFC 3986, 2) percent-encoded."""
    if not isinstance(address, str) or not is_address(address):
        return ""
    return _NO_URL.sub(lambda match: quote(match[0]), _clean(address))


def _shortened(text: str) -> str:
    """Return the beginning of `text`, ending with a word."""
    if len(text) <= _SUMMARY_CHARS:
        return text
    return text[:_SUMMARY_CHARS].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def _date(stated: str | None, otherwise: datetime) -> datetime:
    try:
        then = datetime.fromisoformat(stated or "")
        return (then if then.tzinfo else then.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise


def to_chapters(manifest: Mapping[str, Any]) -> bytes | None:
    """Return the chapter file of a manifest, or None when the article has no headings.

    The part before the first heading is called by the article's title.
    """
    chapters: list[dict[str, object]] = []
    before: int | None = None
    for cue in manifest["cues"]:
        if cue["block"] is not None and cue["block"] != before and _HEADING.search(cue["anchor"] or ""):
            chapters.append({"startTime": round(cue["start_ms"] / 1000, 3), "title": cue["printed"]})
        before = cue["block"]
    if not chapters:
        return None
    if chapters[0]["startTime"]:
        chapters.insert(0, {"startTime": 0, "title": manifest["title"] or "Beginning"})
    return (json.dumps({"version": "1.2.0", "chapters": chapters}, ensure_ascii=False, indent=1) + "\n").encode()


def write_feeds(folder: Path, options: FeedOptions) -> list[Path]:
    """Write the feeds of the recordings in `folder` beside them: all, and one per section and author.

    Returns:
        The feeds; `feed.xml` is the first.

    Raises:
        SettingsError: Nobody said where the folder is published.
        StoreError: There is no recording, or the folder can't be written.
    """
    base = options.feed_url.rstrip("/")
    if not is_address(base):
        given = f"{base!r} isn't one" if base else "none is given"
        raise SettingsError(
            f"a feed needs the address where the folder is published, and {given}: give --base-url https://..."
        )
    items = [_item_at(path, base) for path in manifests_in(folder) if path.with_suffix(SOUND).is_file()]
    if not items:
        raise StoreError(f"{folder}: no recording is in this folder; narrate a page into it first")
    content_by_file = {
        "feed.xml": to_rss(options, items, f"{base}/feed.xml"),
        # Not beside the manifests, where it would pass for one.
        "feeds/feed.json": to_json_feed(options, items, f"{base}/feeds/feed.json"),
    }
    for kind, named in _narrowed(items).items():
        for name, chosen in sorted(named.items()):
            file, title = f"feeds/{kind}/{slug_of(name)}.xml", f"{options.feed_title}: {name}"
            content_by_file[file] = to_rss(options, chosen, f"{base}/{quote(file)}", title)
    for file, content in content_by_file.items():
        write_whole(folder / file, content)
    return [folder / file for file in content_by_file]


def _item_at(path: Path, base: str) -> FeedItem:
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        chapters, name = to_chapters(manifest), path.stem + CHAPTERS
        if chapters:
            write_whole(path.with_name(name), chapters)
        made_at = manifest.get("made") or datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
        guid = str(uuid5(NAMESPACE_URL, f"narrate:{path.stem}"))  # neither edits nor a new address change it
        then = datetime.fromisoformat(made_at)
        return item_of(manifest, guid, lambda file: f"{base}/{quote(file)}", then, name if chapters else "")
    except OSError as error:
        raise explain(path, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} isn't a manifest ({error}); make the recording again") from error


def _narrowed(items: list[FeedItem]) -> dict[str, dict[str, list[FeedItem]]]:
    narrowed: dict[str, dict[str, list[FeedItem]]] = {"section": defaultdict(list), "author": defaultdict(list)}
    for item in items:
        if item.section:
            narrowed["section"][item.section].append(item)
        for author in dict.fromkeys(item.authors):
            narrowed["author"][author].append(item)
    return narrowed
