"""Attaching a player to a page and taking it off again, to the byte."""

import re

from narrate.embed import anchors, jsonld, placement, snippet
from narrate.embed.html_source import Source, attributes_of
from narrate.embed.html_tree import Tree
from narrate.errors import PageRefused
from narrate.publish.manifest import Publication

__all__ = ["attach", "base_href", "coverage", "detach", "without_player"]

_AMP = re.compile(r"<html(?=[^>]*\s(?:amp|⚡|\xe2\x9a\xa1)[\s=>])", re.IGNORECASE)


def detach(html: bytes) -> bytes:
    """Return the page without anything that narrate put on it: the bytes that it had before.

    Raises:
        PageRefused: Half of a marker is missing.
    """
    return snippet.strip(html)


def without_player(html: bytes) -> bytes:
    """Return what `detach` does, or the page as it is where half of a marker is missing."""
    try:
        return detach(html)
    except PageRefused:
        return html


def attach(html: bytes, publication: Publication, *, target: str | None = None) -> bytes:
    """Return the page with the player above its text; every byte outside narrate's markers stays as it was.

    A player that is there already is replaced, so attaching twice is attaching once.

    Args:
        html: The page as found, in any encoding.
        publication: The recording with its addresses.
        target: CSS selector of the place; by default the place is found.

    Raises:
        PageRefused: The page has no right place for a player; the message says why. Leave it as it is.
        SettingsError: `target` isn't a selector that can be used.
    """
    bare = snippet.strip(html)
    source = Source(bare)
    tree = Tree(source)
    places = anchors.find(tree, publication.utterances)
    nodes = jsonld.article_nodes(tree)
    _refuse(source, tree, places, nodes)
    root = None if target else placement.hydrated_root(tree, places)
    place = placement.root_place(root) if root else placement.body_place(tree, places, target)
    above = placement.beginning(tree, places) if root else ""
    insertions = snippet.anchor_marks(places, publication.key)
    insertions.append(
        (placement.head_place(tree, place), snippet.head_part(publication, snippet.player_asset().integrity, nodes))
    )
    insertions.append(
        (
            place,
            snippet.body_part(
                snippet.player_markup(publication, above=above, hydrated=root is not None), tree.closing(place)
            ),
        )
    )
    page = source.edited([], insertions)
    if not _comes_back(page, bare):
        raise PageRefused("its markup is too broken to take the player off again")
    return page


def base_href(html: bytes) -> str:
    """Return the address at which relative addresses of the page start (`<base href>`); empty if it has none."""
    source = Source(html)
    bases = (attributes_of(source, token) for token in source.tokens if token.kind == "open" and token.name == "base")
    return next((found["href"].strip() for found in bases if "href" in found), "")


def coverage(html: bytes, publication: Publication) -> float:
    """Return the share of the recording's utterances that are on the page, 0 to 1."""
    tree = Tree(Source(snippet.strip(html)))
    return len(anchors.find(tree, publication.utterances)) / max(1, len(publication.utterances))


def _comes_back(page: bytes, bare: bytes) -> bool:
    """Tell whether the markers on `page` are read as markers, not as the inside of a script or an open tag."""
    try:
        return snippet.strip(page) == bare
    except PageRefused:
        return False


def _refuse(source: Source, tree: Tree, places: tuple[anchors.Anchor, ...], nodes: list[dict[str, object]]) -> None:
    if _AMP.search(source.text, 0, 20_000):
        raise PageRefused("AMP pages allow no player of a publisher's own")
    if any(element.name == "frameset" for element in tree.elements):
        raise PageRefused("a frameset has no text to stand above")
    if any(token.kind == "cut" and source.text.startswith("<!--", token.start) for token in source.tokens[-1:]):
        raise PageRefused("the page ends inside a comment")
    if jsonld.has_human_audio(nodes):
        raise PageRefused("the page has a recording of its own, which wins over a synthetic one")
    first = min((anchor.element.start for anchor in places if anchor.element.name != "h1"), default=0)
    if any(e.name == "audio" and e.start < first and _stands_with(e, places) for e in tree.elements):
        raise PageRefused("the page has a recording of its own above the text, which wins")


def _stands_with(audio: object, places: tuple[anchors.Anchor, ...]) -> bool:
    """Tell whether a sound belongs to the article: the innermost `article` or `main` around it holds the text."""
    outer = getattr(audio, "parent", None)
    while outer is not None and outer.name not in {"article", "main", "body"}:
        outer = outer.parent
    return outer is not None and any(outer.start < anchor.element.start < outer.end for anchor in places)
