"""Following the rule of a site: which one fits a page, and which elements and facts it finds there."""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from narrate.settings.site_rules import SiteRule

__all__ = ["Matches", "apply", "choose", "count", "without"]


@dataclass(frozen=True, slots=True)
class Matches:
    """What a rule found on a page."""

    body: frozenset[html.HtmlElement] = frozenset()
    drop: frozenset[html.HtmlElement] = frozenset()
    keep: frozenset[html.HtmlElement] = frozenset()
    facts: dict[str, list[str]] = field(default_factory=dict)
    """Texts found for `title`, `byline` and `published`."""

    def __bool__(self) -> bool:
        return bool(self.body or self.drop or self.keep or any(self.facts.values()))

    def word(self, el: html.HtmlElement) -> str:
        """Return what the rule says of an element: `drop`, `keep`, `body` or nothing."""
        for name in ("drop", "keep", "body"):
            if el in getattr(self, name):
                return name
        return ""


def choose(rules: tuple[SiteRule, ...], url: str | None) -> SiteRule | None:
    """Return the rule for an address: of those that match, the most exact one."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    fitting = [rule for rule in rules if _fits(rule.match, host, parts.path)]
    return max(fitting, key=lambda rule: len(rule.match), default=None)


def _fits(match: str, host: str, path: str) -> bool:
    wanted, slash, start = match.partition("/")
    return (
        bool(host) and (host == wanted or host.endswith("." + wanted)) and (not slash or path.startswith("/" + start))
    )


def apply(rule: SiteRule, root: html.HtmlElement) -> Matches:
    """Return the elements and facts that a rule finds on a page.

    Args:
        rule: The rule.
        root: The page's root element.
    """
    facts = {key: _texts(getattr(rule, key), root) for key in ("title", "byline", "published")}
    return Matches(_elements(rule.body, root), _elements(rule.drop, root), _elements(rule.keep, root), facts)


def without(rule: SiteRule, key: str, number: int) -> SiteRule:
    """Return a rule without one of its selectors.

    Args:
        rule: The rule.
        key: `body`, `drop`, `keep`, `title`, `byline` or `published`.
        number: Place of the selector, from 0.
    """
    less: dict[str, Any] = {key: getattr(rule, key)[:number] + getattr(rule, key)[number + 1 :]}
    return replace(rule, **less)


def count(path: str, root: html.HtmlElement) -> int:
    """Return how many elements or texts of a page an XPath finds."""
    return len(_found((path,), root))


def _found(paths: tuple[str, ...], root: html.HtmlElement) -> list[object]:
    hits: list[object] = []
    for path in paths:
        try:
            results = root.xpath(path)
        except etree.XPathError:  # it compiled, but asks for something that isn't there, such as a variable
            continue
        hits += results if isinstance(results, list) else [results]
    return hits


def _elements(paths: tuple[str, ...], root: html.HtmlElement) -> frozenset[html.HtmlElement]:
    return frozenset(hit for hit in _found(paths, root) if isinstance(hit, etree._Element))  # noqa: SLF001 - lxml has no public name for it


def _texts(paths: tuple[str, ...], root: html.HtmlElement) -> list[str]:
    texts = []
    for hit in _found(paths, root):
        if isinstance(hit, etree._Element):  # noqa: SLF001 - lxml has no public name for it
            stated = hit.get("datetime") or hit.get("content")
            texts.append(stated or " ".join("".join(hit.itertext()).split()))
        else:
            texts.append(str(hit).strip())
    return [text for text in texts if text]
