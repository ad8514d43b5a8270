"""Where the player stands: under the headline and lead image, above the text."""

from collections import Counter

from narrate.embed.anchors import Anchor
from narrate.embed.html_source import elements
from narrate.embed.html_tree import Element, Tree
from narrate.errors import PageRefused, SettingsError
from narrate.text import css_to_xpath

__all__ = ["body_place", "head_place"]

_BODIES = (
    # Ghost's default theme and those made after it; WordPress classic and block themes; schema.org microdata
    "section.gh-content, .gh-content, .entry-content, .wp-block-post-content, [itemprop~=articleBody]"
)
_AFTER = elements("after")
"""A target of these gets the player behind it; any other as its first child."""
_HEAD = elements("head")
_NO_HOME = elements("no_home")
"""Elements that a player can't stand in as a direct child."""
_MIN_SHARE = 0.6  # of the heard text that must stand in the element that counts as the body


def body_place(tree: Tree, anchors: tuple[Anchor, ...], target: str | None = None) -> int:
    """Return the offset in the page's text at which the player is put.

    Order: `target`; the body of a known system; above the first heard block; behind the headline.

    Raises:
        PageRefused: The page has no place for a player.
        SettingsError: `target` isn't a selector.
    """
    if target:
        named = _select(tree, target)
        if not named:
            raise PageRefused(f"nothing on the page matches the target {target!r}")
        return _beside(named[0])
    spoken = [anchor.element for anchor in anchors]
    bodies = _select(tree, _BODIES)
    if bodies and (body := _fullest(bodies, spoken)):
        return _climbed(tree, body.inner_start, body)
    if spoken and (place := _above_text(tree, spoken)) is not None:
        return place
    headline = _headline(tree)
    if headline is None:
        raise PageRefused("the page has neither the recording's text nor a headline")
    return _beside(headline)


def _select(tree: Tree, selector: str) -> list[Element]:
    """Return the elements of the page that a CSS selector finds, in document order. Raises SettingsError."""
    try:
        path = css_to_xpath(selector)
    except ValueError as error:
        raise SettingsError(f"{selector!r} isn't a target ({error}); write CSS such as div.story > p") from error
    return tree.find(path)


def head_place(tree: Tree, body: int) -> int:
    """Return the offset at which links and data for machines are put; `body` when the page has no head.

    An element that doesn't belong into a head ends it for browsers, so the place is before the first such.
    """
    head = next((e for e in tree.elements if e.name == "head"), None)
    if head:
        foreign = next((e.start for e in head.children if e.name not in _HEAD), head.inner_end)
        return min(foreign, head.inner_end, body)
    title = next((e for e in tree.elements[:50] if e.name == "title"), None)
    return title.end if title and title.end <= body else body


def _fullest(bodies: list[Element], spoken: list[Element]) -> Element | None:
    """Return the body that holds most of the heard elements; without any on the page, the first body."""
    if not spoken:
        return bodies[0]
    held = [sum(_holds(body, element) for element in spoken) for body in bodies]
    most = max(held)
    return bodies[held.index(most)] if most >= _MIN_SHARE * len(spoken) * 0.5 else None


def _holds(outer: Element, inner: Element) -> bool:
    return outer.start < inner.start and inner.end <= outer.end


def _above_text(tree: Tree, spoken: list[Element]) -> int | None:
    """Find the innermost element around most of the heard text, and the place before its first heard child."""
    distinct = list({e.start: e for e in spoken}.values())
    texts = [e for e in distinct if e.name != "h1"] or distinct
    counts: Counter[int] = Counter()
    by_start: dict[int, Element] = {}
    for element in texts:
        outer = element.parent if element.name not in {"div", "section", "article", "main"} else element
        while outer is not None:
            counts[outer.start] += 1
            by_start[outer.start] = outer
            outer = outer.parent
    full = [start for start, count in counts.items() if count >= _MIN_SHARE * len(texts)]
    if not full:
        return None
    body = by_start[max(full)]
    inside = [e for e in texts if _holds(body, e)]
    if not inside:
        return _climbed(tree, body.inner_start, body)
    child = min(inside, key=lambda e: e.start)
    while child.parent is not None and child.parent is not body:
        child = child.parent
    return _climbed(tree, child.start, body)


def _headline(tree: Tree) -> Element | None:
    inside = next((e for e in tree.elements if e.name == "h1" and _is_in(e, {"article", "main"})), None)
    return inside or next(
        (e for e in tree.elements if e.name == "h1" and not _is_in(e, {"nav", "aside", "dialog"})), None
    )


def _is_in(element: Element, names: set[str]) -> bool:
    outer = element.parent
    while outer is not None:
        if outer.name in names:
            return True
        outer = outer.parent
    return False


def _beside(element: Element) -> int:
    """Put the player into a container as its first child, behind anything else."""
    if element.name not in _AFTER and element.name not in _NO_HOME:
        return element.inner_start
    while element.parent is not None and (element.parent.name in _NO_HOME or element.parent.name == "header"):
        element = element.parent
    return element.end


def _climbed(tree: Tree, place: int, parent: Element | None) -> int:
    """Leave elements in which a player can't stand, towards the outside."""
    while parent is not None and parent.name in _NO_HOME:
        place, parent = parent.start, parent.parent
    if parent is None or parent.name in {"html", "head"}:
        body = next((e for e in tree.elements if e.name == "body"), None)
        return max(place, body.inner_start) if body else place
    return place
