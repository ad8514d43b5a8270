"""Requests that ask for something to be done: hooks of a CMS, and articles by name."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from narrate.errors import RequestRefused
from narrate.pipeline.reading import Facts, decide
from narrate.service import hooks, signatures
from narrate.service.context import ServiceContext
from narrate.service.limits import body_of
from narrate.service.messages import Accepted, ArticleRequest, GhostHook, WordPressHook, decode, to_json
from narrate.service.queue import Order
from narrate.service.signatures import Mark
from narrate.service.story import ID, removal

__all__ = ["delete_article", "ghost_hook", "post_article", "wordpress_hook"]


async def ghost_hook(request: Request) -> Response:
    """Take a webhook of Ghost."""
    context: ServiceContext = request.app.state.context
    secret = context.options.ghost_secret
    if secret is None:
        raise RequestRefused(404, "hooks of Ghost aren't configured; set ghost_secret")
    body = await body_of(request, context.max_body_bytes)
    window = context.options.signature_window_s
    mark = signatures.check_ghost(request.headers.get("x-ghost-signature"), body, secret, time.time(), window)
    order = hooks.ghost_order(decode(body, GhostHook), settle_s=context.options.settle_s, received=_now())
    return await _accepted(context, order, mark)


async def wordpress_hook(request: Request) -> Response:
    """Take a hook of the WordPress plugin."""
    context: ServiceContext = request.app.state.context
    body = await body_of(request, context.max_body_bytes)
    mark = _who(request, context, body)
    order = hooks.wordpress_order(decode(body, WordPressHook), settle_s=context.options.settle_s, received=_now())
    return await _accepted(context, order, mark)


async def post_article(request: Request) -> Response:
    """Take an article by address or as HTML."""
    context: ServiceContext = request.app.state.context
    body = await body_of(request, context.max_body_bytes)
    mark = _who(request, context, body)
    return await _accepted(context, hooks.article_order(decode(body, ArticleRequest)), mark)


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


async def _accepted(context: ServiceContext, order: Order | None, mark: Mark | None) -> Response:
    """Answer at once; the order is on the disk."""
    if order is None:
        await context.ingest.accept(None, mark)
        return _answer(Accepted(None, "ignored"))
    await context.ingest.accept(_ranked(context, order), mark)
    where = f"{context.base}/articles/{order.id}"
    return _answer(Accepted(order.id, "queued", where), {"location": where})


def _answer(accepted: Accepted, headers: Mapping[str, str] = {}) -> Response:
    return Response(to_json(accepted), 202, headers, "application/json")


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
