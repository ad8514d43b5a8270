"""Title, byline, date, language, site, address and image of a page, by one precedence table.

For each fact the first source that gives a usable value wins: JSON-LD, microdata, OpenGraph and its kin, the page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html

from narrate.extract import bylines, dates, language, titles
from narrate.extract.statements import Statements, texts
from narrate.extract.walk import Candidate

__all__ = ["Metadata", "address", "read"]

_NOTHING: Mapping[str, Sequence[str]] = {}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of the article besides its body."""

    title: str
    byline: tuple[str, ...]
    published: str | None
    site: str | None
    url: str | None
    language: str | None
    """ISO 639-1 code that the page declares."""
    image: str | None
    section: str | None
    tags: tuple[str, ...]
    description: str
    body: str
    """The body that JSON-LD claims; a cross-check, never a source."""
    free: bool
    """False when the page says that its article isn't free to read."""
    declared_words: int
    """Length that the page states, in words; 0 if it states none."""


def read(
    root: html.HtmlElement,
    said: Statements,
    found: list[Candidate],
    url: str | None,
    ruled: Mapping[str, Sequence[str]] = _NOTHING,
) -> Metadata:
    """Return the metadata of a page.

    Args:
        root: The page's root element.
        said: What the page says of itself.
        found: Its candidate blocks, for headings and bylines in the text.
        url: Where the page came from, if known.
        ruled: Title, byline and date as a site rule found them; they win.
    """
    where = address(root, said, url)
    site = _site(said, where)
    byline = tuple(name for text in ruled.get("byline", ()) for name in bylines.clean(text))
    title = next(iter(ruled.get("title", ())), None) or titles.choose(root, said, found, site)
    return Metadata(
        title=title,
        byline=byline or bylines.choose(root, said, found, title),
        published=next(filter(None, map(dates.iso, ruled.get("published", ()))), None)
        or dates.choose(root, said, found, where, title),
        site=site,
        url=where,
        language=_language(root, said),
        image=_image(said, where),
        section=_section(said),
        tags=_tags(said),
        description="\n".join(dict.fromkeys(_all(said, "og:description", "description", "twitter:description"))),
        body=next((text for text in texts(said.article.get("articleBody")) if text), ""),
        free=_free(said),
        declared_words=_declared_words(said),
    )


def _all(said: Statements, *keys: str) -> Iterator[str]:
    for key in keys:
        yield from said.meta.get(key, ())


def _first(said: Statements, *keys: str) -> str | None:
    return next((text for text in _all(said, *keys) if text.strip()), None)


def address(root: html.HtmlElement, said: Statements, url: str | None) -> str | None:
    """Return the canonical address that the page states, else `url`."""
    candidates: tuple[Callable[[], str | None], ...] = (
        lambda: next(
            (el.get("href") for el in root.iter("link") if "canonical" in (el.get("rel") or "").lower().split()), None
        ),
        lambda: _first(said, "og:url"),
        lambda: next(texts(said.article.get("mainEntityOfPage")), None),
        lambda: next(texts(said.article.get("url")), None),
    )
    for candidate in candidates:
        try:
            stated = urljoin(url or "", (candidate() or "").strip())
            if urlsplit(stated).scheme in ("http", "https") and urlsplit(stated).netloc:
                return stated
        except ValueError:  # an address with a broken host
            continue
    return url


def _site(said: Statements, address: str | None) -> str | None:
    name = (
        _first(said, "og:site_name", "application-name")
        or next(texts(said.article.get("publisher")), None)
        or said.organisation
    )
    if name and not name.startswith(("http", "/", "#", "@")) and len(name) < 80:
        return " ".join(name.split())
    host = urlsplit(address or "").hostname or ""
    return host.removeprefix("www.") or None


def _language(root: html.HtmlElement, said: Statements) -> str | None:
    for value in (
        root.get("lang"),
        root.get("xml:lang"),
        next(texts(said.article.get("inLanguage")), None),
        *_all(said, "og:locale", "content-language", "language"),
    ):
        if code := language.code(value):
            return code
    return None


def _image(said: Statements, address: str | None) -> str | None:
    stated = _first(said, "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
    if stated is None:
        image = said.article.get("image")
        if isinstance(image, list):
            image = image[0] if image else None
        if isinstance(image, dict):
            image = image.get("url") or image.get("contentUrl") or image.get("@id")
        stated = image if isinstance(image, str) else None
    if not stated:
        return None
    try:
        return urljoin(address or "", stated.strip()) or None
    except ValueError:
        return None


def _section(said: Statements) -> str | None:
    stated = next(texts(said.article.get("articleSection")), None) or _first(said, "article:section")
    return " ".join((stated or "").split())[:200] or None


def _tags(said: Statements) -> tuple[str, ...]:
    stated = [*texts(said.article.get("keywords")), *_all(said, "article:tag")]
    if not stated:
        stated = [*_all(said, "news_keywords", "keywords")]
    names = (" ".join(name.split()) for part in stated for name in part.split(","))
    return tuple(dict.fromkeys(name[:200] for name in names if name))[:50]


def _free(said: Statements) -> bool:
    for value in (said.article.get("isAccessibleForFree"), _first(said, "isaccessibleforfree")):
        if value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no", "0")):
            return False
    tier = _first(said, "article:content_tier", "og:article:content_tier", "content_tier")
    return not (tier and tier.strip().lower() in ("locked", "metered", "paid", "premium"))


def _declared_words(said: Statements) -> int:
    count = next(texts(said.article.get("wordCount")), said.article.get("wordCount"))
    try:
        return max(0, min(200_000, int(str(count).replace(",", "")))) if count is not None else 0
    except ValueError:
        return 0
