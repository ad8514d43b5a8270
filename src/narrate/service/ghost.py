"""What Ghost's webhooks mean: `post.published`, `post.published.edited`, `post.unpublished`, `post.deleted`.

The events carry no name. A post that is published and open to everybody is narrated; any other that was published
before is taken away, and so is one whose readers must now be members: its text isn't for a public feed.
"""

from typing import Any

from narrate.errors import RequestRefused
from narrate.service.jobs import Order
from narrate.service.story import Story, address, narration, removal, text, texts

__all__ = ["article_id", "order_of"]

_PUBLISHED = "published"


def order_of(body: Any, *, settle_s: float, received: str) -> Order | None:
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
    identity = article_id(current.get("id") or previous.get("id"))
    stamp = text(current.get("updated_at"), limit=40) or received
    public = current.get("visibility", "public") == "public"
    if current.get("status") == _PUBLISHED and public:
        fresh = previous.get("status") not in {None, _PUBLISHED}
        return narration(_story(identity, current, stamp), settle_s=0.0 if fresh else settle_s)
    gone = not current and previous.get("status") in {None, _PUBLISHED}
    if gone or previous.get("status") == _PUBLISHED or current.get("status") == _PUBLISHED:
        return removal(identity, "ghost", stamp)
    return None


def article_id(post_id: Any) -> str:
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
