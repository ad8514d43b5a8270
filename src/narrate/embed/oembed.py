"""Static files for foreign pages: a page for frames with the player, and the oEmbed answer that leads there."""

import json

from narrate.embed.publication import Publication
from narrate.embed.snippet import escaped, player_markup, script_tag
from narrate.text import is_address

__all__ = ["frame_page", "oembed_answer"]

_WIDTH_PX, _HEIGHT_PX = 640, 190
"""Room for the player with its transcript closed, at 16 px type."""


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
