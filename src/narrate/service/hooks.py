"""What the hooks of Ghost and of the WordPress plugin mean."""

from typing import Any

from narrate.errors import RequestRefused
from narrate.service.queue import Order
from narrate.service.story import Story, address, narration, removal, text, texts

__all__ = ["ghost_id", "ghost_order", "wordpress_id", "wordpress_order"]

_PUBLISHED = "published"


def ghost_order(body: Any, *, settle_s: float, received: str) -> Order | None:
    """Return the order that a webhook asks for; None when it is about a draft.

    Args:
        body: The decoded JSON.
        settle_s: How long to wait for further edits; a first publication waits for none.
        received: Time of receipt as ISO 8601, for events without one of their own.

    Raises:
        RequestRefused: 422, it isn't what Ghost sends.
    """
    post = body.get("post") or body.get("page") if isinstance(body, dict) else None
    if not isinstance(post, dict):
        raise RequestRefused(422, "the body has no post; choose a post event for this webhook")
    current, previous = _part(post, "current"), _part(post, "previous")
    identity = ghost_id(current.get("id") or previous.get("id"))
    stamp = text(current.get("updated_at"), limit=40) or received
    public = current.get("visibility", "public") == "public"
    if current.get("status") == _PUBLISHED and public:
        fresh = previous.get("status") not in {None, _PUBLISHED}
        return narration(_story(identity, current, stamp), settle_s=0.0 if fresh else settle_s)
    gone = not current and previous.get("status") in {None, _PUBLISHED}
    if gone or previous.get("status") == _PUBLISHED or current.get("status") == _PUBLISHED:
        return removal(identity, "ghost", stamp)
    return None


def ghost_id(post_id: Any) -> str:
    """Return our id of the post `post_id`. Raises RequestRefused (422)."""
    if not isinstance(post_id, str) or not post_id.isascii() or not post_id.isalnum() or len(post_id) > 64:
        raise RequestRefused(422, "the post has no id of letters and digits")
    return f"ghost-{post_id.lower()}"


def _part(post: dict[str, Any], name: str) -> dict[str, Any]:
    part = post.get(name)
    return part if isinstance(part, dict) else {}


def _story(identity: str, post: dict[str, Any], stamp: str) -> Story:
    primary = post.get("primary_tag")
    content = post.get("html")
    authors = texts(post.get("authors")) or texts([post.get("primary_author")])
    return Story(
        id=identity,
        origin="ghost",
        url=address(post.get("url")),
        content=content if isinstance(content, str) else None,
        title=text(post.get("title")),
        authors=authors,
        published=text(post.get("published_at"), limit=40) or None,
        language=text(post.get("locale"), limit=12) or None,
        section=text(primary.get("name"), limit=200) or None if isinstance(primary, dict) else None,
        tags=texts(post.get("tags")),
        image=address(post.get("feature_image")),
        stamp=stamp,
    )


WORDPRESS_EVENTS = ("published", "edited", "unpublished", "deleted")


def wordpress_order(body: Any, *, settle_s: float, received: str) -> Order | None:
    """Return the order that a hook asks for.

    Args:
        body: The decoded JSON: `{"event": "published", "post": {"id": 7, "link": ..., "title": ..., "content": ...}}`.
        settle_s: How long an edit waits for further ones.
        received: Time of receipt as ISO 8601, for posts without `modified_gmt`.

    Raises:
        RequestRefused: 422, it isn't what the plugin sends.
    """
    post = body.get("post") if isinstance(body, dict) else None
    event = body.get("event") if isinstance(body, dict) else None
    if not isinstance(post, dict) or event not in WORDPRESS_EVENTS:
        raise RequestRefused(422, f"the body must have a post, and an event out of {', '.join(WORDPRESS_EVENTS)}")
    identity = wordpress_id(post.get("id"))
    stamp = _utc(text(post.get("modified_gmt"), limit=40)) or received
    hidden = post.get("status", "publish") != "publish" or bool(post.get("password"))
    if event in {"unpublished", "deleted"} or hidden:
        return removal(identity, "wordpress", stamp)
    content = post.get("content")
    markup = content.get("rendered") if isinstance(content, dict) else content
    story = Story(
        id=identity,
        origin="wordpress",
        url=address(post.get("link")),
        content=markup if isinstance(markup, str) else None,
        title=text(post.get("title")),
        authors=texts(post.get("authors")),
        published=_utc(text(post.get("date_gmt"), limit=40)) or None,
        language=text(post.get("language"), limit=12) or None,
        site=text(post.get("site"), limit=200) or None,
        section=next(iter(texts(post.get("categories"))), None),
        tags=texts(post.get("tags")),
        image=address(post.get("image")),
        stamp=stamp,
    )
    return narration(story, settle_s=settle_s if event == "edited" else 0.0)


def wordpress_id(post_id: Any) -> str:
    """Return our id of the post `post_id`. Raises RequestRefused (422)."""
    if not isinstance(post_id, int) or isinstance(post_id, bool) or not 0 < post_id < 2**63:
        raise RequestRefused(422, "the post's id must be a whole number above 0")
    return f"wordpress-{post_id}"


def _utc(time: str) -> str:
    """WordPress gives times in UTC without saying so."""
    return f"{time}Z" if time and time[-1].isdigit() and "T" in time and "+" not in time else time
