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
from narrate.service.catalog import Placed, address_of
from narrate.service.queue import Claim, Queue
from narrate.service.story import Story, page_of
from narrate.settings import Settings
from narrate.sources.pages import Source
from narrate.sources.web import Pages
from narrate.store import recording
from narrate.store.files import write_whole

__all__ = ["VERSION_CHARS", "VoiceWork"]

VERSION_CHARS = 16
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

    def do(self, claim: Claim) -> None:
        """Do the job, and commit its files, its place in the catalog and what follows from it at once.

        Raises:
            NarrateError: It can't be done, now or ever.
            LeaseLost: Somebody else does it; nothing was committed.
        """
        if claim.kind == "remove":
            self._remove(claim, claim.payload["id"], claim.payload["origin"])
            return
        story = Story.from_plain(claim.payload)
        page = page_of(story) or self._pages.fetch(story.url or "")
        source = Source(page, story.url or story.id, story.id)
        try:
            done = self._narrator.narrate(source, guard=lambda: self._committed(claim, story))
        except PageSkipped as skipped:
            _log.info("%s: %s", story.id, skipped)
            self._remove(claim, story.id, story.origin)
            return
        if done.unchanged:
            with self._committed(claim, story):
                pass
        _log.info("%s: %s", story.id, "unchanged" if done.unchanged else f"{done.spoken} sentences spoken")

    def failed(self, claim_id: str, payload: dict[str, Any], error: str) -> None:
        """Tell the world that an article couldn't be narrated."""
        facts = {"error": error, "url": payload.get("url")}
        self.queue.put(*outgoing.deliveries(self.settings.service, "recording.failed", claim_id, facts, self.clock()))

    @contextlib.contextmanager
    def _committed(self, claim: Claim, story: Story) -> Iterator[None]:
        """Give the moment in which files are moved; with it the catalog, the job and what follows are committed."""
        now = self.clock()
        with self.queue.fenced(claim) as connection:
            yield
            known = catalog.placed(connection, story.id)
            placed = self._placed(story, known, now)
            if known is None or not known.live or known != placed:
                catalog.place(connection, placed, now)
            if known is None or not known.live or known.version != placed.version:
                self.queue.put(*self._told(placed, now))
                self.queue.put(*outgoing.attachment(self.settings.service, story.origin, story.id, attach=True))
            self.queue.finish(claim)

    def _placed(self, story: Story, known: Placed | None, now: float) -> Placed:
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
        made = known.made if known else now
        guid = known.item.guid if known else f"{feed_guid(self.settings.service.base_url)}/{story.id}"
        first = datetime.fromtimestamp(made, UTC)
        item = item_of(manifest, guid, lambda file: file, first, name if chapters else "")
        return Placed(
            story.id, story.origin, manifest["audio"]["sha256"][:VERSION_CHARS], live=True, made=made, item=item
        )

    def _told(self, placed: Placed, now: float) -> list[Any]:
        facts = {
            "title": placed.item.title,
            "url": placed.item.url,
            "audio": address_of(self.settings, placed, placed.item.audio_url),
            "captions": address_of(self.settings, placed, placed.item.captions_url),
            "duration_s": placed.item.duration_s,
        }
        return outgoing.deliveries(self.settings.service, "recording.ready", placed.id, facts, now)

    def _remove(self, claim: Claim, article_id: str, origin: str) -> None:
        now = self.clock()
        with self.queue.fenced(claim) as connection:
            recording.remove(self.settings.output.out_dir, article_id)
            if catalog.take_away(connection, article_id, now):
                options = self.settings.service
                self.queue.put(*outgoing.deliveries(options, "recording.removed", article_id, {}, now))
                self.queue.put(*outgoing.attachment(options, origin, article_id, attach=False))
            self.queue.finish(claim)
