"""What clients send and what they get, as JSON. The OpenAPI document is made from these types, so it can't drift."""

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from narrate.errors import RequestRefused
from narrate.service.story import ID

__all__ = [
    "Accepted",
    "ArticleRequest",
    "ArticleState",
    "GhostHook",
    "GhostPost",
    "Names",
    "PhpText",
    "Problem",
    "Rendered",
    "State",
    "WordPressHook",
    "WordPressPost",
    "decode",
    "to_json",
]

Message = TypeVar("Message")
Id = Annotated[str, Meta(pattern=f"^{ID.pattern}$")]
_Filled = Annotated[str, Meta(min_length=1)]


class Named(Struct):
    """An author, tag or category as a CMS gives it."""

    name: str | None = None


class Rendered(Struct):
    """HTML as WordPress' REST interface gives it."""

    rendered: str | None = None


Names = list[str | Named] | None
PhpText = str | bool | None
"""PHP says `false` for a text that isn't there."""


class ArticleRequest(Struct, forbid_unknown_fields=True):
    """An article to narrate, given by address or as HTML: one of `url` and `html` is needed."""

    id: Id | None = None
    url: Annotated[_Filled, Meta(description="Address of the article; fetched if there is no html")] | None = None
    html: Annotated[_Filled, Meta(description="The whole page; with a title, the body alone")] | None = None
    title: str | None = None
    authors: Names = None
    published: Annotated[str, Meta(description="ISO 8601")] | None = None
    language: str | None = None
    site: str | None = None
    section: str | None = None
    tags: Names = None
    image: _Filled | None = None


class GhostPost(Struct):
    """A post as Ghost's webhooks carry it, under `current`; under `previous` only what has changed."""

    id: str | None = None
    status: str | None = None
    visibility: str | None = "public"
    title: str | None = None
    html: str | None = None
    url: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    locale: str | None = None
    feature_image: str | None = None
    authors: Names = None
    primary_author: Named | None = None
    primary_tag: Named | None = None
    tags: Names = None


class GhostStates(Struct):
    """A post before and after the event; an empty object stands for no post."""

    current: GhostPost | None = None
    previous: GhostPost | None = None


class GhostHook(Struct):
    """A webhook of Ghost about a post or a page."""

    post: GhostStates | None = None
    page: GhostStates | None = None


class WordPressPost(Struct):
    """A post in the form of WordPress' REST interface."""

    id: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    status: str = "publish"
    password: PhpText = None
    link: PhpText = None
    title: Rendered | PhpText = None
    content: Rendered | PhpText = None
    date_gmt: PhpText = None
    modified_gmt: PhpText = None
    authors: Names = None
    categories: Names = None
    tags: Names = None
    language: PhpText = None
    site: PhpText = None
    image: PhpText = None


class WordPressHook(Struct):
    """A hook of the WordPress plugin."""

    event: Literal["published", "edited", "unpublished", "deleted"]
    post: WordPressPost


class Accepted(Struct):
    """What was asked for is on the disk; the rest happens later."""

    id: str | None
    state: Literal["queued", "ignored"]
    url: str | UnsetType = UNSET


State = Literal["queued", "narrating", "ready", "failed", "removed"]


class ArticleState(Struct):
    """Where an article stands, and what there is of it."""

    id: str
    state: State
    error: str | None = None
    audio: str | UnsetType = UNSET
    captions: str | UnsetType = UNSET
    embed: str | UnsetType = UNSET
    manifest: Any = UNSET


class Problem(Struct):
    """Why a request was refused."""

    error: str


def decode(body: bytes, kind: type[Message]) -> Message:
    """Return the message in `body`.

    Raises:
        RequestRefused: 400, it isn't JSON in UTF-8 (RFC 8259); 422, it isn't a message of this kind.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise RequestRefused(422, f"the body isn't what /openapi.json asks for: {error}") from None
    except (msgspec.DecodeError, RecursionError):
        raise RequestRefused(400, "the body isn't JSON in UTF-8") from None


def to_json(message: Struct) -> bytes:
    """Return a message as JSON."""
    return msgspec.json.encode(message)
