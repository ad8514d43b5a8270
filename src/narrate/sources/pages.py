"""Where pages come from: a file, a folder's pages, standard input, the web."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from narrate.errors import PageUnreadable
from narrate.model import Page
from narrate.settings.fetch import FetchOptions
from narrate.text.names import is_address, is_page_file, slug_of

__all__ = ["Place", "Source", "address_slug", "claim", "find", "only", "page_slug", "read"]

STDIN = "-"
_PUBLIC = FetchOptions()
MAX_PAGE_BYTES = (
    32 * 2**20
)  # news pages stay below 5 MB; more is an archive or a dump, and would cost gigabytes to parse
_FEED = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*>\s*|<!--(?:[^-]|-(?!->))*-->\s*)*<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]",
    re.IGNORECASE,
)  # RSS 2.0 and RDF, RFC 4287, sitemaps.org


@dataclass(frozen=True, slots=True)
class Source:
    """A page and the name under which its recording is kept."""

    page: Page
    name: str
    """What to call it in messages."""
    slug: str
    """File name without ending; empty when only the article's title can give one."""
    folder: Path | None = None
    """Where the page lies, for pictures beside it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page that was named, not yet read."""

    path: str
    """As given: a path, an address on the web, or "-" for standard input."""
    slug: str

    @property
    def name(self) -> str:
        """What to call it in messages."""
        return "standard input" if self.path == STDIN else self.path


def find(arguments: tuple[str, ...]) -> Iterator[Place]:
    """Give the place of every page that `arguments` name: a folder stands for all pages below it, sorted.

    A folder without a page stands for itself, and is refused when it is read, so that the others are done.
    """
    for argument in arguments:
        if is_address(argument):
            yield Place(argument, address_slug(argument))
            continue
        path = Path(argument)
        if argument in {STDIN, ""} or not _is_folder(path):
            yield Place(argument, "" if argument in {STDIN, ""} else page_slug(path, path.parent))
            continue
        pages = sorted(p for p in path.rglob("*") if is_page_file(p.name) and p.is_file())
        if not pages:
            yield Place(argument, page_slug(path, path.parent))
        for page in pages:
            yield Place(str(page), page_slug(page, path))


def only(argument: str) -> Place:
    """Return the place of the one page that `argument` names. Raises PageUnreadable for a folder that holds several."""
    first, *others = find((argument,))
    if others:
        raise PageUnreadable(f"{len(others) + 1} pages are in this folder; name one of them, such as {first.path}")
    return first


def read(place: Place, options: FetchOptions = _PUBLIC) -> Source:
    """Read the page at `place`.

    Args:
        place: Where it is.
        options: Limits for one on the web.

    Raises:
        PageUnreadable: The page is missing, forbidden, a folder, a feed, or larger than 32 MiB.
        PageUnreachable: Its server doesn't answer.
    """
    if is_address(place.path):
        from narrate.sources.web import Pages

        page = Pages(options).fetch(place.path)
        _checked(page.markup)
        return Source(page, place.name, place.slug)
    if place.path == STDIN:
        return Source(Page(_checked(sys.stdin.buffer.read(MAX_PAGE_BYTES + 1))), place.name, "")
    if not place.path:
        raise PageUnreadable("the name of a page is empty; give a file, a folder or an address")
    path = Path(place.path)
    try:
        with path.open("rb") as file:
            markup = _checked(file.read(MAX_PAGE_BYTES + 1))
    except FileNotFoundError:
        raise PageUnreadable(f"there is no such file; {_hint_for(place.path)}") from None
    except IsADirectoryError:
        raise PageUnreadable("no .html page is in this folder; name a page or another folder") from None
    except OSError as error:
        raise PageUnreadable(f"it can't be read ({error.strerror}); check its name and permissions") from error
    return Source(Page(markup), place.name, place.slug, path.parent)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no file can have: whoever reads it will say so
        return False


def _hint_for(name: str) -> str:
    """Return what may have been meant by the name of a file that isn't there."""
    scheme, mark, _ = name.partition("://")
    if mark and scheme == "s3":
        return "narrate batch reads pages from s3:// addresses"
    if mark:
        return "pages are fetched from https:// and http:// addresses alone"
    first, *rest = Path(name).parts or ("",)
    return "an address on the web begins with https://" if rest and "." in first.strip(".") else "check the name"


def claim(place: Place, name_by_slug: dict[str, str]) -> None:
    """Note in `name_by_slug` that `place` takes its slug, so that no page of a run overwrites another's recording.

    Raises:
        PageUnreadable: Another page has taken it.
    """
    first = name_by_slug.setdefault(place.slug, place.path)
    if place.slug and first != place.path:
        raise PageUnreadable(f"its recording would replace that of {first}; narrate it with another --out-dir")


def page_slug(page: Path, top: Path) -> str:
    """Return the slug of a page below `top`: its path with "-" for "/"; `index` gives way to its folder's name."""
    parts = list(page.relative_to(top).with_suffix("").parts)
    if parts[-1].lower() == "index":
        parts = parts[:-1] or [top.resolve().name]
    return slug_of("-".join(parts))


def address_slug(address: str) -> str:
    """Return the slug of an address: the last part of its path that says something, else its host."""
    parts = urlsplit(address)
    names = [Path(name).stem for name in unquote(parts.path).split("/")]
    told = [name for name in names if name and name.lower() != "index"]
    return slug_of(told[-1] if told else parts.netloc)


def _checked(markup: bytes) -> bytes:
    if len(markup) > MAX_PAGE_BYTES:
        raise PageUnreadable(f"it is larger than {MAX_PAGE_BYTES >> 20} MB; give a page that holds one article")
    if _FEED.match(markup):
        raise PageUnreadable("it is a feed or sitemap, not a page; narrate batch reads the pages that it names")
    return markup
