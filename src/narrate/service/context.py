"""What all requests share: settings, the queue, the catalog, counts."""

import json
from dataclasses import dataclass, field

from narrate.publish.feed import FeedItem
from narrate.service import catalog
from narrate.service.catalog import CatalogEntry, address_of, manifest_of
from narrate.service.ingest import Ingest
from narrate.service.messages import ArticleState, State
from narrate.service.monitoring import Metrics
from narrate.service.queue import Queue
from narrate.settings import Settings
from narrate.settings.options import ServiceOptions

__all__ = ["ServiceContext"]

_STATE_BY_JOB: dict[str, State] = {"todo": "queued", "run": "narrating", "dead": "failed"}


@dataclass(slots=True)
class ServiceContext:
    """Where requests find what they need."""

    settings: Settings
    queue: Queue
    ingest: Ingest
    metrics: Metrics = field(default_factory=Metrics)

    @property
    def options(self) -> ServiceOptions:
        """Settings of the service."""
        return self.settings.service

    @property
    def base(self) -> str:
        """How the world sees the service, without a slash at its end."""
        return self.options.base_url

    @property
    def max_body_bytes(self) -> int:
        """Largest body of a request."""
        return int(self.options.max_body_mb * 2**20)

    def live(self, article_id: str) -> CatalogEntry | None:
        """Return the recording of an article if it is published and nobody has asked to take it away."""
        entry = catalog.entry_of(self.queue.connection, article_id)
        if entry is None or not entry.live:
            return None
        job = self.queue.get(article_id)
        gone = job is not None and job.kind == "remove" and job.state != "dead"
        return None if gone else entry

    def article(self, article_id: str) -> ArticleState | None:
        """Return state and manifest of an article, or None when nobody has ever asked for it."""
        job = self.queue.get(article_id)
        entry = self.live(article_id)
        if job is None and entry is None:
            return None
        state: State = _STATE_BY_JOB.get(job.state if job else "done") or ("ready" if entry else "removed")
        if job is not None and job.kind == "remove":
            state = "removed"
        answer = ArticleState(article_id, state, job.error if job else None)
        if entry is not None:
            answer.audio = address_of(self.settings, entry, entry.item.audio_url)
            answer.captions = address_of(self.settings, entry, entry.item.captions_url)
            answer.embed = f"{self.base}/embed/{article_id}"
            answer.manifest = json.loads(manifest_of(self.settings, entry) or b"null")
        return answer

    def origin_of(self, article_id: str) -> str:
        """Return which CMS an article came from."""
        entry = catalog.entry_of(self.queue.connection, article_id)
        return entry.origin if entry else "api"

    def items(self) -> list[FeedItem]:
        """Return the newest recordings as feeds list them."""

        def address(entry: CatalogEntry, name: str) -> str:
            return address_of(self.settings, entry, name)

        return catalog.feed_items(self.queue.connection, address, self.settings.feed.feed_items)
