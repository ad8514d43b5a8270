"""The work on what goes out: signed webhooks, and the player for Ghost's posts."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from narrate.errors import PageUnreachable, ServiceError
from narrate.service import catalog
from narrate.service.jobs import Claim
from narrate.service.queue import Queue
from narrate.service.signatures import SIGNATURE_HEADER, sign
from narrate.settings import Settings
from narrate.sources.http import HttpClient

__all__ = ["PostWork"]

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class PostWork:
    """What a worker of the post lane does."""

    settings: Settings
    queue: Queue
    clock: Callable[[], float] = time.time
    _client: HttpClient = field(init=False)

    def __post_init__(self) -> None:
        options = self.settings.service
        configured = (options.ghost_url, *options.webhook_urls)
        hosts = tuple(urlsplit(url).hostname or "" for url in configured if url)  # whoever set them up may mean a LAN
        fetch = replace(self.settings.fetch, private_hosts=(*self.settings.fetch.private_hosts, *hosts))
        self._client = HttpClient(fetch)

    def do(self, claim: Claim) -> None:
        """Do the job; one that is done needs no place in the queue. Raises NarrateError, LeaseLost."""
        if claim.kind == "deliver":
            self._deliver(claim.payload["url"], claim.payload["body"].encode(), claim.id)
        else:
            self._attach(claim)
        with self.queue.fenced(claim):
            self.queue.finish(claim)
            done = self.queue.get(claim.id)
            if done is not None and done.state == "done":
                self.queue.drop(claim.id)

    def failed(self, claim_id: str, payload: dict[str, Any], error: str) -> None:  # noqa: ARG002  who else to tell?
        """Leave it at the dead letter."""
        _log.error("%s: given up: %s", claim_id, error)

    def close(self) -> None:
        """Hold nothing, give nothing back."""

    def _deliver(self, url: str, body: bytes, mark: str) -> None:
        headers = {"content-type": "application/json", "x-narrate-delivery": mark}
        if self.settings.service.webhook_secret:
            headers[SIGNATURE_HEADER] = sign(body, self.settings.service.webhook_secret, self.clock())
        answer = self._client.send("POST", url, body, headers)
        if not 200 <= answer.status < 300:
            raise PageUnreachable(f"the webhook's receiver answers {answer.status}; see its logs")

    def _attach(self, claim: Claim) -> None:
        from narrate.service.ghost_admin import GhostAdmin

        placed = catalog.placed(self.queue.connection, claim.payload["id"])
        admin = GhostAdmin(self.settings, self._client, self.clock)
        if placed is None:
            raise ServiceError(f"{claim.payload['id']} isn't in the catalog; narrate it again")
        admin.update(placed, attach=claim.kind == "attach" and placed.live)
