"""What the WordPress plugin's hook means; it sends a post in the form of WordPress' own REST interface."""

from typing import Any

from narrate.errors import RequestRefused
from narrate.service.jobs import Order
from narrate.service.story import Story, address, narration, removal, text, texts

__all__ = ["article_id", "order_of"]

EVENTS = ("published", "edited", "unpublished", "deleted")


def order_of(body: Any, *, settle_s: float, received: str) -> Order | None:
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
    if not isinstance(post, dict) or event not in EVENTS:
        raise RequestRefused(422, f"the body must have a post, and an event out of {', '.join(EVENTS)}")
    identity = article_id(post.get("id"))
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


def article_id(post_id: Any) -> str:
    """Return our id of the post `post_id`. Raises RequestRefused (422)."""
    if not isinstance(post_id, int) or isinstance(post_id, bool) or not 0 < post_id < 2**63:
        raise RequestRefused(422, "the post's id must be a whole number above 0")
    return f"wordpress-{post_id}"


def _utc(time: str) -> str:
    """WordPress gives times in UTC without saying so."""
    return f"{time}Z" if time and time[-1].isdigit() and "T" in time and "+" not in time else time
