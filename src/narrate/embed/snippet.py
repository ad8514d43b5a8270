"""What narrate writes for a page, and how it is taken off again: player, marks, links, the page for foreign frames.

All of it is ASCII, so it fits every encoding.
"""

import base64
import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlsplit

from narrate.embed import jsonld
from narrate.embed.anchors import Anchor
from narrate.embed.html_source import Source
from narrate.embed.html_tree import ink_of
from narrate.errors import PageRefused
from narrate.publish.manifest import Publication
from narrate.settings.options import PlayerOptions
from narrate.text import Markup, element, is_address, joined, rows

__all__ = [
    "ANCHOR",
    "BEGIN",
    "END",
    "Asset",
    "anchor_marks",
    "body_part",
    "cms_part",
    "frame_page",
    "head_part",
    "oembed_answer",
    "player_asset",
    "player_markup",
    "script_tag",
    "strip",
    "without_parts",
]


BEGIN = "<!--narrate:begin-->"
END = "<!--narrate:end-->"
ANCHOR = "data-narrate"
"""Attribute of an element whose text is heard: `KEY CUE:START+LENGTH ...`."""

_ANCHOR = re.compile(rf' {ANCHOR}="[0-9a-f]{{8}}(?: \d+:\d+\+\d+(?:\+\d+\+\d+)*)+"', re.ASCII)
_TRACE = re.compile(rf"narrate:(?:begin|end)-->|{ANCHOR}=", re.ASCII)


_SCHEMES = frozenset({"", "http", "https", "file"})


_TELLING = 60  # visible characters of a text by which the player finds it
_PLAIN = re.compile(rf"[!-~]{{20,{_TELLING}}}")
_WIDTH_PX, _HEIGHT_PX = 640, 240
"""Room for the player with its transcript closed, at 16 px type and with a headline of two lines on a narrow screen."""
_SCHEMES_BY_COLORS = {"light": "light", "dark": "dark", "auto": "light dark"}
"""A frame in other colours than the page around it gets an opaque background from the browser."""


def strip(markup: bytes) -> bytes:
    """Return the page as it was before narrate touched it.

    Raises:
        PageRefused: A marker has lost its other half, so nobody knows where our part ends.
    """
    if ANCHOR.encode() not in markup and b"narrate:" not in markup and markup[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return markup
    source = Source(markup)
    return source.edited(_cuts(source), []) if _TRACE.search(source.text) else markup


def without_parts(text: str) -> str:
    """Return a piece of a page, such as the body that a CMS keeps, without what stands between narrate's markers.

    A marker without its other half stays: the piece may have been cut.
    """
    kept = []
    at = 0
    while (begin := text.find(BEGIN, at)) >= 0 and (end := text.find(END, begin)) >= 0:
        kept.append(text[at:begin])
        at = end + len(END)
    return "".join([*kept, text[at:]])


def _cuts(source: Source) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    begin: int | None = None
    for token in source.tokens:
        if token.kind == "comment":
            comment = source.text[token.start : token.end]
            if comment not in {BEGIN, END}:
                continue
            if (comment == BEGIN) != (begin is None):
                raise PageRefused(f"a {BEGIN} or {END} has lost its other half: fix it by hand")
            if begin is not None:
                cuts.append((begin, token.end))
            begin = token.start if comment == BEGIN else None
        elif token.kind == "open" and begin is None and (match := _ANCHOR.search(source.text, token.start, token.end)):
            cuts.append(match.span())
    if begin is not None:
        raise PageRefused(f"a {BEGIN} has lost its {END}: fix it by hand")
    return cuts


def _address(address: str) -> str:
    """Return an address for an attribute; one that would run code is refused."""
    if urlsplit(address).scheme.lower() not in _SCHEMES:
        raise ValueError(f"{address!r} isn't the address of a file")
    return quote(address, safe="!#$%&'()*+,/:;=?@[]~")


def _ascii(markup: str) -> str:
    return markup.encode("ascii", "xmlcharrefreplace").decode()


def player_markup(publication: Publication, *, above: str = "", hydrated: bool = False) -> Markup:
    """Return the player's element, and in it what works without a script: controls, download, captions, label.

    Args:
        publication: The recording.
        above: How the text begins above which the player puts itself; empty where it stands there already.
        hydrated: Whether it waits with that until a script has taken the page over.
    """
    audio, captions = _address(publication.audio), _address(publication.captions)
    attributes = {
        "src": audio,
        "captions": captions,
        "manifest": _address(publication.manifest),
        "key": publication.key,
        "title": publication.title,
        "site": publication.site,
        "duration": f"{publication.duration_ms / 1000:.2f}",
        "lang": publication.language,
        "label": publication.label,
        "above": _telling(above),
        "hydrated": hydrated,
        **_behaviour(publication.options),
    }
    language, listen, transcript, label = _words(publication.language)
    minutes = max(1, round(publication.duration_ms / 60_000))
    links = element("a", {"href": audio, "download": True}, listen), element("a", {"href": captions}, transcript)
    return element(
        "narrate-player",
        {name: value for name, value in attributes.items() if value},
        element("audio", {"controls": True, "preload": "none", "src": audio}),
        element(
            "div",
            {"lang": language},
            links[0],
            f" ({minutes} min). ",
            links[1],
            ". ",
            element("small", None, publication.label or label),
        ),
    )


def _telling(text: str) -> str:
    """Return how a text begins, up to a character that a page in a wrong charset would show as others."""
    plain = _PLAIN.match(text)
    return plain[0] if plain else text[:_TELLING]


def _behaviour(options: PlayerOptions) -> dict[str, str | bool]:
    """Return the attributes of what differs from the player's own defaults."""
    usual = PlayerOptions()
    return {
        "sticky": options.sticky,
        "highlight": "" if options.highlight == usual.highlight else options.highlight,
        "autoscroll": "" if options.autoscroll else "off",
        "click-to-play": "" if options.click_to_play == usual.click_to_play else options.click_to_play,
        "skip": "" if options.skip_s == usual.skip_s else f"{options.skip_s:g}",
        "rate-options": "" if options.rates == usual.rates else " ".join(f"{rate:g}" for rate in options.rates),
    }


@cache
def _words(language: str) -> tuple[str, ...]:
    """Return the row of `fallback.tsv` for a language; that of English if it has none."""
    row_by_language = {row[0]: row for row in rows("narrate.embed", "fallback.tsv")}
    return row_by_language.get(language.lower().split("-")[0], row_by_language["en"])


def script_tag(publication: Publication, integrity: str) -> Markup:
    """Return the tag that loads the player's module."""
    source = _address(publication.player)
    attributes = {"type": "module", "src": source, "integrity": integrity, "crossorigin": "anonymous"}
    return element("script", attributes)


def body_part(player: Markup, closing: str = "") -> str:
    """Return what stands above the text: `player_markup`, behind the end tags that must come first there."""
    return _ascii(f"{BEGIN}{closing}{player}{END}")


def cms_part(publication: Publication, *, moves: bool = False) -> str:
    """Return player and script for a page that a CMS makes, between markers.

    Args:
        publication: The recording.
        moves: Whether the player puts itself above the text, from wherever the CMS prints it.
    """
    first = next((spoken.block for spoken in publication.utterances if spoken.block is not None), None)
    text = "".join(spoken.printed for spoken in publication.utterances if spoken.block == first) if moves else ""
    player = player_markup(publication, above=ink_of(text))
    return _ascii(f"{BEGIN}{player}{script_tag(publication, player_asset().integrity)}{END}")


def head_part(publication: Publication, integrity: str, nodes: list[dict[str, Any]]) -> str:
    """Return what stands in the head: the links and the data for machines, and the player's module."""

    def link(media_type: str, address: str) -> Markup:
        attributes = {"rel": "alternate", "type": media_type, "href": _address(address), "title": publication.title}
        return element("link", attributes)

    data = Markup(jsonld.render(publication, nodes))
    parts = [
        link("audio/mpeg", publication.audio),
        *([link("application/json+oembed", publication.oembed)] if publication.oembed else []),
        element("script", {"type": "application/ld+json"}, data),
        *([script_tag(publication, integrity)] if publication.player else []),
    ]
    return _ascii(f"{BEGIN}{joined(parts)}{END}")


def anchor_marks(anchors: tuple[Anchor, ...], key: str) -> list[tuple[int, str]]:
    """Return the attributes that tell the player where each cue stands: offset in the page's text and markup."""
    spans_by_place: dict[int, list[str]] = defaultdict(list)
    for anchor in anchors:
        stretches = "+".join(f"{start}+{length}" for start, length in anchor.stretches)
        element = anchor.element
        spans_by_place[element.start + 1 + len(element.name)].append(f"{anchor.cue}:{stretches}")
    return [(place, f' {ANCHOR}="{" ".join([key, *spans])}"') for place, spans in spans_by_place.items()]


def frame_page(publication: Publication, integrity: str) -> bytes:
    """Return a page of its own for `<iframe>`: the player, without inline code or style."""
    is_known = is_address(publication.url)
    head = (
        element("meta", {"charset": "utf-8"}),
        element("title", None, publication.title or "Audio"),
        element("meta", {"name": "viewport", "content": "width=device-width"}),
        element("meta", {"name": "color-scheme", "content": _SCHEMES_BY_COLORS[publication.options.frame_colors]}),
        element("meta", {"name": "robots", "content": "noindex"}),
        *([element("link", {"rel": "canonical", "href": publication.url})] if is_known else []),
        script_tag(publication, integrity),
    )
    body = element("body", None, element("main", None, player_markup(publication)))
    page = element("html", {"lang": publication.language}, element("head", None, joined(head, "\n")), "\n", body)
    return _ascii(f"<!DOCTYPE html>\n{page}\n").encode()


def oembed_answer(publication: Publication) -> bytes:
    """Return the oEmbed 1.0 answer of type `rich` (oembed.com, 2.3.4) for the article.

    Raises:
        ValueError: The frame has no absolute address, which other sites need.
    """
    if not is_address(publication.frame):
        raise ValueError("an oEmbed answer needs the frame's absolute address")
    frame = element(
        "iframe",
        {
            "src": publication.frame,
            "title": publication.title or "Audio",
            "width": str(_WIDTH_PX),
            "height": str(_HEIGHT_PX),
            "loading": "lazy",
            "allow": "autoplay; clipboard-write",
            "frameborder": "0",
        },
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": publication.title,
        "provider_name": publication.site,
        "html": _ascii(frame),
        "width": _WIDTH_PX,
        "height": _HEIGHT_PX,
    }
    return (
        json.dumps({name: value for name, value in answer.items() if value}, ensure_ascii=True, indent=1) + "\n"
    ).encode()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to."""

    name: str
    """Changes with the content, so caches may keep it for ever."""
    content: bytes
    integrity: str
    """Subresource Integrity digest, W3C SRI: `sha384-` and base64."""


@cache
def player_asset() -> Asset:
    """Return the player's module as `scripts/player_asset.mjs` built it from the sources in `browser/`."""
    content = files("narrate.embed").joinpath("narrate-player.min.js").read_bytes()
    name = f"narrate-player.{hashlib.sha256(content).hexdigest()[:10]}.js"
    integrity = "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
    return Asset(name, content, integrity)
