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
from narrate.embed.publication import Publication
from narrate.errors import PageRefused
from narrate.text import is_address, rows

__all__ = [
    "ANCHOR",
    "BEGIN",
    "END",
    "Asset",
    "anchor_marks",
    "body_part",
    "escaped",
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
_PART = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
_TRACE = re.compile(rf"narrate:(?:begin|end)-->|{ANCHOR}=", re.ASCII)


_SCHEMES = frozenset({"", "http", "https", "file"})


_WIDTH_PX, _HEIGHT_PX = 640, 190
"""Room for the player with its transcript closed, at 16 px type."""


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
    return _PART.sub("", text)


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


def escaped(text: str) -> str:
    """Return `text` for an attribute in double quotes or for an element: ASCII, nothing in it is markup."""
    plain = "".join(c if c.isprintable() or c == " " else " " for c in text)
    plain = (
        plain.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )
    return plain.encode("ascii", "xmlcharrefreplace").decode()


def _address(address: str) -> str:
    """Return an address for an attribute; one that would run code is refused."""
    if urlsplit(address).scheme.lower() not in _SCHEMES:
        raise ValueError(f"{address!r} is no address of a file")
    return escaped(quote(address, safe="!#$%&'()*+,/:;=?@[]~"))


def player_markup(publication: Publication, *, sticky: bool = False) -> str:
    """Return the player's element, and in it what works without a script: controls, download, captions, label."""
    audio, captions, title = _address(publication.audio), _address(publication.captions), escaped(publication.title)
    attributes = {
        "src": audio,
        "captions": captions,
        "key": publication.key,
        "title": title,
        "site": escaped(publication.site),
        "duration": f"{publication.duration_ms / 1000:.2f}",
        "lang": escaped(publication.language),
        "label": escaped(publication.label),
    }
    written = "".join(f' {name}="{value}"' for name, value in attributes.items() if value) + (
        " sticky" if sticky else ""
    )
    language, listen, transcript, label = _words(publication.language)
    minutes = max(1, round(publication.duration_ms / 60_000))
    return (
        f'<narrate-player{written}><audio controls preload="none" src="{audio}"></audio>'
        f'<p lang="{language}"><a href="{audio}" download>{escaped(listen)}</a> ({minutes} min). '
        f'<a href="{captions}">{escaped(transcript)}</a>. <small>{escaped(publication.label or label)}</small></p>'
        "</narrate-player>"
    )


@cache
def _words(language: str) -> tuple[str, ...]:
    """Return the row of `fallback.tsv` for a language; that of English if it has none."""
    row_by_language = {row[0]: row for row in rows("narrate.embed", "fallback.tsv")}
    return row_by_language.get(language.lower().split("-")[0], row_by_language["en"])


def script_tag(publication: Publication, integrity: str) -> str:
    """Return the tag that loads the player's module."""
    source = _address(publication.player)
    return f'<script type="module" src="{source}" integrity="{integrity}" crossorigin="anonymous"></script>'


def body_part(publication: Publication) -> str:
    """Return what stands above the text."""
    return f"{BEGIN}{player_markup(publication)}{END}"


def head_part(publication: Publication, integrity: str, nodes: list[dict[str, Any]]) -> str:
    """Return what stands in the head: the links and the data for machines, and the player's module."""
    title = escaped(publication.title)
    parts = [f'<link rel="alternate" type="audio/mpeg" href="{_address(publication.audio)}" title="{title}">']
    if publication.oembed:
        oembed = _address(publication.oembed)
        parts.append(f'<link rel="alternate" type="application/json+oembed" href="{oembed}" title="{title}">')
    parts.append(f'<script type="application/ld+json">{jsonld.render(publication, nodes)}</script>')
    if publication.player:
        parts.append(script_tag(publication, integrity))
    return f"{BEGIN}{''.join(parts)}{END}"


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
    title, language = escaped(publication.title or "Audio"), escaped(publication.language)
    link = f'<link rel="canonical" href="{escaped(publication.url)}">' if is_address(publication.url) else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<meta name="color-scheme" content="light dark">\n'
        f'<meta name="robots" content="noindex">\n{link}{script_tag(publication, integrity)}\n</head>\n'
        f"<body>\n<main>{player_markup(publication)}</main>\n</body>\n</html>\n"
    ).encode("ascii")


def oembed_answer(publication: Publication) -> bytes:
    """Return the oEmbed 1.0 answer of type `rich` (oembed.com, 2.3.4) for the article.

    Raises:
        ValueError: The frame has no absolute address, which other sites need.
    """
    if not is_address(publication.frame):
        raise ValueError("an oEmbed answer needs the frame's absolute address")
    label = escaped(publication.title or "Audio")
    frame = (
        f'<iframe src="{escaped(publication.frame)}" title="{label}" width="{_WIDTH_PX}" height="{_HEIGHT_PX}" '
        f'loading="lazy" allow="autoplay; clipboard-write" frameborder="0"></iframe>'
    )
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": publication.title,
        "provider_name": publication.site,
        "html": frame,
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
