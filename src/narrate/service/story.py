"""What a CMS tells about an article, and the page that is narrated from it."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from narrate.embed.snippet import without_parts
from narrate.errors import RequestRefused
from narrate.model import Page
from narrate.service.queue import VOICE_QUEUE, JobRequest
from narrate.text import Markup, element, is_whole_address

__all__ = ["ID", "Story", "id_of", "narration", "page_of", "removal"]

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
"""An article's id: it names files and addresses, so it holds nothing that either could trip over."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article as its CMS sends it."""

    id: str
    origin: str
    """`ghost`, `wordpress` or `api`."""
    url: str | None = None
    content: str | None = None
    """HTML of the body alone."""
    page: str | None = None
    """HTML of the whole page."""
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    site: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    stamp: str = ""
    """When it was changed, as the CMS states it; sortable."""

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise RequestRefused(422, "id must be 1 to 80 of a-z, 0-9, - and _, beginning with a letter or digit")
        for address in (self.url, self.image):
            if address is not None and not is_whole_address(address):
                raise RequestRefused(422, "url and image must be addresses that begin with http:// or https://")
        if self.url is None and self.content is None and self.page is None:
            raise RequestRefused(422, "give either url or html")

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> "Story":
        """Return the story that `narration` put into a request."""
        return cls(**{**plain, "authors": tuple(plain["authors"]), "tags": tuple(plain["tags"])})


def narration(story: Story, *, settle_s: float = 0.0, priority: int = 0) -> JobRequest:
    """Return the request to narrate `story` once no edit has come for `settle_s`."""
    return JobRequest(story.id, VOICE_QUEUE, "narrate", asdict(story), settle_s, priority, story.stamp)


def removal(article_id: str, origin: str, stamp: str) -> JobRequest:
    """Return the request to take an article's recording away, before anything else is narrated."""
    if not ID.fullmatch(article_id):
        raise RequestRefused(422, "id must be 1 to 80 of a-z, 0-9, - and _, beginning with a letter or digit")
    return JobRequest(article_id, VOICE_QUEUE, "remove", {"id": article_id, "origin": origin}, 0.0, 1_000, stamp)


def page_of(story: Story) -> Page | None:
    """Return the page to narrate, or None when it must be fetched from `story.url`.

    Equal stories give equal pages; what this service has put into the body itself isn't part of it.
    """
    if story.page is not None:
        return Page(without_parts(story.page).encode(), story.url)
    if story.content is None:
        return None
    body = without_parts(story.content)
    facts = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "datePublished": story.published,
        "inLanguage": story.language,
        "articleSection": story.section,
        "keywords": list(story.tags),
        "image": story.image,
        "url": story.url,
        "publisher": {"@type": "Organization", "name": story.site} if story.site else None,
    }
    graph = json.dumps({name: fact for name, fact in facts.items() if fact}, ensure_ascii=False, sort_keys=True)
    graph = graph.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("title", None, story.title),
        element("link", {"rel": "canonical", "href": story.url}) if story.url else "",
        element("script", {"type": "application/ld+json"}, Markup(graph)),
    )
    article = element(
        "article", None, element("h1", None, story.title), element("div", {"class": "entry-content"}, Markup(body))
    )
    markup = "<!doctype html>" + element("html", {"lang": story.language or None}, head, element("body", None, article))
    return Page(markup.encode("utf-8", "replace"), story.url)


def id_of(url: str | None, markup: str | None) -> str:
    """Return an id for an article that came without one: the same for the same address or, without one, page."""
    return "web-" + hashlib.sha256((url or markup or "").encode("utf-8", "replace")).hexdigest()[:20]
