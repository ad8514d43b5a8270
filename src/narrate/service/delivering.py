"""Requests for what is published: audio, embeds, feeds, state."""

import hashlib
from urllib.parse import quote, urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response

from narrate.embed.snippet import cms_part, frame_page, oembed_answer, player_asset
from narrate.errors import NarrateError, RequestRefused
from narrate.publish import feed
from narrate.publish.feed import FeedItem
from narrate.service import catalog
from narrate.service.catalog import address_of, path_of, publication_of
from narrate.service.context import ServiceContext
from narrate.service.messages import Problem, to_json
from narrate.service.story import ID
from narrate.store.recording import CAPTIONS, CHAPTERS, EXTRA_SOUNDS, MANIFEST, SOUND, media_type

__all__ = [
    "article",
    "audio",
    "embed",
    "health",
    "json_feed",
    "oembed",
    "player",
    "publication_of",
    "refusal",
    "rss",
    "snippet",
    "statistics",
]

_FOREVER = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=60"
_OPEN = {"access-control-allow-origin": "*"}
_SERVED = {SOUND, *EXTRA_SOUNDS, CAPTIONS, CHAPTERS, MANIFEST}
_FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)


async def article(request: Request) -> Response:
    """Return the state and the manifest of an article."""
    state = _context(request).article(_id(request))
    if state is None:
        raise RequestRefused(404, "there is no such article")
    return Response(to_json(state), headers={"cache-control": "no-store"}, media_type="application/json")


async def audio(request: Request) -> Response:
    """Return a file of a recording; under its version it never changes, so caches may keep it."""
    context = _context(request)
    name = request.path_params["name"]
    identity, _, rest = name.partition(".")
    kind = media_type(name) if f".{rest}" in _SERVED else None
    entry = context.live(identity) if kind and ID.fullmatch(identity) else None
    path = path_of(context.settings, name)
    if entry is None or kind is None or not path.is_file():
        raise RequestRefused(404, "there is no such recording")
    version = request.path_params.get("version")
    if version is not None and version != entry.version:
        return RedirectResponse(address_of(context.settings, entry, name), 302, {"cache-control": "no-store", **_OPEN})
    mark = f'"{entry.version}{"" if rest == "mp3" else f"-{rest}"}"'
    headers = {"etag": mark, "cache-control": _FOREVER if version else "no-cache", **_OPEN}
    if _matches_etag(request.headers.get("if-none-match"), mark):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=kind, headers={**headers, "accept-ranges": "bytes"})


async def embed(request: Request) -> Response:
    """Return the page for frames on other sites."""
    context = _context(request)
    entry = context.live(_id(request))
    if entry is None:
        raise RequestRefused(404, "there is no such recording")
    content = frame_page(publication_of(context.settings, entry), player_asset().integrity)
    headers = {"content-security-policy": _FRAME_POLICY, "cache-control": _SHORT}
    return Response(content, media_type="text/html; charset=utf-8", headers=headers)


async def snippet(request: Request) -> Response:
    """Return the player for the article's own page: the element and its script, to be put above the text."""
    context = _context(request)
    entry = context.live(_id(request))
    if entry is None:
        raise RequestRefused(404, "there is no such recording")
    content = cms_part(publication_of(context.settings, entry))
    return Response(content, media_type="text/html; charset=utf-8", headers={"cache-control": _SHORT})


async def oembed(request: Request) -> Response:
    """Answer as oEmbed for the address of an article, or of its frame."""
    context = _context(request)
    wanted = request.query_params.get("format", "json")
    if wanted != "json":
        raise RequestRefused(501, "oEmbed is available as JSON only")
    url = request.query_params.get("url", "")
    frame = urlsplit(url).path.removeprefix("/embed/") if url.startswith(f"{context.base}/embed/") else ""
    entry = (
        catalog.entry_of(context.queue.connection, frame) if frame else catalog.entry_at(context.queue.connection, url)
    )
    entry = context.live(entry.id) if entry else None
    if entry is None:
        raise RequestRefused(404, "there is no recording for that address")
    content = oembed_answer(publication_of(context.settings, entry))
    return Response(content, media_type="application/json", headers={"cache-control": _SHORT, **_OPEN})


async def rss(request: Request) -> Response:
    """Return the feed, or that of a section or an author."""
    context = _context(request)
    items, title = _chosen(request, context)
    content = feed.to_rss(context.settings.feed, items, f"{context.base}{quote(request.url.path)}", title)
    return _fed(request, content, "application/rss+xml; charset=utf-8")


async def json_feed(request: Request) -> Response:
    """Return the feed as JSON Feed."""
    context = _context(request)
    items, title = _chosen(request, context)
    content = feed.to_json_feed(context.settings.feed, items, f"{context.base}{quote(request.url.path)}", title)
    return _fed(request, content, "application/feed+json; charset=utf-8")


async def player(request: Request) -> Response:
    """Return the player's module; its name changes with its content."""
    asset = player_asset()
    if request.path_params["name"] != asset.name:
        raise RequestRefused(404, "there is no such player")
    return Response(
        asset.content, media_type="text/javascript; charset=utf-8", headers={"cache-control": _FOREVER, **_OPEN}
    )


async def health(request: Request) -> Response:
    """Return whether jobs can be taken."""
    _context(request).queue.counts()
    return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})


async def statistics(request: Request) -> Response:
    """Return the figures for Prometheus."""
    context = _context(request)
    waited_s, recordings = context.queue.waited_s(), catalog.count(context.queue.connection)
    content = context.metrics.exposition(context.queue.counts(), waited_s, recordings)
    return Response(content, media_type="text/plain; version=0.0.4; charset=utf-8")


def refusal(_request: Request, error: Exception) -> Response:
    """Answer a request that was refused, or that met an error meant for people."""
    status = error.status if isinstance(error, RequestRefused) else 500
    headers = {"www-authenticate": "Bearer"} if status == 401 else {"retry-after": "5"} if status == 503 else {}
    message = str(error) if isinstance(error, NarrateError) else "an internal error of the service"
    return Response(to_json(Problem(message)), status, headers, "application/json")


def _context(request: Request) -> ServiceContext:
    context: ServiceContext = request.app.state.context
    return context


def _id(request: Request) -> str:
    identity: str = request.path_params["id"]
    if not ID.fullmatch(identity):
        raise RequestRefused(404, "there is no such article")
    return identity


def _matches_etag(header: str | None, mark: str) -> bool:
    """Return whether `If-None-Match` names the version at hand (RFC 9110, 13.1.2)."""
    marks = [part.strip().removeprefix("W/") for part in (header or "").split(",")]
    return mark in marks or marks == ["*"]


def _chosen(request: Request, context: ServiceContext) -> tuple[list[FeedItem], str]:
    """Return the items of the feed that is asked for, and its title."""
    items, options = context.items(), context.settings.feed
    kind, name = request.path_params.get("kind"), request.path_params.get("name", "")
    if kind is None:
        return items, ""
    wanted = name.casefold()
    if kind == "section":
        chosen = [item for item in items if item.section.casefold() == wanted]
    else:
        chosen = [item for item in items if wanted in {author.casefold() for author in item.authors}]
    if not chosen:
        raise RequestRefused(404, f"no recording has that {kind}")
    shown = chosen[0].section if kind == "section" else name
    return chosen, f"{options.feed_title}: {shown}"


def _fed(request: Request, content: bytes, kind: str) -> Response:
    mark = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"etag": mark, "cache-control": _SHORT, **_OPEN}
    if _matches_etag(request.headers.get("if-none-match"), mark):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)
