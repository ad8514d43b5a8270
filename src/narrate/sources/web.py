"""Pages from the web: only what `robots.txt` allows, only HTML."""

from urllib.parse import urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from narrate.errors import PageUnreachable, PageUnreadable
from narrate.model import Page
from narrate.settings.fetch import FetchOptions
from narrate.sources.addresses import Resolver, resolve
from narrate.sources.http import HttpClient
from narrate.text.names import is_address

__all__ = ["Pages"]

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
            raise PageUnreadable(f"{url[:200]!r} is no address; give one that begins with https://")
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
            raise PageUnreadable("its robots.txt asks programs to stay away; ask the site's owner")


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
