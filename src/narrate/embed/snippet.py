"""The markup that narrate puts on a page; all of it is ASCII, so it fits every encoding."""

from collections import defaultdict
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from narrate.embed import jsonld
from narrate.embed.anchors import Anchor
from narrate.embed.markers import ANCHOR, BEGIN, END
from narrate.embed.publication import Publication
from narrate.text import rows

__all__ = ["anchor_marks", "body_part", "escaped", "head_part", "player_markup", "script_tag"]

_SCHEMES = frozenset({"", "http", "https", "file"})


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
