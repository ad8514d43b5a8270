"""Puts the player into Ghost's posts through its Admin API, and takes it out again.

Ghost refuses an update whose `updated_at` isn't the post's own (409), so that nobody's edit is lost: we read again and
try again. What we put in stands between narrate's markers; nothing else of the post is touched.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

from narrate.embed.snippet import BEGIN, END, player_asset, player_markup, script_tag, without_parts
from narrate.errors import PageUnreachable, ServiceError
from narrate.service.catalog import Placed
from narrate.service.publishing import publication_of
from narrate.settings import Settings
from narrate.sources.http import Answer, HttpClient

__all__ = ["GhostAdmin", "admin_token"]

_TOKEN_S = 300  # Ghost takes no token that is valid for longer
_TRIES = 3


def admin_token(key: str, now_s: float) -> str:
    """Return a token for the Admin API: a JWT (RFC 7519) with HS256, as Ghost's documentation asks.

    Args:
        key: `id:secret`, the secret in hexadecimal digits.
        now_s: Seconds since 1970.
    """
    name, _, secret = key.partition(":")
    head = {"alg": "HS256", "kid": name, "typ": "JWT"}
    claims = {"aud": "/admin/", "exp": int(now_s) + _TOKEN_S, "iat": int(now_s)}
    signed = ".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}.{_base64(hmac.new(bytes.fromhex(secret), signed.encode(), hashlib.sha256).digest())}"


class GhostAdmin:
    """Speaks to one Ghost site."""

    def __init__(self, settings: Settings, client: HttpClient, clock: Callable[[], float]) -> None:
        """Take address and key from the service's options."""
        self._settings = settings
        self._client = client
        self._clock = clock

    def update(self, placed: Placed, *, attach: bool) -> None:
        """Make the post of a recording hold its player, or hold none; a post that is gone needs nothing.

        Raises:
            PageUnreachable: Ghost doesn't answer or is at fault; later it may work.
            ServiceError: Ghost refuses.
        """
        post_id = placed.id.removeprefix("ghost-")
        for _ in range(_TRIES):
            answer = self._ask("GET", f"posts/{post_id}/?formats=lexical")
            if answer.status == 404:
                return
            post = _post_of(answer)
            changed = self._changed(post, placed if attach else None)
            if not changed:
                return
            body = {"posts": [{**changed, "updated_at": post["updated_at"]}]}
            answer = self._ask("PUT", f"posts/{post_id}/", json.dumps(body, ensure_ascii=False).encode())
            if answer.status != 409:
                _post_of(answer)
                return
        raise PageUnreachable("the post in Ghost is being edited; trying later")

    def _changed(self, post: dict[str, Any], placed: Placed | None) -> dict[str, str]:
        """Return the fields of the post that must change; none when it is as it should be."""
        if self._settings.service.ghost_attach == "card":
            before = post.get("lexical") or '{"root":{"children":[],"type":"root","version":1}}'
            after = _with_card(before, self._markup(placed))
            return {} if after is None else {"lexical": after}
        before = post.get("codeinjection_foot") or ""
        rest = without_parts(before).rstrip("\n")
        after = "\n".join(part for part in (rest, self._markup(placed)) if part)
        return {} if after == before else {"codeinjection_foot": after}

    def _markup(self, placed: Placed | None) -> str:
        if placed is None:
            return ""
        publication = publication_of(self._settings, placed)
        tag = script_tag(publication, player_asset().integrity)
        return f"{BEGIN}{player_markup(publication)}{tag}{END}"

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        options = self._settings.service
        headers = {
            "authorization": f"Ghost {admin_token(options.ghost_admin_key or '', self._clock())}",
            "accept-version": "v5.0",
            "content-type": "application/json",
        }
        url = f"{(options.ghost_url or '').rstrip('/')}/ghost/api/admin/{path}"
        return self._client.send(method, url, body, headers)


def _post_of(answer: Answer) -> dict[str, Any]:
    if answer.status >= 500 or answer.status == 429:
        raise PageUnreachable(f"Ghost answers {answer.status}; trying later")
    if answer.status in {401, 403}:
        raise ServiceError(f"Ghost answers {answer.status}; check ghost_admin_key")
    try:
        post = json.loads(answer.content)["posts"][0]
        _ = post["updated_at"]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise ServiceError(f"Ghost answers {answer.status} and no post; check ghost_url") from error
    found: dict[str, Any] = post
    return found


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
