"""The service's addresses."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.convertors import Convertor, register_url_convertor
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from narrate.errors import NarrateError
from narrate.service import delivering, receiving
from narrate.service.context import ServiceContext
from narrate.service.limits import Limits
from narrate.service.openapi import document

__all__ = ["build"]

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


class _Kind(Convertor[str]):
    """What a feed can be narrowed to."""

    regex = "section|author"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("kind", _Kind())

ROUTES = (
    Route("/hooks/ghost", receiving.ghost_hook, methods=["POST"]),
    Route("/hooks/wordpress", receiving.wordpress_hook, methods=["POST"]),
    Route("/articles", receiving.post_article, methods=["POST"]),
    Route("/articles/{id}", delivering.article, methods=["GET"]),
    Route("/articles/{id}", receiving.delete_article, methods=["DELETE"]),
    Route("/audio/{name}", delivering.audio, methods=["GET"]),
    Route("/audio/{version}/{name}", delivering.audio, methods=["GET"]),
    Route("/embed/{id}", delivering.embed, methods=["GET"]),
    Route("/oembed", delivering.oembed, methods=["GET"]),
    Route("/feed.xml", delivering.rss, methods=["GET"]),
    Route("/feed.json", delivering.json_feed, methods=["GET"]),
    Route("/feeds/{kind:kind}/{name}.xml", delivering.rss, methods=["GET"]),
    Route("/player/{name}", delivering.player, methods=["GET"]),
    Route("/healthz", delivering.health, methods=["GET"]),
    Route("/metrics", delivering.statistics, methods=["GET"]),
)


def build(context: ServiceContext, lifespan: Lifespan | None = None) -> Starlette:
    """Return the application that answers from `context`."""
    app = Starlette(
        routes=[*ROUTES, Route("/openapi.json", _openapi, methods=["GET"])],
        middleware=[Middleware(Limits, rate_per_s=context.options.rate_per_s, metrics=context.metrics)],
        exception_handlers={NarrateError: delivering.refusal, HTTPException: _missing, 500: delivering.refusal},
        lifespan=lifespan,
    )
    app.state.context = context
    return app


async def _openapi(request: Request) -> Response:
    return JSONResponse(document(request.app.state.context.base))


def _missing(_request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 500)
    detail = getattr(error, "detail", "a fault of the service")
    return JSONResponse({"error": detail.lower()}, status, headers=getattr(error, "headers", None))
