"""Feeds of a folder of recordings, for sites without a server of ours."""

import json
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from narrate.errors import SettingsError, StoreError
from narrate.publish.chapters import to_chapters
from narrate.publish.feed import FeedItem, item_of, to_json_feed, to_rss
from narrate.settings.options import FeedOptions
from narrate.store.files import explain, write_whole
from narrate.store.recording import CHAPTERS, SOUND, manifests_in
from narrate.text import is_address, slug_of

__all__ = ["write_feeds"]


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
    items = [_item(path, base) for path in manifests_in(folder) if path.with_suffix(SOUND).is_file()]
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


def _item(path: Path, base: str) -> FeedItem:
    try:
        manifest: dict[str, Any] = json.loads(path.read_bytes())
        chapters, name = to_chapters(manifest), path.stem + CHAPTERS
        if chapters:
            write_whole(path.with_name(name), chapters)
        made = manifest.get("made") or datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat()
        guid = str(uuid5(NAMESPACE_URL, f"narrate:{path.stem}"))  # neither edits nor a new address change it
        then = datetime.fromisoformat(made)
        return item_of(manifest, guid, lambda file: f"{base}/{quote(file)}", then, name if chapters else "")
    except OSError as error:
        raise explain(path, error) from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is no manifest ({error}); make the recording again") from error


def _narrowed(items: list[FeedItem]) -> dict[str, dict[str, list[FeedItem]]]:
    found: dict[str, dict[str, list[FeedItem]]] = {"section": defaultdict(list), "author": defaultdict(list)}
    for item in items:
        if item.section:
            found["section"][item.section].append(item)
        for author in dict.fromkeys(item.authors):
            found["author"][author].append(item)
    return found
