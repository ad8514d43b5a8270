"""The web: which addresses may be asked, HTTP with limits, what robots.txt allows. Pages and webhooks pass here.

By hand around httpx: no client connects to the very address that was checked, or stops a bomb before it is unpacked.
"""

import ipaddress
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import httpx

from narrate.errors import PageUnreachable, PageUnreadable
from narrate.model import Page
from narrate.settings.options import FetchOptions
from narrate.text import is_address

__all__ = ["Answer", "HttpClient", "Pages", "Resolver", "host_matches", "is_public", "public_address", "resolve"]

Resolver = Callable[[str, int], tuple[str, ...]]
"""Host and port to its addresses, as text."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Prefixes whose addresses carry an IPv4 address, and where in the 128 bits it begins.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215: a private network's own translation
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291, 2.5.5.1, deprecated
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")  # RFC 3879, deprecated


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of `host` as the system knows them; numbers in any notation become addresses too.

    Raises:
        PageUnreachable: The name isn't known.
    """
    try:
        entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise PageUnreachable(f"the host {host} can't be resolved; check the address and the network") from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in entries))


def public_address(host: str, port: int, resolver: Resolver, *, private: bool = False) -> str:
    """Return the address to connect to. All addresses of the host must be public, so that none slips through.

    Args:
        host: Name or number.
        port: Port.
        resolver: Finds the addresses, once: who connects must use what is returned, or the name could change meanwhile.
        private: This host may be in a private network.

    Raises:
        PageUnreadable: An address is private, loopback, link-local or otherwise not for the public.
        PageUnreachable: The host isn't known.
    """
    addresses = resolver(host, port)
    if not addresses:
        raise PageUnreachable(f"the host {host} has no address; check the name")
    for address in addresses:
        if not private and not is_public(address):
            raise PageUnreadable(f"{host} is in a private network; add it to private_hosts if that is intended")
    return addresses[0]


def is_public(text: str) -> bool:
    """Return whether an address belongs to the public internet, even if it is embedded in another one."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in _unwrapped(address))


def host_matches(host: str, patterns: tuple[str, ...]) -> bool:
    """Return whether `host` is one of `patterns`; `*.example.org` stands for every host below `example.org`."""
    name = host.lower().rstrip(".")
    return any(fnmatch(name, pattern.lower().rstrip(".")) for pattern in patterns)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and (address in _SITE_LOCAL or address in _NAT64_LOCAL):
        return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not special


def _unwrapped(address: Address) -> tuple[Address, ...]:
    """Return the address, or the IPv4 addresses that it stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _NAT64 or address in _COMPATIBLE:
        return (ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF),)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    return (address,)


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
        """Yield the answer of one request; its content isn't read yet."""
        pinned, host, authority = self._pinned(url)
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise PageUnreachable(f"{host} takes longer than {self._options.fetch_timeout_s:g} s; try again later")
        own = {"host": authority, "user-agent": self._options.user_agent, "accept-encoding": "gzip"}
        # No proxies or .netrc from the environment: a proxy would do its own lookup behind the check.
        client = httpx.Client(verify=self._tls, trust_env=False, timeout=left_s)
        # A timeout counts from byte to byte, and headers may trickle for hours.
        watchdog = threading.Timer(left_s, client.close)
        watchdog.daemon = True
        watchdog.start()
        try:
            request = client.build_request(
                method, pinned, content=content, headers={**headers, **own}, extensions={"sni_hostname": host}
            )
            response = client.send(request, stream=True)
            yield response
        except httpx.InvalidURL as error:
            raise PageUnreadable(f"{host} redirects to an address that isn't valid; give its final one") from error
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
            raise PageUnreadable(f"{url[:200]!r} isn't an address; give one that begins with https://") from None
        if parts.scheme not in _SCHEMES or not host or any(ord(c) <= 32 or ord(c) == 127 for c in url):
            raise PageUnreadable(f"{url[:200]!r} isn't an address; give one that begins with https://")
        if parts.username is not None or parts.password is not None:
            raise PageUnreadable("addresses with a user name aren't fetched; remove the user name")
        private = host_matches(host, self._options.private_hosts)
        if self._options.allow_hosts and not private and not host_matches(host, self._options.allow_hosts):
            raise PageUnreadable(f"{host} isn't in allow_hosts; add it if pages may come from it")
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
        raise PageUnreadable(f"its type is {kind or 'unknown'}, not HTML; give the address of an article")


def _decoded(response: httpx.Response, limit: int, deadline: float) -> Iterator[bytes]:
    """Yield the content step by step; a bomb is cut off before it is unpacked.

    Raises:
        PageUnreadable: More than `limit` bytes, or a compression that wasn't asked for.
        PageUnreachable: It takes longer than until `deadline`.
    """
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "gzip", "x-gzip"}:
        raise PageUnreadable(
            f"it is compressed with {coding[:40]!r}, which wasn't asked for; save the page and name the file"
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
        raise PageUnreadable("its compressed data is damaged; save the page and name the file") from error
    return piece, b"" if unpack.eof else unpack.unconsumed_tail


_HTML = ("text/html", "application/xhtml+xml")
_ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB must be read


class Pages:
    """Fetches pages; keeps what it learns about robots. Hold one for a run."""

    def __init__(self, options: FetchOptions, resolver: Resolver = resolve) -> None:
        """Take the limits of `options`."""
        self._client = HttpClient(options, resolver)
        self._agent = options.user_agent
        self._robots_by_site: dict[str, RobotFileParser] = {}

    def fetch(self, url: str) -> Page:
        """Return the page at `url`.

        Raises:
            PageUnreadable: It isn't allowed, isn't HTML, is too large, or isn't there.
            PageUnreachable: Its server doesn't answer; trying later may help.
        """
        if not is_address(url) or not url.partition("://")[2]:
            raise PageUnreadable(f"{url[:200]!r} isn't an address; give one that begins with https://")
        self._ask_robots(url)
        answer = self._client.get(url, kinds=_HTML)
        if answer.status >= 500 or answer.status == 429:
            raise PageUnreachable(f"its server answers {answer.status}; try again later")
        if answer.status != 200:
            raise PageUnreadable(f"its server answers {answer.status}; check the address")
        if urlsplit(answer.url).netloc != urlsplit(url).netloc:
            self._ask_robots(answer.url)
        kind = answer.headers.get("content-type", "")
        return Page(_declared(answer.content, kind), answer.url)

    def _ask_robots(self, url: str) -> None:
        """Raise PageUnreadable if the site's `robots.txt` keeps us out (RFC 9309)."""
        parts = urlsplit(url)
        site = urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", ""))
        rules = self._robots_by_site.get(site)
        if rules is None:
            rules = RobotFileParser()
            answer = self._client.get(site, max_bytes=_ROBOTS_BYTES)
            if answer.status >= 500:
                raise PageUnreachable(f"its robots.txt answers {answer.status}; try again later")  # RFC 9309, 2.3.1.4
            text = answer.content.decode("utf-8", "replace") if answer.status == 200 else ""
            rules.parse(text.splitlines())
            self._robots_by_site[site] = rules
        if not rules.can_fetch(self._agent, url):
            raise PageUnreadable("its robots.txt doesn't allow programs to fetch it; ask the site's owner")


def _declared(markup: bytes, kind: str) -> bytes:
    """Return `markup` in UTF-8 if the server states another charset: it beats what the page says (HTML, 13.2.3.2)."""
    _, _, charset = kind.lower().partition("charset=")
    charset = charset.partition(";")[0].strip(" \"'")
    if not charset or charset in {"utf-8", "utf8"}:
        return markup
    try:
        return b"\xef\xbb\xbf" + markup.decode(charset).encode()
    except (LookupError, UnicodeError):
        return markup
