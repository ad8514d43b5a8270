"""The part of CSS selectors that names a place on a page: tags, classes, ids, attributes, descendants and children."""

import re
from dataclasses import dataclass

from narrate.embed.html_tree import Element, Tree
from narrate.errors import SettingsError

__all__ = ["Selector", "select"]

_SIMPLE = re.compile(
    r"""(?P<tag>\*|[a-zA-Z][-\w]*)|\#(?P<id>[-\w]+)|\.(?P<class>[-\w]+)"""
    r"""|\[\s*(?P<name>[-\w:]+)\s*(?:(?P<how>[~*^$|]?=)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\]\s]+))\s*)?\]"""
)
_COMBINATOR = re.compile(r"\s*>\s*|\s+")


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    tests: tuple[tuple[str, str, str], ...]
    """Attribute, how it is compared, value."""
    child: bool
    """True if it must stand directly inside the compound before it."""


Selector = tuple[tuple[_Compound, ...], ...]
"""Alternatives, each a chain of compounds from the outside in."""


def parse(text: str) -> Selector:
    """Return the selector that `text` writes.

    Raises:
        SettingsError: It isn't one, or uses what isn't understood here.
    """
    return tuple(_chain(one.strip(), text) for one in text.split(","))


def _chain(text: str, whole: str) -> tuple[_Compound, ...]:
    chain: list[_Compound] = []
    at, child = 0, False
    while at < len(text):
        tag, tests, start = "*", [], at
        while match := _SIMPLE.match(text, at):
            if match["tag"] and at > start:
                break
            at = match.end()
            tag = match["tag"].lower() if match["tag"] else tag
            tests += _tests(match)
        if at == start:
            break
        chain.append(_Compound(tag, tuple(tests), child))
        if combinator := _COMBINATOR.match(text, at):
            child, at = ">" in combinator[0], combinator.end()
    if not chain or at < len(text):
        raise SettingsError(
            f"{whole!r} is no target that narrate understands: use tags, .classes, #ids, [attributes], blanks and >"
        )
    return tuple(chain)


def _tests(match: "re.Match[str]") -> list[tuple[str, str, str]]:
    if match["id"]:
        return [("id", "=", match["id"])]
    if match["class"]:
        return [("class", "~=", match["class"])]
    if match["name"]:
        value = next((match[part] for part in ("double", "single", "bare") if match[part] is not None), "")
        return [(match["name"].lower(), match["how"] or "", value)]
    return []


def select(tree: Tree, selector: Selector) -> list[Element]:
    """Return the elements of the page that `selector` names, in document order."""
    found = {
        element.start: element
        for chain in selector
        if _may_match(tree, chain[-1])
        for element in tree.elements
        if chain[-1].tag in {"*", element.name} and _matches(tree, element, chain)
    }
    return [found[start] for start in sorted(found)]


def _may_match(tree: Tree, compound: _Compound) -> bool:
    """Tell whether the page so much as writes the values or names that `compound` asks for: most pages don't."""
    text = tree.source.text
    return all(
        re.search(re.escape(value if how and value.isalnum() else name), text, re.IGNORECASE)
        for name, how, value in compound.tests
    )


def _matches(tree: Tree, element: Element, chain: tuple[_Compound, ...]) -> bool:
    if not _fits(tree, element, chain[-1]):
        return False
    rest, parent = chain[:-1], element.parent
    if not rest:
        return True
    if chain[-1].child:
        return parent is not None and _matches(tree, parent, rest)
    while parent is not None:
        if _matches(tree, parent, rest):
            return True
        parent = parent.parent
    return False


def _fits(tree: Tree, element: Element, compound: _Compound) -> bool:
    if compound.tag not in {"*", element.name}:
        return False
    if not compound.tests:
        return True
    if all(name == "class" and how == "~=" for name, how, _ in compound.tests):
        classes = tree.classes.get(element.start, frozenset())
        return all(value in classes for _, _, value in compound.tests)
    head = tree.source.text[element.start : element.inner_start].lower()
    if any(name not in head for name, _, _ in compound.tests):
        return False
    attributes = tree.attributes(element)
    return all(_holds(attributes.get(name), how, value) for name, how, value in compound.tests)


def _holds(actual: str | None, how: str, value: str) -> bool:
    if actual is None:
        return False
    return {
        "": True,
        "=": actual == value,
        "~=": value in actual.split(),
        "*=": bool(value) and value in actual,
        "^=": bool(value) and actual.startswith(value),
        "$=": bool(value) and actual.endswith(value),
        "|=": actual == value or actual.startswith(f"{value}-"),
    }[how]
