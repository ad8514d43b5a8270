"""Where the player stands: under the headline and lead image, above the text."""

from narrate.embed.anchors import Anchor
from narrate.embed.html_source import elements
from narrate.embed.html_tree import Element, Tree
from narrate.errors import PageRefused, SettingsError
from narrate.text import css_to_xpath

__all__ = ["beginning", "body_place", "head_place", "hydrated_root", "root_place"]

_BODIES = (
    # Ghost's default theme and those made after it; WordPress classic and block themes; schema.org microdata
    "section.gh-content, .gh-content, .entry-content, .wp-block-post-content, [itemprop~=articleBody]"
)
_ROOTS = (
    # Taken over by Next.js, Gatsby, Docusaurus, Nuxt, React and Vue by hand, Quasar, SvelteKit, Angular
    "#__next, #___gatsby, #__docusaurus, #__nuxt, #root, #app, #q-app, #svelte, [data-reactroot], [data-v-app], "
    "[data-server-rendered], [ng-version]"
)
_STREAMED = "__next_f"
"""In a script of pages on which Next.js takes over all of the document."""
_AFTER = elements("after")
"""A target of these gets the player behind it; any other as its first child."""
_HEAD = elements("head")
_NO_HOME = elements("no_home")
"""Elements that a player can't stand in as a direct child."""
_MIN_SHARE = 0.6  # of the heard text that must stand in the element that counts as the body
_MAX_UNREAD = (
    400  # characters of a body's beginning that may stand above the player: a caption, a share bar, not a text
)
_MAX_STANDFIRST = 600  # characters
_MAX_BYLINE = 300  # characters between a standfirst and the text
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PICTURES = frozenset({"figure", "img", "picture", "video", "iframe"})


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
    headline = _headline(tree)
    if bodies and (body := _fullest(bodies, spoken)):
        return _in_body(tree, body, spoken, headline)
    if spoken and (place := _above_text(tree, spoken, headline)) is not None:
        return place
    if headline is None:
        raise PageRefused("the page has neither the recording's text nor a headline")
    return _beside(headline)


def hydrated_root(tree: Tree, anchors: tuple[Anchor, ...]) -> Element | None:
    """Return the element with the text that a script takes over as its server wrote it; None if there is none.

    What such a script didn't expect inside, it throws away, and all else with it.
    """
    scripts = [e for e in tree.elements if e.name == "script"]
    if any(_STREAMED in tree.source.text[e.inner_start : e.inner_end] for e in scripts):
        return next((e for e in tree.elements if e.name == "body"), None)
    spoken = [anchor.element for anchor in anchors]
    roots = _select(tree, _ROOTS) if scripts and spoken else []
    return next((root for root in roots if sum(_holds(root, e) for e in spoken) >= _MIN_SHARE * len(spoken)), None)


def root_place(root: Element) -> int:
    """Return the offset outside of what a script takes over; of a whole document the end, which it tolerates."""
    return root.inner_end if root.name == "body" else root.start


def beginning(tree: Tree, anchors: tuple[Anchor, ...]) -> str:
    """Return how the text begins that the player belongs above, without blanks."""
    first = _first_text(tree, [anchor.element for anchor in anchors], _headline(tree))
    return tree.ink[first.ink_start : first.ink_end] if first else ""


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
    return outer.start <= inner.start and inner.end <= outer.end


def _in_body(tree: Tree, body: Element, spoken: list[Element], headline: Element | None) -> int:
    """Return the place before the first heard element of a body; its top where a text comes first that isn't heard."""
    first = _first_text(tree, [e for e in spoken if _holds(body, e)], headline)
    is_inside = headline is not None and _holds(body, headline)
    begin = headline.ink_end if headline is not None and is_inside else body.ink_start
    if first is None or first is body or first.ink_start - begin > _MAX_UNREAD:
        return _beside(headline) if headline is not None and is_inside else _climbed(tree, body.inner_start, body)
    return _before(tree, body, first, headline)


def _before(tree: Tree, body: Element, first: Element, headline: Element | None) -> int:
    """Return the place before the child of a body that holds its first text, and behind the headline."""
    child = _child(body, first)
    while headline is not None and child is not first and _holds(child, headline):
        body, child = child, _child(child, first)
    return _climbed(tree, child.start, body)


def _child(outer: Element, inner: Element) -> Element:
    """Return the child of `outer` that is or holds `inner`."""
    while inner.parent is not None and inner.parent is not outer:
        inner = inner.parent
    return inner


def _first_text(tree: Tree, spoken: list[Element], headline: Element | None) -> Element | None:
    """Return the first heard element of the text itself: behind the headline, and behind a standfirst.

    A standfirst is heard, and stands in one box with the headline, or a picture or a byline parts it from the text.
    """
    distinct = sorted({e.start: e for e in spoken if e.name != "h1"}.values(), key=lambda e: e.start)
    behind = [e for e in distinct if headline is None or e.start > headline.start]
    texts = behind if len(behind) * 2 > len(distinct) else distinct
    beside = [e for e in texts if headline is not None and _is_with(headline, e, texts)]
    while beside and beside[-1].name in _HEADINGS:
        beside.pop()  # it belongs to what comes next
    if beside == texts[: len(beside)] and sum(e.ink_end - e.ink_start for e in beside) <= _MAX_STANDFIRST:
        texts = texts[len(beside) :]
    if len(texts) > 2 and _is_standfirst(tree, *texts[:3]):
        return texts[1]
    return texts[0] if texts else None


def _is_with(headline: Element, text: Element, texts: list[Element]) -> bool:
    """Tell whether an element stands nearer to the headline than most of the heard elements."""
    most = _around_most(texts)
    box, nearer = _around(headline, most) if most else None, _around(headline, text)
    return box is not None and nearer is not None and nearer is not box and _holds(box, nearer)


def _around_most(texts: list[Element]) -> Element | None:
    """Return the innermost element around most of the heard elements."""
    body = texts[len(texts) // 2] if texts else None
    while body is not None and sum(_holds(body, e) for e in texts) < _MIN_SHARE * len(texts):
        body = body.parent
    return body


def _around(one: Element, other: Element) -> Element | None:
    """Return the innermost element around both."""
    outer: Element | None = one
    while outer is not None and not _holds(outer, other):
        outer = outer.parent
    return outer


def _is_standfirst(tree: Tree, one: Element, next_one: Element, third: Element) -> bool:
    """Tell whether a picture or words that aren't heard part an element from the text, which has its own parent."""
    if one.parent is next_one.parent or next_one.parent is not third.parent:
        return False
    unread = next_one.ink_start - one.ink_end
    pictures = any(e.name in _PICTURES and one.end <= e.start < next_one.start for e in tree.elements)
    return 0 <= unread <= _MAX_BYLINE and (pictures or unread > 0)


def _above_text(tree: Tree, spoken: list[Element], headline: Element | None) -> int | None:
    """Find the innermost element around most of the heard text that holds its beginning, and the place there."""
    first = _first_text(tree, spoken, headline)
    if first is None:
        return None
    most = _around_most(list({e.start: e for e in spoken if e.name != "h1"}.values()))
    body = _around(first, most) if most else None
    if body is first and first.name not in {"div", "section", "article", "main"}:
        body = first.parent
    if body is None:
        return None
    if body is first:
        return _climbed(tree, body.inner_start, body)
    return _before(tree, body, first, headline)


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
