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
from dataclasses import dataclass, field

from narrate.errors import SettingsError
from narrate.text.selectors import css_to_xpath

__all__ = ["LISTS", "SiteRule", "checked", "parse_toml"]

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
        lists[key] = tuple(checked(_xpath(text, f"{where}, {key}"), f"{where}, {key}") for text in chosen)
        written += zip(lists[key], chosen, strict=True)
    match = re.sub(r"^(?:https?://)?(?:www\.)?", "", table["match"].strip().lower())
    return SiteRule(match, **lists, source=where, written=tuple(written))


def _xpath(selector: str, where: str) -> str:
    """Return the XPath of CSS; an XPath comes back as it is. Raises SettingsError."""
    selector = selector.strip()
    if selector.startswith(("/", "(", "./")):
        return selector
    try:
        return css_to_xpath(selector)
    except ValueError as error:
        raise SettingsError(f"{where}: {selector!r} can't be followed ({error}); write CSS or an XPath") from error


def checked(path: str, where: str) -> str:
    """Return an XPath that compiles.

    Args:
        path: The XPath.
        where: What to call its place in a message.

    Raises:
        SettingsError: It doesn't compile.
    """
    from lxml import etree  # here alone: a run without site rules doesn't wait for it

    try:
        etree.XPath(path)
    except etree.XPathError as error:
        raise SettingsError(f"{where}: {path} isn't an XPath ({error}); mend it") from error
    return path
