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
from narrate.service.queue import JobRequest
from narrate.service.signatures import Mark
from narrate.service.story import ID, removal

__all__ = ["delete_article", "ghost_hook", "post_article", "wordpress_hook"]


async def ghost_hook(request: Request) -> Response:
    """Take a webhook of Ghost."""
    context: ServiceContext = request.app.state.context
    secret = context.options.ghost_secret
    if secret is None:
        raise RequestRefused(404, "Ghost hooks aren't configured; set ghost_secret")
    body = await body_of(request, context.max_body_bytes)
    window = context.options.signature_window_s
    mark = signatures.check_ghost(request.headers.get("x-ghost-signature"), body, secret, time.time(), window)
    job = hooks.ghost_job(decode(body, GhostHook), settle_s=context.options.settle_s, received=_now())
    return await _accepted(context, job, mark)


async def wordpress_hook(request: Request) -> Response:
    """Take a hook of the WordPress plugin."""
    context: ServiceContext = request.app.state.context
    body = await body_of(request, context.max_body_bytes)
    mark = _who(request, context, body)
    job = hooks.wordpress_job(decode(body, WordPressHook), settle_s=context.options.settle_s, received=_now())
    return await _accepted(context, job, mark)


async def post_article(request: Request) -> Response:
    """Take an article by address or as HTML."""
    context: ServiceContext = request.app.state.context
    body = await body_of(request, context.max_body_bytes)
    mark = _who(request, context, body)
    return await _accepted(context, hooks.article_job(decode(body, ArticleRequest)), mark)


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
        raise RequestRefused(401, "the token doesn't match; compare it with api_token")
    if options.hook_secret is None:
        raise RequestRefused(401, "send Authorization: Bearer with the api_token")
    signature = request.headers.get(signatures.SIGNATURE_HEADER)
    return signatures.check(signature, body, options.hook_secret, time.time(), options.signature_window_s)


async def _accepted(context: ServiceContext, job: JobRequest | None, mark: Mark | None) -> Response:
    """Answer at once; the job is on the disk."""
    if job is None:
        await context.ingest.accept(None, mark)
        return _answer(Accepted(None, "ignored"))
    await context.ingest.accept(_ranked(context, job), mark)
    where = f"{context.base}/articles/{job.id}"
    return _answer(Accepted(job.id, "queued", where), {"location": where})


def _answer(accepted: Accepted, headers: Mapping[str, str] = {}) -> Response:
    return Response(to_json(accepted), 202, headers, "application/json")


def _ranked(context: ServiceContext, job: JobRequest) -> JobRequest:
    """Return the job with the priority that newsroom rules give it by what the CMS tells."""
    if job.kind != "narrate" or not context.settings.newsroom.rules:
        return job
    plain = job.payload
    facts = Facts(plain["section"] or "", tuple(plain["tags"]), tuple(plain["authors"]), plain["language"] or "")
    rules = [rule for rule in context.settings.newsroom.rules if rule.priority is not None and not rule.min_words]
    priority = decide(rules, facts).priority
    return JobRequest(job.id, job.queue, job.kind, plain, job.wait_s, priority, job.stamp)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
