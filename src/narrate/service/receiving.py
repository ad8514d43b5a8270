"""Requests that ask for something to be done: hooks of a CMS, and articles by name."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from narrate.errors import RequestRefused
from narrate.pipeline.newsroom import Facts, decide
from narrate.service import hooks, signatures
from narrate.service.context import ServiceContext
from narrate.service.limits import body_of, json_of
from narrate.service.queue import Order
from narrate.service.signatures import Mark
from narrate.service.story import ID, Story, id_of, narration, removal, text, texts

__all__ = ["delete_article", "ghost_hook", "post_article", "wordpress_hook"]

_FIELDS = {"id", "url", "html", "title", "authors", "published", "language", "site", "section", "tags", "image"}


async def ghost_hook(request: Request) -> Response:
    """Take a webhook of Ghost."""
    context: ServiceContext = request.app.state.context
    secret = context.options.ghost_secret
    if secret is None:
        raise RequestRefused(404, "hooks of Ghost aren't configured; set ghost_secret")
    body = await body_of(request, context.max_body_bytes)
    window = context.options.signature_window_s
    mark = signatures.check_ghost(request.headers.get("x-ghost-signature"), body, secret, time.time(), window)
    content = await asyncio.to_thread(json_of, body) if len(body) > 100_000 else json_of(body)
    order = hooks.ghost_order(content, settle_s=context.options.settle_s, received=_now())
    return await _accepted(context, order, mark)


async def wordpress_hook(request: Request) -> Response:
    """Take a hook of the WordPress plugin."""
    context: ServiceContext = request.app.state.context
    body = await body_of(request, context.max_body_bytes)
    mark = _who(request, context, body)
    order = hooks.wordpress_order(json_of(body), settle_s=context.options.settle_s, received=_now())
    return await _accepted(context, order, mark)


async def post_article(request: Request) -> Response:
    """Take an article by address or as HTML."""
    context: ServiceContext = request.app.state.context
    body = await body_of(request, context.max_body_bytes)
    mark = _who(request, context, body)
    plain = json_of(body)
    if not isinstance(plain, dict) or set(plain) - _FIELDS:
        raise RequestRefused(422, f"the body must be an object with some of {', '.join(sorted(_FIELDS))}")
    return await _accepted(context, narration(_story(plain)), mark)


async def delete_article(request: Request) -> Response:
    """Take an article's recording away."""
    context: ServiceContext = request.app.state.context
    article_id = request.path_params["id"]
    mark = _who(request, context, f"DELETE {article_id}".encode())
    if not ID.fullmatch(article_id) or context.article(article_id) is None:
        raise RequestRefused(404, "there is no such article")
    return await _accepted(context, removal(article_id, context.origin_of(article_id), _now()), mark)


def _who(request: Request, context: ServiceContext, body: bytes) -> Mark | None:
    """Let those in who have the token or sign with the secret. Raises RequestRefused (401)."""
    options = context.options
    if "authorization" in request.headers:
        if options.api_token and signatures.check_bearer(request.headers["authorization"], options.api_token):
            return None
        raise RequestRefused(401, "the token doesn't fit; compare it with api_token")
    if options.hook_secret is None:
        raise RequestRefused(401, "send Authorization: Bearer with the api_token")
    given = request.headers.get(signatures.SIGNATURE_HEADER)
    return signatures.check(given, body, options.hook_secret, time.time(), options.signature_window_s)


def _story(plain: dict[str, Any]) -> Story:
    url, page, identity = plain.get("url"), plain.get("html"), plain.get("id")
    if not all(value is None or (isinstance(value, str) and value) for value in (url, page, identity)):
        raise RequestRefused(422, "id, url and html must be texts")
    for name in ("authors", "tags"):
        if not isinstance(plain.get(name) or [], list):
            raise RequestRefused(422, f"{name} must be a list of names")
    image = plain.get("image")
    if image is not None and not isinstance(image, str):
        raise RequestRefused(422, "image must be an address")
    title = text(plain.get("title"))  # with it, html is the body alone; without, the whole page
    return Story(
        id=identity or id_of(url, page),
        origin="api",
        url=url,
        content=page if title else None,
        page=None if title else page,
        title=title,
        authors=texts(plain.get("authors")),
        published=text(plain.get("published"), limit=40) or None,
        language=text(plain.get("language"), limit=12) or None,
        site=text(plain.get("site"), limit=200) or None,
        section=text(plain.get("section"), limit=200) or None,
        tags=texts(plain.get("tags")),
        image=image,
    )


async def _accepted(context: ServiceContext, order: Order | None, mark: Mark | None) -> Response:
    """Answer at once; the order is on the disk."""
    if order is None:
        await context.ingest.accept(None, mark)
        return JSONResponse({"id": None, "state": "ignored"}, 202)
    await context.ingest.accept(_ranked(context, order), mark)
    where = f"{context.base}/articles/{order.id}"
    return JSONResponse({"id": order.id, "state": "queued", "url": where}, 202, headers={"location": where})


def _ranked(context: ServiceContext, order: Order) -> Order:
    """Return the order with the priority that newsroom rules give it by what the CMS tells."""
    if order.kind != "narrate" or not context.settings.newsroom.rules:
        return order
    plain = order.payload
    facts = Facts(plain["section"] or "", tuple(plain["tags"]), tuple(plain["authors"]), plain["language"] or "")
    known = [rule for rule in context.settings.newsroom.rules if rule.priority is not None and not rule.min_words]
    priority = decide(known, facts).priority
    return Order(order.id, order.lane, order.kind, plain, order.wait_s, priority, order.stamp)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
