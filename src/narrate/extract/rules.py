"""Rules for single sites, without code: which elements are the body, which are left out, where the facts stand.

A rule is a table in TOML:

```toml
[[site]]
match = "example.org"            # host, with its subdomains, or host and beginning of the path
body = ["article .story-text"]   # CSS selectors or XPaths (they begin with / or ( or .//)
drop = [".promo", "//aside"]
keep = ["p.epigraph"]
title = "h1.headline"
byline = ".author-name"
published = "time.published"
```
"""

import re
import tomllib
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from narrate.errors import SettingsError
from narrate.extract.selectors import xpath

__all__ = ["LISTS", "Matches", "SiteRule", "apply", "choose", "count", "parse_toml", "without"]

LISTS = ("body", "drop", "keep", "title", "byline", "published")


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What is known of one site's markup; selectors are XPaths."""

    match: str
    """Host, with its subdomains, or host and beginning of the path."""
    body: tuple[str, ...] = ()
    """The story's elements: nothing outside them is read, and inside them less is asked of a block."""
    drop: tuple[str, ...] = ()
    """Elements to leave out."""
    keep: tuple[str, ...] = ()
    """Elements to read whatever the scores say."""
    title: tuple[str, ...] = ()
    byline: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    source: str = field(default="", compare=False, repr=False)
    """Where it was read from, for messages."""
    written: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
    """XPaths with the selectors from which they were made."""
    unfollowed: tuple[str, ...] = field(default=(), compare=False, repr=False)
    """Lines of its file that aren't followed, each with its number and the reason."""

    def as_written(self, path: str) -> str:
        """Return the selector from which an XPath was made."""
        return dict(self.written).get(path, path)


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


def parse_toml(text: str, source: str = "narrate.toml") -> tuple[SiteRule, ...]:
    """Return the rules of a TOML file.

    Args:
        text: The file's text; tables other than `[[site]]` are passed over.
        source: The file's name, for messages.

    Raises:
        SettingsError: The text isn't TOML, or a rule has a key, type or selector that can't be used.
    """
    try:
        tables = tomllib.loads(text).get("site", [])
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{source} isn't valid TOML: {error}; mend that line") from error
    if not isinstance(tables, list):
        raise SettingsError(f"{source}: site rules are written [[site]], with two brackets")
    return tuple(_rule(table, f"{source}, site rule {number}") for number, table in enumerate(tables, 1))


def _rule(table: object, where: str) -> SiteRule:
    if not isinstance(table, dict) or not isinstance(table.get("match"), str) or not table["match"].strip():
        raise SettingsError(f'{where}: it needs match = "host"')
    unknown = sorted(set(table) - {"match", *LISTS})
    if unknown:
        raise SettingsError(f"{where}: unknown key {unknown[0]}; known are match, {', '.join(LISTS)}")
    lists: dict[str, tuple[str, ...]] = {}
    written: list[tuple[str, str]] = []
    for key in LISTS:
        value = table.get(key, [])
        chosen = [value] if isinstance(value, str) else value
        if not isinstance(chosen, list) or not all(isinstance(text, str) for text in chosen):
            raise SettingsError(f"{where}: {key} is a selector or a list of selectors")
        lists[key] = tuple(checked(xpath(text), f"{where}, {key}") for text in chosen)
        written += zip(lists[key], chosen, strict=True)
    match = re.sub(r"^(?:https?://)?(?:www\.)?", "", table["match"].strip().lower())
    return SiteRule(match, **lists, source=where, written=tuple(written))


def checked(path: str, where: str) -> str:
    """Return an XPath that compiles.

    Args:
        path: The XPath.
        where: What to call its place in a message.

    Raises:
        SettingsError: It doesn't compile.
    """
    try:
        etree.XPath(path)
    except etree.XPathError as error:
        raise SettingsError(f"{where}: {path} isn't an XPath ({error}); mend it") from error
    return path


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
    found: list[object] = []
    for path in paths:
        try:
            results = root.xpath(path)
        except etree.XPathError:  # it compiled, but asks for something that isn't there, such as a variable
            continue
        found += results if isinstance(results, list) else [results]
    return found


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
