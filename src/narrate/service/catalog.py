"""What is published: one row per article, committed together with its job; and under which addresses."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from narrate.embed.snippet import player_asset
from narrate.errors import RequestRefused
from narrate.publish.feed import FeedItem
from narrate.publish.manifest import Publication
from narrate.settings import Settings
from narrate.store.recording import MANIFEST

__all__ = [
    "SCHEMA",
    "CatalogEntry",
    "address_of",
    "count",
    "entry_at",
    "entry_of",
    "feed_items",
    "manifest_of",
    "path_of",
    "publication_of",
    "publish",
    "withdraw",
]

SCHEMA = """
create table if not exists shelf(
  id text primary key, origin text not null, version text not null, item text not null,
  live integer not null, made real not null, changed real not null);
create index if not exists shelf_live on shelf(live, made desc);
create index if not exists shelf_url on shelf(json_extract(item, '$.url'));
create table if not exists seen(mark text primary key, until real not null);
create index if not exists seen_until on seen(until);
"""


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """A recording in the catalog."""

    id: str
    origin: str
    version: str
    """Beginning of the sound's sha256; part of its address, so that caches may keep it for ever."""
    live: bool
    """False once the article was taken away; what it was known by is kept for its return."""
    first_published_s: float
    """Seconds since 1970 when it was first made."""
    item: FeedItem
    """With file names instead of addresses."""


def publish(connection: sqlite3.Connection, entry: CatalogEntry, now: float) -> None:
    """Put a recording into the catalog; one that was there before keeps the time at which it was first made."""
    item = json.dumps({**asdict(entry.item), "published": entry.item.published.isoformat()}, ensure_ascii=False)
    connection.execute(
        "insert into shelf values(?, ?, ?, ?, 1, ?, ?) on conflict(id) do update set origin = excluded.origin, "
        "version = excluded.version, item = excluded.item, live = 1, changed = excluded.changed",
        (entry.id, entry.origin, entry.version, item, entry.first_published_s, now),
    )


def withdraw(connection: sqlite3.Connection, article_id: str, now: float) -> bool:
    """Take a recording out of the catalog; False when it wasn't there."""
    update = "update shelf set live = 0, changed = ? where id = ? and live = 1"
    return connection.execute(update, (now, article_id)).rowcount == 1


def entry_of(connection: sqlite3.Connection, article_id: str) -> CatalogEntry | None:
    """Return the recording of an article, also one that was taken away."""
    row = connection.execute("select * from shelf where id = ?", (article_id,)).fetchone()
    return row and _entry(row)


def entry_at(connection: sqlite3.Connection, url: str) -> CatalogEntry | None:
    """Return the recording of the article at `url`, or None."""
    query = "select * from shelf where json_extract(item, '$.url') = ? and live = 1 and ? != ''"
    row = connection.execute(query, (url, url)).fetchone()
    return row and _entry(row)


def count(connection: sqlite3.Connection) -> int:
    """Return how many recordings are published."""
    return int(connection.execute("select count(*) from shelf where live = 1").fetchone()[0])


def feed_items(
    connection: sqlite3.Connection, address: Callable[[CatalogEntry, str], str], limit: int
) -> list[FeedItem]:
    """Return the items of the newest recordings, with addresses.

    Args:
        connection: Of the queue.
        address: Recording and file name to address.
        limit: How many at most.
    """
    rows = connection.execute("select * from shelf where live = 1 order by made desc limit ?", (limit,))
    return [_addressed(_entry(row), address) for row in rows]


def _addressed(entry: CatalogEntry, address: Callable[[CatalogEntry, str], str]) -> FeedItem:
    item = entry.item
    chapters = address(entry, item.chapters_url) if item.chapters_url else ""
    captions = address(entry, item.captions_url)
    return replace(item, audio_url=address(entry, item.audio_url), captions_url=captions, chapters_url=chapters)


def _entry(row: sqlite3.Row) -> CatalogEntry:
    plain: dict[str, Any] = json.loads(row["item"])
    plain |= {"authors": tuple(plain["authors"]), "tags": tuple(plain["tags"])}
    plain["published"] = datetime.fromisoformat(plain["published"])
    return CatalogEntry(row["id"], row["origin"], row["version"], bool(row["live"]), row["made"], FeedItem(**plain))


def address_of(settings: Settings, entry: CatalogEntry, name: str) -> str:
    """Return the address of a file of a recording."""
    return f"{settings.service.base_url}/audio/{entry.version}/{name}"


def path_of(settings: Settings, name: str) -> Path:
    """Return where a file of a recording lies."""
    return settings.output.out_dir / name


def manifest_of(settings: Settings, entry: CatalogEntry) -> bytes | None:
    """Return the manifest of a recording, or None if it has just been taken away."""
    try:
        return path_of(settings, entry.id + MANIFEST).read_bytes()
    except OSError:
        return None


def publication_of(settings: Settings, entry: CatalogEntry) -> Publication:
    """Return the recording with the service's addresses. Raises RequestRefused (404) if it has just been taken away."""
    manifest = manifest_of(settings, entry)
    if manifest is None:
        raise RequestRefused(404, "there is no such recording")
    base = settings.service.base_url
    return replace(
        Publication.from_manifest(manifest, entry.id + MANIFEST),
        audio=address_of(settings, entry, entry.item.audio_url),
        captions=address_of(settings, entry, entry.item.captions_url),
        url=entry.item.url,
        player=f"{base}/player/{player_asset().name}",
        frame=f"{base}/embed/{entry.id}",
        manifest=address_of(settings, entry, entry.id + MANIFEST),
        options=settings.player,
        oembed=f"{base}/oembed?url={quote(f'{base}/embed/{entry.id}', safe='')}",
    )
