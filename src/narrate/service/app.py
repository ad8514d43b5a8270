"""The service's addresses: who answers each, and what the OpenAPI document says of it. Both are made from one table."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any

import msgspec
from msgspec import Meta
from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import narrate
from narrate.errors import NarrateError
from narrate.service import delivering, receiving
from narrate.service.context import ServiceContext
from narrate.service.limits import Limits
from narrate.service.messages import (
    Accepted,
    ArticleRequest,
    ArticleState,
    GhostHook,
    Problem,
    WordPressHook,
    to_json,
)
from narrate.service.signatures import SIGNATURE_HEADER
from narrate.service.story import ID

__all__ = ["ENDPOINTS", "Endpoint", "build", "document"]

_Parameters = Mapping[str, tuple[str, bool, Mapping[str, Any]]]
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


class _Kind(Convertor[str]):
    """What a feed can be narrowed to."""

    regex = "section|author"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("kind", _Kind())


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What can be asked for at an address. The first line of its handler's docstring is its summary."""

    method: str
    path: str
    """As Starlette writes it."""
    name: str
    """`operationId` of the OpenAPI document, by which generated clients name it."""
    handler: Callable[[Request], Any]
    body: Any = None
    """Type of the message that it takes."""
    answer: Any = None
    """Type of the message that it gives, or the media type of something else."""
    others: Mapping[int, str] = field(default_factory=dict)
    """Further statuses that aren't refusals, and what each means."""
    refusals: tuple[int, ...] = ()
    """Statuses besides 429 with which it refuses."""
    signed: bool = False
    """It asks for a token or a signature."""
    parameters: _Parameters = field(default_factory=dict)
    """Of query and headers: name to place, whether it must be there, and schema."""


_POSTED = (400, 401, 408, 409, 413, 415, 422, 503)
_GHOST_HEADER: _Parameters = {
    "X-Ghost-Signature": (
        "header",
        True,
        {"type": "string", "description": "sha256=HEX, t=MILLISECONDS, as Ghost sends it"},
    )
}
_OEMBED_QUERY: _Parameters = {
    "url": ("query", True, {"type": "string"}),
    "format": ("query", False, {"enum": ["json"]}),
}
_UNCHANGED = {304: "Not modified"}
_FILE = {206: "A part of the file", 304: "Not modified", 416: "No such range"}
_RSS, _JSON_FEED = "application/rss+xml", "application/feed+json"
_ONE_NEEDED = Meta(extra_json_schema={"anyOf": [{"required": ["url"]}, {"required": ["html"]}]})

ENDPOINTS = (
    Endpoint(
        "POST",
        "/hooks/ghost",
        "ghostHook",
        receiving.ghost_hook,
        body=GhostHook,
        answer=Accepted,
        refusals=(404, *_POSTED),
        parameters=_GHOST_HEADER,
    ),
    Endpoint(
        "POST",
        "/hooks/wordpress",
        "wordpressHook",
        receiving.wordpress_hook,
        body=WordPressHook,
        answer=Accepted,
        refusals=_POSTED,
        signed=True,
    ),
    Endpoint(
        "POST",
        "/articles",
        "postArticle",
        receiving.post_article,
        body=Annotated[ArticleRequest, _ONE_NEEDED],
        answer=Accepted,
        refusals=_POSTED,
        signed=True,
    ),
    Endpoint("GET", "/articles/{id}", "getArticle", delivering.article, answer=ArticleState, refusals=(404,)),
    Endpoint(
        "DELETE",
        "/articles/{id}",
        "deleteArticle",
        receiving.delete_article,
        answer=Accepted,
        refusals=(401, 404, 409, 503),
        signed=True,
    ),
    Endpoint("GET", "/audio/{name}", "getAudio", delivering.audio, answer="audio/mpeg", others=_FILE, refusals=(404,)),
    Endpoint(
        "GET",
        "/audio/{version}/{name}",
        "getAudioVersion",
        delivering.audio,
        answer="audio/mpeg",
        others={**_FILE, 302: "There is a newer version"},
        refusals=(404,),
    ),
    Endpoint("GET", "/embed/{id}", "getEmbed", delivering.embed, answer="text/html", refusals=(404,)),
    Endpoint("GET", "/snippet/{id}", "getSnippet", delivering.snippet, answer="text/html", refusals=(404,)),
    Endpoint(
        "GET",
        "/oembed",
        "getOembed",
        delivering.oembed,
        answer="application/json",
        refusals=(404, 501),
        parameters=_OEMBED_QUERY,
    ),
    Endpoint("GET", "/feed.xml", "getFeed", delivering.rss, answer=_RSS, others=_UNCHANGED),
    Endpoint("GET", "/feed.json", "getJsonFeed", delivering.json_feed, answer=_JSON_FEED, others=_UNCHANGED),
    Endpoint(
        "GET",
        "/feeds/{kind:kind}/{name}.xml",
        "getNarrowFeed",
        delivering.rss,
        answer=_RSS,
        others=_UNCHANGED,
        refusals=(404,),
    ),
    Endpoint("GET", "/player/{name}", "getPlayer", delivering.player, answer="text/javascript", refusals=(404,)),
    Endpoint("GET", "/healthz", "getHealth", delivering.health, answer="application/json"),
    Endpoint("GET", "/metrics", "getMetrics", delivering.statistics, answer="text/plain"),
)


def build(context: ServiceContext, lifespan: Lifespan | None = None) -> Starlette:
    """Return the application that answers from `context`."""
    routes = [Route(each.path, each.handler, methods=[each.method]) for each in ENDPOINTS]
    app = Starlette(
        routes=[*routes, Route("/openapi.json", _openapi, methods=["GET"])],
        middleware=[Middleware(Limits, rate_per_s=context.options.rate_per_s, metrics=context.metrics)],
        exception_handlers={NarrateError: delivering.refusal, HTTPException: _missing, 500: delivering.refusal},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # the address of a redirect would come from the Host header
    app.state.context = context
    return app


async def _openapi(request: Request) -> Response:
    return JSONResponse(document(request.app.state.context.base))


def _missing(_request: Request, error: Exception) -> Response:
    problem = Problem(str(getattr(error, "detail", "an internal error of the service")).lower())
    status, headers = getattr(error, "status_code", 500), getattr(error, "headers", None)
    return Response(to_json(problem), status, headers, "application/json")


@cache
def document(base: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of a service at `base`."""
    kinds: list[Any] = [Problem]
    kinds += [kind for each in ENDPOINTS for kind in (each.body, each.answer) if kind and not isinstance(kind, str)]
    references, schemas = msgspec.json.schema_components(kinds, ref_template="#/components/schemas/{name}")
    schema_by_kind = dict(zip(kinds, references, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for each in ENDPOINTS:
        item = paths.setdefault(each.path.replace(":kind", ""), {})
        item[each.method.lower()] = _operation(each, schema_by_kind)
    refused = {"description": "Refused", "content": _content(schema_by_kind[Problem])}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "narrate",
            "version": narrate.__version__,
            "summary": "Turns news articles into audio.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {"Refused": refused},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(each: Endpoint, schema_by_kind: Mapping[Any, Any]) -> dict[str, Any]:
    status, about = (202, "On the disk; the rest happens later") if each.answer is Accepted else (200, "The answer")
    content = {each.answer: {}} if isinstance(each.answer, str) else _content(schema_by_kind[each.answer])
    responses: dict[str, Any] = {str(status): {"description": about, "content": content}}
    responses |= {str(status): {"description": about} for status, about in each.others.items()}
    responses |= {str(status): {"$ref": "#/components/responses/Refused"} for status in (*each.refusals, 429)}
    if each.method == "POST":
        responses["202"]["headers"] = {"Location": {"schema": {"type": "string"}}}
    operation = {
        "operationId": each.name,
        "summary": (each.handler.__doc__ or "").partition("\n")[0].rstrip("."),
        "parameters": list(_parameters(each)),
        "responses": responses,
    }
    if each.body is not None:
        operation["requestBody"] = {"required": True, "content": _content(schema_by_kind[each.body])}
    if each.signed:
        operation["security"] = [{"bearer": []}, {}]
    return operation


def _parameters(each: Endpoint) -> Iterator[dict[str, Any]]:
    schemas = {
        "id": {"type": "string", "pattern": f"^{ID.pattern}$"},
        "kind": {"enum": ["section", "author"]},
    }
    part = {"type": "string", "minLength": 1, "pattern": "^[^/]+$"}
    for name in Route(each.path, each.handler).param_convertors:
        yield {"name": name, "in": "path", "required": True, "schema": schemas.get(name, part)}
    for name, (place, required, schema) in each.parameters.items():
        yield {"name": name, "in": place, "required": required, "schema": schema}
    if each.signed:
        about = "t=SECONDS,sha256=HEX: HMAC-SHA256 with hook_secret over SECONDS, a dot and the body"
        schema = {"type": "string", "description": about}
        yield {"name": SIGNATURE_HEADER, "in": "header", "required": False, "schema": schema}


def _content(schema: Any) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
