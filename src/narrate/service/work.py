"""The work on a job: narrating an article, taking its recording away."""

import contextlib
import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from narrate.errors import PageSkipped
from narrate.pipeline.narrator import Narrator
from narrate.publish.feed import feed_guid, item_of, to_chapters
from narrate.service import catalog, outgoing
from narrate.service.catalog import CatalogEntry, address_of
from narrate.service.queue import Lease, Queue
from narrate.service.story import Story, page_of
from narrate.settings import Settings
from narrate.sources.pages import Source
from narrate.sources.web import Pages
from narrate.store import recording
from narrate.store.files import write_whole

__all__ = ["VoiceWork"]

_VERSION_CHARS = 16
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class VoiceWork:
    """What a worker of the voice lane does; holds the voices."""

    settings: Settings
    queue: Queue
    clock: Callable[[], float] = time.time
    _narrator: Narrator = field(init=False)
    _pages: Pages = field(init=False)

    def __post_init__(self) -> None:
        self._narrator = Narrator(self.settings)
        self._pages = Pages(self.settings.fetch)

    def close(self) -> None:
        """Give the voices back."""
        self._narrator.close()

    def do(self, lease: Lease) -> None:
        """Do the job, and commit its files, its place in the catalog and what follows from it at once.

        Raises:
            NarrateError: It can't be done, now or ever.
            LeaseLost: Somebody else does it; nothing was committed.
        """
        if lease.kind == "remove":
            self._remove(lease, lease.payload["id"], lease.payload["origin"])
            return
        story = Story.from_plain(lease.payload)
        page = page_of(story) or self._pages.fetch(story.url or "")
        source = Source(page, story.url or story.id, story.id)
        try:
            done = self._narrator.narrate(source, guard=lambda: self._committed(lease, story))
        except PageSkipped as skipped:
            _log.info("%s: %s", story.id, skipped)
            self._remove(lease, story.id, story.origin)
            return
        if done.unchanged:
            with self._committed(lease, story):
                pass
        _log.info("%s: %s", story.id, "unchanged" if done.unchanged else f"{done.spoken} sentences spoken")

    def failed(self, job_id: str, payload: dict[str, Any], error: str) -> None:
        """Queue the webhooks that say that an article couldn't be narrated."""
        facts = {"error": error, "url": payload.get("url")}
        self.queue.put(*outgoing.deliveries(self.settings.service, "recording.failed", job_id, facts, self.clock()))

    @contextlib.contextmanager
    def _committed(self, lease: Lease, story: Story) -> Iterator[None]:
        """Yield the moment in which files are moved; with it the catalog, the job and what follows are committed."""
        now = self.clock()
        with self.queue.fenced(lease) as connection:
            yield
            previous = catalog.entry_of(connection, story.id)
            entry = self._entry(story, previous, now)
            if previous is None or not previous.live or previous != entry:
                catalog.publish(connection, entry, now)
            if previous is None or not previous.live or previous.version != entry.version:
                self.queue.put(*self._ready_webhooks(entry, now))
                self.queue.put(*outgoing.attachment(self.settings.service, story.origin, story.id, attach=True))
            self.queue.finish(lease)

    def _entry(self, story: Story, previous: CatalogEntry | None, now: float) -> CatalogEntry:
        folder = self.settings.output.out_dir
        manifest = json.loads((folder / f"{story.id}{recording.MANIFEST}").read_bytes())
        chapters, name = to_chapters(manifest), story.id + recording.CHAPTERS
        if chapters:
            write_whole(folder / name, chapters)
        else:
            (folder / name).unlink(missing_ok=True)
        manifest["source"]["url"] = story.url or manifest["source"].get("url")
        manifest["section"] = story.section or manifest.get("section")
        manifest["tags"] = story.tags or manifest.get("tags")
        first_s = previous.first_published_s if previous else now
        guid = previous.item.guid if previous else f"{feed_guid(self.settings.service.base_url)}/{story.id}"
        first = datetime.fromtimestamp(first_s, UTC)
        item = item_of(manifest, guid, lambda file: file, first, name if chapters else "")
        version = manifest["audio"]["sha256"][:_VERSION_CHARS]
        return CatalogEntry(
            story.id,
            story.origin,
            version,
            live=True,
            first_published_s=first_s,
            item=item,
        )

    def _ready_webhooks(self, entry: CatalogEntry, now: float) -> list[Any]:
        facts = {
            "title": entry.item.title,
            "url": entry.item.url,
            "audio": address_of(self.settings, entry, entry.item.audio_url),
            "captions": address_of(self.settings, entry, entry.item.captions_url),
            "duration_s": entry.item.duration_s,
        }
        return outgoing.deliveries(self.settings.service, "recording.ready", entry.id, facts, now)

    def _remove(self, lease: Lease, article_id: str, origin: str) -> None:
        now = self.clock()
        with self.queue.fenced(lease) as connection:
            recording.remove(self.settings.output.out_dir, article_id)
            if catalog.withdraw(connection, article_id, now):
                options = self.settings.service
                self.queue.put(*outgoing.deliveries(options, "recording.removed", article_id, {}, now))
                self.queue.put(*outgoing.attachment(options, origin, article_id, attach=False))
            self.queue.finish(lease)
