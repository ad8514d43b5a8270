"""What one client may ask for: so many requests, so many bytes, in so much time."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from narrate.errors import RequestRefused
from narrate.service.messages import Problem, to_json
from narrate.service.monitoring import Metrics

__all__ = ["Limits", "body_of"]

_BODY_S = 20.0  # a body that takes longer is a slow loris
_CLIENTS = 10_000  # buckets kept; the client that was quiet for longest is forgotten first
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Limits:
    """Stands before everything: a token bucket per client, counts, and headers that every answer has."""

    def __init__(
        self, app: ASGIApp, rate_per_s: float, metrics: Metrics, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Let each client make `rate_per_s` requests a second, and twice as many at once."""
        self._app = app
        self._rate_per_s = rate_per_s
        self._metrics = metrics
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = self._clock(), 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        try:
            if self._may(scope):
                await self._app(scope, receive, counted)
            else:
                await _refuse(counted)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST", "DELETE"} else "other"
            self._metrics.count(route, method, status, self._clock() - started)

    def _may(self, scope: Scope) -> bool:
        client = scope.get("client")
        name = client[0] if client else ""
        now, most = self._clock(), 2 * self._rate_per_s
        left, then = self._buckets.pop(name, (most, now))
        left = min(most, left + (now - then) * self._rate_per_s)
        self._buckets[name] = (max(0.0, left - 1), now)
        if len(self._buckets) > _CLIENTS:
            self._buckets.popitem(last=False)
        return left >= 1


async def _refuse(send: Send) -> None:
    content = to_json(Problem("too many requests; slow down"))
    headers = [
        (b"content-type", b"application/json"),
        (b"retry-after", b"1"),
        (b"content-length", b"%d" % len(content)),
    ]
    await send({"type": "http.response.start", "status": 429, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def body_of(request: Request, max_bytes: int) -> bytes:
    """Return the body of a request.

    Raises:
        RequestRefused: 413, too large; 415, compressed; 408, too slow; 400, broken off.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestRefused(415, "send the body uncompressed")
    declared = request.headers.get("content-length", "0")
    too_large = RequestRefused(413, f"the body is larger than {max_bytes / 2**20:g} MB")
    if not declared.isdecimal() or int(declared[:20]) > max_bytes:
        raise too_large
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(_BODY_S):
            async for part in request.stream():
                size += len(part)
                if size > max_bytes:
                    raise too_large
                parts.append(part)
    except TimeoutError:
        raise RequestRefused(408, "the body took too long; send it again") from None
    except ClientDisconnect:
        raise RequestRefused(400, "the body is incomplete; send it again") from None
    return b"".join(parts)
