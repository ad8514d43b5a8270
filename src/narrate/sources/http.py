"""HTTP with limits. The one file that speaks to the web; the address that was checked is the one connected to."""

import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

import httpx

from narrate.errors import PageUnreachable, PageUnreadable
from narrate.settings.fetch import FetchOptions
from narrate.sources.addresses import Resolver, host_matches, public_address, resolve

__all__ = ["Answer", "HttpClient"]

_REDIRECTS = {301, 302, 303, 307, 308}
_STEP_BYTES = 65_536
_SCHEMES = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """Names are in lower case."""
    content: bytes
    """Decompressed."""
    url: str
    """Where it came from after redirects."""


class HttpClient:
    """Speaks HTTP to checked addresses; holds nothing between requests."""

    def __init__(self, options: FetchOptions, resolver: Resolver = resolve) -> None:
        """Take the limits of `options`; names are looked up by `resolver`."""
        self._options = options
        self._resolver = resolver
        self._tls = httpx.create_ssl_context()

    def get(self, url: str, *, kinds: tuple[str, ...] = (), max_bytes: int | None = None) -> Answer:
        """Return what stands at `url`, following redirects; each of them is checked like the first.

        Args:
            url: An `http` or `https` address.
            kinds: Beginnings of the content types that are wanted, for example `text/html`; empty for all.
            max_bytes: Largest content; default that of the options.

        Raises:
            PageUnreadable: The address isn't allowed, the type isn't wanted, it is too large, or there is nothing.
            PageUnreachable: The server doesn't answer, in time or at all.
        """
        deadline = time.monotonic() + self._options.fetch_timeout_s
        limit = int(self._options.max_page_mb * 2**20) if max_bytes is None else max_bytes
        for _ in range(self._options.max_redirects + 1):
            with self._opened("GET", url, deadline) as response:
                if response.status_code not in _REDIRECTS:
                    _check_kind(response, kinds)
                    content = b"".join(_decoded(response, limit, deadline))
                    return Answer(response.status_code, _plain(response.headers), content, url)
                url = urljoin(url, response.headers.get("location", ""))
        raise PageUnreadable(f"it redirects more than {self._options.max_redirects} times; give its final address")

    def head(self, url: str) -> Answer:
        """Return status and headers of `url` without content, following redirects. Raises as `get` does."""
        deadline = time.monotonic() + self._options.fetch_timeout_s
        for _ in range(self._options.max_redirects + 1):
            with self._opened("HEAD", url, deadline) as response:
                if response.status_code not in _REDIRECTS:
                    return Answer(response.status_code, _plain(response.headers), b"", url)
                url = urljoin(url, response.headers.get("location", ""))
        raise PageUnreadable(f"it redirects more than {self._options.max_redirects} times; give its final address")

    def send(self, method: str, url: str, content: bytes | None = None, headers: Mapping[str, str] = {}) -> Answer:
        """Send `content` to `url` and return the answer, at most 8 MB of it; redirects aren't followed.

        Raises:
            PageUnreadable: The address isn't allowed, or the answer is too large.
            PageUnreachable: The server doesn't answer, in time or at all.
        """
        deadline = time.monotonic() + self._options.fetch_timeout_s
        with self._opened(method, url, deadline, content, headers) as response:
            body = b"".join(_decoded(response, 8 * 2**20, deadline))
            return Answer(response.status_code, _plain(response.headers), body, url)

    @contextmanager
    def _opened(
        self,
        method: str,
        url: str,
        deadline: float,
        content: bytes | None = None,
        headers: Mapping[str, str] = {},
    ) -> Iterator[httpx.Response]:
        """Give the answer of one request; its content isn't read yet."""
        pinned, host, authority = self._pinned(url)
        left = deadline - time.monotonic()
        if left <= 0:
            raise PageUnreachable(f"{host} takes longer than {self._options.fetch_timeout_s:g} s; try again later")
        own = {"host": authority, "user-agent": self._options.user_agent, "accept-encoding": "gzip"}
        # No proxies or .netrc from the environment: a proxy would do its own lookup behind the check.
        client = httpx.Client(verify=self._tls, trust_env=False, timeout=left)
        # A timeout counts from byte to byte, and headers may trickle for hours.
        watchdog = threading.Timer(left, client.close)
        watchdog.daemon = True
        watchdog.start()
        try:
            request = client.build_request(
                method, pinned, content=content, headers={**headers, **own}, extensions={"sni_hostname": host}
            )
            response = client.send(request, stream=True)
            yield response
        except httpx.InvalidURL as error:
            raise PageUnreadable(f"{host} redirects to what is no address; give its final address") from error
        except (httpx.HTTPError, httpx.StreamError, OSError, RuntimeError) as error:
            raise PageUnreachable(f"{host} doesn't answer ({type(error).__name__}); try again later") from error
        finally:
            watchdog.cancel()
            client.close()

    def _pinned(self, url: str) -> tuple[str, str, str]:
        """Return the address with the checked number as host, the host, and host with port as the server knows it."""
        try:
            parts = urlsplit(url)
            port, host = parts.port, (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
        except (ValueError, UnicodeError):
            raise PageUnreadable(f"{url[:200]!r} is no address; give one that begins with https://") from None
        if parts.scheme not in _SCHEMES or not host or any(ord(c) <= 32 or ord(c) == 127 for c in url):
            raise PageUnreadable(f"{url[:200]!r} is no address; give one that begins with https://")
        if parts.username is not None or parts.password is not None:
            raise PageUnreadable("an address with a user name isn't fetched; give it without")
        private = host_matches(host, self._options.private_hosts)
        if self._options.allow_hosts and not private and not host_matches(host, self._options.allow_hosts):
            raise PageUnreadable(f"{host} isn't among the allow_hosts; add it there if pages may come from it")
        number = public_address(host, port or _SCHEMES[parts.scheme], self._resolver, private=private)
        shown = f"[{number}]" if ":" in number else number
        tail = f":{port}" if port else ""
        authority = f"[{host}]{tail}" if ":" in host else f"{host}{tail}"
        return urlunsplit((parts.scheme, shown + tail, parts.path or "/", parts.query, "")), host, authority


def _plain(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _check_kind(response: httpx.Response, kinds: tuple[str, ...]) -> None:
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kinds and response.status_code < 300 and not kind.startswith(kinds):
        raise PageUnreadable(f"it is {kind or 'of no stated type'}, not HTML; give the address of an article")


def _decoded(response: httpx.Response, limit: int, deadline: float) -> Iterator[bytes]:
    """Give the content step by step; a bomb is cut off before it is unpacked.

    Raises:
        PageUnreadable: More than `limit` bytes, or a compression that wasn't asked for.
        PageUnreachable: It takes longer than until `deadline`.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise PageUnreadable(
            f"it comes compressed by {coding[:40]!r}, which wasn't asked for; save the page and name the file"
        )
    unpack = None if coding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    size = 0
    for raw in response.iter_raw(_STEP_BYTES):
        rest = raw
        while rest:
            if time.monotonic() > deadline:
                raise PageUnreachable("its server sends too slowly; try again later")
            piece, rest = (rest, b"") if unpack is None else _unpacked(unpack, rest)
            size += len(piece)
            if size > limit:
                raise PageUnreadable(f"it is larger than {limit / 2**20:g} MB; give a page that holds one article")
            yield piece


def _unpacked(unpack: "zlib._Decompress", packed: bytes) -> tuple[bytes, bytes]:
    """Return at most `_STEP_BYTES` of what `packed` holds, and what is left of it; what follows the end is ignored."""
    try:
        piece = unpack.decompress(packed, _STEP_BYTES)
    except zlib.error as error:
        raise PageUnreadable("its compression is broken; save the page and name the file") from error
    return piece, b"" if unpack.eof else unpack.unconsumed_tail
