"""Title, byline, date, language, site, address and image of a page, by one precedence table.

For each fact the first source that gives a usable value wins: JSON-LD, microdata, OpenGraph and its kin, the page.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html

from narrate.extract import bylines, dates, language, names, titles
from narrate.extract.candidates import Candidate
from narrate.extract.statements import Statements, texts

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
    structured: Statements,
    candidates: list[Candidate],
    url: str | None,
    ruled: Mapping[str, Sequence[str]] = _NOTHING,
) -> Metadata:
    """Return the metadata of a page.

    Args:
        root: The page's root element.
        structured: What the page says of itself.
        candidates: Its candidate blocks, for headings and bylines in the text.
        url: Where the page came from, if known.
        ruled: Title, byline and date as a site rule found them; they win.
    """
    where = address(root, structured, url)
    site = _site(structured, where)
    byline = tuple(name for text in ruled.get("byline", ()) for name in names.parse(text))
    title = next(iter(ruled.get("title", ())), None) or titles.choose(root, structured, candidates, site)
    return Metadata(
        title=title,
        byline=byline or bylines.choose(structured, candidates, title, site),
        published=next(filter(None, map(dates.iso, ruled.get("published", ()))), None)
        or dates.choose(root, structured, candidates, where, title),
        site=site,
        url=where,
        language=_language(root, structured),
        image=_image(structured, where),
        section=_section(structured),
        tags=_tags(structured),
        description="\n".join(dict.fromkeys(_all(structured, "og:description", "description", "twitter:description"))),
        body=next((text for text in texts(structured.article.get("articleBody")) if text), ""),
        free=_free(structured),
        declared_words=_declared_words(structured),
    )


def _all(structured: Statements, *keys: str) -> Iterator[str]:
    for key in keys:
        yield from structured.meta.get(key, ())


def _first(structured: Statements, *keys: str) -> str | None:
    return next((text for text in _all(structured, *keys) if text.strip()), None)


def address(root: html.HtmlElement, structured: Statements, url: str | None) -> str | None:
    """Return the canonical address that the page states, else `url`."""
    candidates: tuple[Callable[[], str | None], ...] = (
        lambda: next(
            (el.get("href") for el in root.iter("link") if "canonical" in (el.get("rel") or "").lower().split()), None
        ),
        lambda: _first(structured, "og:url"),
        lambda: next(texts(structured.article.get("mainEntityOfPage")), None),
        lambda: next(texts(structured.article.get("url")), None),
    )
    for candidate in candidates:
        try:
            stated = urljoin(url or "", (candidate() or "").strip())
            if urlsplit(stated).scheme in ("http", "https") and urlsplit(stated).netloc:
                return stated
        except ValueError:  # an address with a broken host
            continue
    return url


def _site(structured: Statements, address: str | None) -> str | None:
    name = (
        _first(structured, "og:site_name", "application-name")
        or next(texts(structured.article.get("publisher")), None)
        or structured.organisation
    )
    if name and not name.startswith(("http", "/", "#", "@")) and len(name) < 80:
        return " ".join(name.split())
    host = urlsplit(address or "").hostname or ""
    return host.removeprefix("www.") or None


def _language(root: html.HtmlElement, structured: Statements) -> str | None:
    for value in (
        root.get("lang"),
        root.get("xml:lang"),
        next(texts(structured.article.get("inLanguage")), None),
        *_all(structured, "og:locale", "content-language", "language"),
    ):
        if code := language.code(value):
            return code
    return None


def _image(structured: Statements, address: str | None) -> str | None:
    stated = _first(structured, "og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
    if stated is None:
        image = structured.article.get("image")
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


def _section(structured: Statements) -> str | None:
    stated = next(texts(structured.article.get("articleSection")), None) or _first(structured, "article:section")
    return " ".join((stated or "").split())[:200] or None


def _tags(structured: Statements) -> tuple[str, ...]:
    stated = [*texts(structured.article.get("keywords")), *_all(structured, "article:tag")]
    if not stated:
        stated = [*_all(structured, "news_keywords", "keywords")]
    names = (" ".join(name.split()) for part in stated for name in part.split(","))
    return tuple(dict.fromkeys(name[:200] for name in names if name))[:50]


def _free(structured: Statements) -> bool:
    for value in (structured.article.get("isAccessibleForFree"), _first(structured, "isaccessibleforfree")):
        if value is False or (isinstance(value, str) and value.strip().lower() in ("false", "no", "0")):
            return False
    tier = _first(structured, "article:content_tier", "og:article:content_tier", "content_tier")
    return not (tier and tier.strip().lower() in ("locked", "metered", "paid", "premium"))


def _declared_words(structured: Statements) -> int:
    count = next(texts(structured.article.get("wordCount")), structured.article.get("wordCount"))
    try:
        return max(0, min(200_000, int(str(count).replace(",", "")))) if count is not None else 0
    except ValueError:
        return 0
