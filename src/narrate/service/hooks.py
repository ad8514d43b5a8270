"""What the hooks of Ghost and of the WordPress plugin ask for, and articles that are posted by name.

Ghost's events (`post.published`, `post.published.edited`, `post.unpublished`, `post.deleted`) carry no name. A post
that is published and open to everybody is narrated; any other that was published before is taken away, and so is one
whose readers must now be members: its text isn't for a public feed.
"""

import html
import re

from narrate.errors import RequestRefused
from narrate.service.messages import ArticleRequest, GhostHook, GhostPost, Names, PhpText, Rendered, WordPressHook
from narrate.service.queue import JobRequest
from narrate.service.story import Story, id_of, narration, removal
from narrate.text import is_whole_address

__all__ = ["article_job", "ghost_job", "names_of", "plain_text", "wordpress_job"]

_PUBLISHED = "published"
_MARKUP_SHARE = 8
"""Characters that are read for each that is kept: the rest may be markup."""
_TAG = re.compile("<[^<>]*>")
_MAX_TEXT, _MAX_NAME, _MAX_TIME, _MAX_LANGUAGE, _MAX_NAMES = 2_000, 200, 40, 12, 50
"""Longest texts in characters, and most names of a list: more comes from a fault of the CMS and would fill the feed."""


def article_job(request: ArticleRequest) -> JobRequest:
    """Return the job that `POST /articles` asks for. Raises RequestRefused (422)."""
    title = plain_text(request.title)  # with it, html is the body alone; without, the whole page
    story = Story(
        id=request.id or id_of(request.url, request.html),
        origin="api",
        url=request.url,
        content=request.html if title else None,
        page=None if title else request.html,
        title=title,
        authors=names_of(request.authors),
        published=plain_text(request.published, _MAX_TIME) or None,
        language=plain_text(request.language, _MAX_LANGUAGE) or None,
        site=plain_text(request.site, _MAX_NAME) or None,
        section=plain_text(request.section, _MAX_NAME) or None,
        tags=names_of(request.tags),
        image=request.image,
    )
    return narration(story)


def ghost_job(hook: GhostHook, *, settle_s: float, received: str) -> JobRequest | None:
    """Return the job that a webhook of Ghost asks for; None if it is about a draft.

    Args:
        hook: The message.
        settle_s: How long to wait for further edits; a first publication waits for none.
        received: Time of receipt as ISO 8601, for events without one of their own.

    Raises:
        RequestRefused: 422, there is no post, or its id isn't one of Ghost's.
    """
    states = hook.post or hook.page
    if states is None:
        raise RequestRefused(422, "the body has no post; choose a post event for this webhook")
    current, previous = states.current or GhostPost(), states.previous or GhostPost()
    identity = _ghost_id(current.id or previous.id or "")
    stamp = plain_text(current.updated_at, _MAX_TIME) or received
    if current.status == _PUBLISHED and current.visibility == "public":
        fresh = previous.status not in {None, _PUBLISHED}
        return narration(_ghost_story(identity, current, stamp), settle_s=0.0 if fresh else settle_s)
    deleted = current == GhostPost() and previous.status in {None, _PUBLISHED}
    if deleted or _PUBLISHED in {previous.status, current.status}:
        return removal(identity, "ghost", stamp)
    return None


def _ghost_id(post_id: str) -> str:
    if not post_id.isascii() or not post_id.isalnum() or len(post_id) > 64:
        raise RequestRefused(422, "the post's id must be letters and digits")
    return f"ghost-{post_id.lower()}"


def _ghost_story(identity: str, post: GhostPost, stamp: str) -> Story:
    return Story(
        id=identity,
        origin="ghost",
        url=_address(post.url),
        content=post.html,
        title=plain_text(post.title),
        authors=names_of(post.authors) or names_of([post.primary_author] if post.primary_author else []),
        published=plain_text(post.published_at, _MAX_TIME) or None,
        language=plain_text(post.locale, _MAX_LANGUAGE) or None,
        section=(plain_text(post.primary_tag.name, _MAX_NAME) or None) if post.primary_tag else None,
        tags=names_of(post.tags),
        image=_address(post.feature_image),
        stamp=stamp,
    )


def wordpress_job(hook: WordPressHook, *, settle_s: float, received: str) -> JobRequest:
    """Return the job that a hook of the plugin asks for.

    Args:
        hook: The message.
        settle_s: How long an edit waits for further ones.
        received: Time of receipt as ISO 8601, for posts without `modified_gmt`.
    """
    post = hook.post
    identity = f"wordpress-{post.id}"
    stamp = _utc(plain_text(post.modified_gmt, _MAX_TIME)) or received
    if hook.event in {"unpublished", "deleted"} or post.status != "publish" or post.password:
        return removal(identity, "wordpress", stamp)
    markup = post.content.rendered if isinstance(post.content, Rendered) else post.content
    story = Story(
        id=identity,
        origin="wordpress",
        url=_address(post.link),
        content=markup if isinstance(markup, str) else None,
        title=plain_text(post.title),
        authors=names_of(post.authors),
        published=_utc(plain_text(post.date_gmt, _MAX_TIME)) or None,
        language=plain_text(post.language, _MAX_LANGUAGE) or None,
        site=plain_text(post.site, _MAX_NAME) or None,
        section=next(iter(names_of(post.categories)), None),
        tags=names_of(post.tags),
        image=_address(post.image),
        stamp=stamp,
    )
    return narration(story, settle_s=settle_s if hook.event == "edited" else 0.0)


def _utc(time: str) -> str:
    """WordPress gives times in UTC without saying so."""
    return f"{time}Z" if time and time[-1].isdigit() and "T" in time and "+" not in time else time


def plain_text(value: Rendered | PhpText, max_chars: int = _MAX_TEXT) -> str:
    """Return `value` as one line of at most `max_chars`, without markup or control characters."""
    text = value.rendered if isinstance(value, Rendered) else value
    if not isinstance(text, str):
        return ""
    text = text[: max_chars * _MARKUP_SHARE]  # in the event loop: no body may hold it up
    plain = html.unescape(_TAG.sub("", text)) if "<" in text or "&" in text else text
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split())[:max_chars]


def names_of(entries: Names) -> tuple[str, ...]:
    """Return a list of names, whether given as texts or as objects with a name; empty ones are left out."""
    texts = [each if isinstance(each, str) else each.name for each in entries or ()]
    names = (plain_text(text, _MAX_NAME) for text in texts[:_MAX_NAMES])
    return tuple(name for name in names if name)


def _address(value: PhpText) -> str | None:
    """Return `value` if it is the address of something on the web, else None."""
    return value if isinstance(value, str) and is_whole_address(value) else None
