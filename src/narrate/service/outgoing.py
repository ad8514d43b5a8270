"""What goes out: signed webhooks about recordings, and the player for posts in Ghost. Each is a job of its own."""

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from narrate.embed.snippet import BEGIN, cms_part, without_parts
from narrate.errors import PageUnreachable, ServiceError
from narrate.service import catalog
from narrate.service.catalog import CatalogEntry, publication_of
from narrate.service.queue import POST_QUEUE, JobRequest, Lease, Queue
from narrate.service.signatures import SIGNATURE_HEADER, sign
from narrate.settings import Settings
from narrate.settings.options import ServiceOptions
from narrate.sources.web import Answer, HttpClient

__all__ = ["PostWork", "attachment", "deliveries"]


def deliveries(
    options: ServiceOptions, event: str, article_id: str, facts: Mapping[str, Any], now: float
) -> list[JobRequest]:
    """Return one request per webhook address to tell about `event`.

    Args:
        options: Whom to tell.
        event: `recording.ready`, `recording.failed` or `recording.removed`.
        article_id: The article.
        facts: Further fields of the message.
        now: Seconds since 1970.
    """
    time = datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds")
    body = json.dumps({"event": event, "id": article_id, "time": time, **facts}, ensure_ascii=False, sort_keys=True)
    requests = []
    for url in options.webhook_urls:
        mark = hashlib.sha256(f"{url}\n{body}".encode()).hexdigest()[:24]
        requests.append(JobRequest(f"deliver:{mark}", POST_QUEUE, "deliver", {"url": url, "body": body}))
    return requests


def attachment(options: ServiceOptions, origin: str, article_id: str, *, attach: bool) -> list[JobRequest]:
    """Return the request to put the player into the CMS's post or to take it out, if that is configured."""
    if origin != "ghost" or options.ghost_attach == "none":
        return []
    kind = "attach" if attach else "detach"
    return [JobRequest(f"attach:{article_id}", POST_QUEUE, kind, {"id": article_id})]


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
        hosts = tuple(urlsplit(url).hostname or "" for url in configured if url)  # they may be in a LAN on purpose
        fetch = replace(self.settings.fetch, private_hosts=(*self.settings.fetch.private_hosts, *hosts))
        self._client = HttpClient(fetch)

    def do(self, lease: Lease) -> None:
        """Do the job; one that is done needs no place in the queue. Raises NarrateError, LeaseLost."""
        if lease.kind == "deliver":
            self._deliver(lease.payload["url"], lease.payload["body"].encode(), lease.id)
        else:
            self._attach(lease)
        with self.queue.fenced(lease):
            self.queue.finish(lease)
            done = self.queue.get(lease.id)
            if done is not None and done.state == "done":
                self.queue.drop(lease.id)

    def failed(self, job_id: str, payload: dict[str, Any], error: str) -> None:  # noqa: ARG002  who else to tell?
        """Leave it at the dead letter."""
        _log.error("%s: given up: %s", job_id, error)

    def close(self) -> None:
        """Hold nothing, give nothing back."""

    def _deliver(self, url: str, body: bytes, mark: str) -> None:
        headers = {"content-type": "application/json", "x-narrate-delivery": mark}
        if self.settings.service.webhook_secret:
            headers[SIGNATURE_HEADER] = sign(body, self.settings.service.webhook_secret, self.clock())
        answer = self._client.send("POST", url, body, headers)
        if not 200 <= answer.status < 300:
            raise PageUnreachable(f"the webhook's receiver answers {answer.status}; see its logs")

    def _attach(self, lease: Lease) -> None:
        from narrate.service.outgoing import _GhostAdmin

        entry = catalog.entry_of(self.queue.connection, lease.payload["id"])
        admin = _GhostAdmin(self.settings, self._client, self.clock)
        if entry is None:
            raise ServiceError(f"{lease.payload['id']} isn't in the catalog; narrate it again")
        admin.update(entry, attach=lease.kind == "attach" and entry.live)


_TOKEN_S = 300  # Ghost takes no token that is valid for longer
_TRIES = 3


def _admin_token(key: str, now_s: float) -> str:
    """Return a token for the Admin API: a JWT (RFC 7519) with HS256, as Ghost's documentation asks.

    By hand, as five lines need no library that can also sign in twenty other ways.

    Args:
        key: `id:secret`, the secret in hexadecimal digits.
        now_s: Seconds since 1970.
    """
    name, _, secret = key.partition(":")
    head = {"alg": "HS256", "kid": name, "typ": "JWT"}
    claims = {"aud": "/admin/", "exp": int(now_s) + _TOKEN_S, "iat": int(now_s)}
    signed = ".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}.{_base64(hmac.new(bytes.fromhex(secret), signed.encode(), hashlib.sha256).digest())}"


class _GhostAdmin:
    """Speaks to one Ghost site."""

    def __init__(self, settings: Settings, client: HttpClient, clock: Callable[[], float]) -> None:
        """Take address and key from the service's options."""
        self._settings = settings
        self._client = client
        self._clock = clock

    def update(self, entry: CatalogEntry, *, attach: bool) -> None:
        """Make the post of a recording hold its player, or hold none; a post that is gone needs nothing.

        Raises:
            PageUnreachable: Ghost doesn't answer or is at fault; later it may work.
            ServiceError: Ghost refuses.
        """
        post_id = entry.id.removeprefix("ghost-")
        for _ in range(_TRIES):
            answer = self._ask("GET", f"posts/{post_id}/?formats=lexical")
            if answer.status == 404:
                return
            post = _post_of(answer)
            changed = self._changed(post, entry if attach else None)
            if not changed:
                return
            body = {"posts": [{**changed, "updated_at": post["updated_at"]}]}
            answer = self._ask("PUT", f"posts/{post_id}/", json.dumps(body, ensure_ascii=False).encode())
            if answer.status != 409:
                _post_of(answer)
                return
        raise PageUnreachable("someone is editing the post in Ghost; it will be tried again")

    def _changed(self, post: dict[str, Any], entry: CatalogEntry | None) -> dict[str, str]:
        """Return the fields of the post that must change; none when it is as it should be."""
        if self._settings.service.ghost_attach == "card":
            before = post.get("lexical") or '{"root":{"children":[],"type":"root","version":1}}'
            after = _with_card(before, self._markup(entry))
            return {} if after is None else {"lexical": after}
        before = post.get("codeinjection_foot") or ""
        rest = without_parts(before).rstrip("\n")
        after = "\n".join(part for part in (rest, self._markup(entry)) if part)
        return {} if after == before else {"codeinjection_foot": after}

    def _markup(self, entry: CatalogEntry | None) -> str:
        if entry is None:
            return ""
        is_card = self._settings.service.ghost_attach == "card"  # else it is printed below the site's footer
        return cms_part(publication_of(self._settings, entry), moves=not is_card)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        options = self._settings.service
        headers = {
            "authorization": f"Ghost {_admin_token(options.ghost_admin_key or '', self._clock())}",
            "accept-version": "v5.0",
            "content-type": "application/json",
        }
        url = f"{(options.ghost_url or '').rstrip('/')}/ghost/api/admin/{path}"
        return self._client.send(method, url, body, headers)


def _post_of(answer: Answer) -> dict[str, Any]:
    if answer.status >= 500 or answer.status == 429:
        raise PageUnreachable(f"Ghost answers {answer.status}; it will be tried again")
    if answer.status in {401, 403}:
        raise ServiceError(f"Ghost answers {answer.status}; check ghost_admin_key")
    try:
        post: dict[str, Any] = json.loads(answer.content)["posts"][0]
        _ = post["updated_at"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ServiceError(f"Ghost answers {answer.status} and no post; check ghost_url") from error
    return post


def _with_card(lexical: str, markup: str) -> str | None:
    """Return the document with `markup` as the card on top, without it if empty; None if nothing changes."""
    document = json.loads(lexical)
    children = document["root"]["children"]
    others = [child for child in children if not (child.get("type") == "html" and BEGIN in child.get("html", ""))]
    card = {"type": "html", "version": 1, "html": markup, "visibility": _EVERYWHERE}
    wanted = [card, *others] if markup else others
    if [child.get("html") if child.get("type") == "html" else child for child in wanted] == [
        child.get("html") if child.get("type") == "html" else child for child in children
    ]:
        return None
    document["root"]["children"] = wanted
    return json.dumps(document, ensure_ascii=False)


_EVERYWHERE = {
    "web": {"nonMember": True, "memberSegment": "status:free,status:-free"},
    "email": {"memberSegment": ""},  # mail programs show no player
}


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
