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

import logging
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from narrate.errors import SettingsError
from narrate.text import css_to_xpath, rows

__all__ = ["LISTS", "SiteRule", "checked", "parse_fivefilters", "parse_toml"]

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
        raise SettingsError(f"{source} isn't valid TOML ({error}); fix that line") from error
    if not isinstance(tables, list):
        raise SettingsError(f"{source}: write site rules as [[site]], with two brackets")
    return tuple(_rule(table, f"{source}, site rule {number}") for number, table in enumerate(tables, 1))


def _rule(table: object, where: str) -> SiteRule:
    if not isinstance(table, dict) or not isinstance(table.get("match"), str) or not table["match"].strip():
        raise SettingsError(f'{where}: match = "host" is missing; add it')
    unknown = sorted(set(table) - {"match", *LISTS})
    if unknown:
        raise SettingsError(f"{where}: there is no key {unknown[0]}; keys are match, {', '.join(LISTS)}")
    lists: dict[str, tuple[str, ...]] = {}
    written: list[tuple[str, str]] = []
    for key in LISTS:
        value = table.get(key, [])
        chosen = [value] if isinstance(value, str) else value
        if not isinstance(chosen, list) or not all(isinstance(text, str) for text in chosen):
            raise SettingsError(f"{where}: {key} must be a selector or a list of selectors")
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
        raise SettingsError(f"{where}: {selector!r} can't be used ({error}); write CSS or an XPath") from error


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
        raise SettingsError(f"{where}: {path} isn't an XPath ({error}); fix it") from error
    return path


_log = logging.getLogger(__name__)
_DIRECTIVE = re.compile(r"^\s*([a-z_]+)(?:\(.*\))?\s*:\s*(.*?)\s*$", re.IGNORECASE)
_KEY_BY_DIRECTIVE = {"body": "body", "title": "title", "author": "byline", "date": "published", "strip": "drop"}


def parse_fivefilters(text: str, host: str) -> SiteRule:
    """Return the rule of a site-config file.

    `body`, `title`, `author`, `date`, `strip`, `strip_id_or_class` and `prune` are read; what serves other programs
    (HTTP headers, test addresses, pictures) is passed over. `prune: no` keeps everything in the body. What could change
    the text but isn't followed stands in the rule's `unfollowed`; a line that isn't a directive is a warning too.

    Args:
        text: The file's text.
        host: The site, which the file's name says (`.example.org.txt` or `example.org.txt`).

    Raises:
        SettingsError: A selector can't be used.
    """
    source = f"site config of {host}"
    paths_by_key: dict[str, list[str]] = {key: [] for key in (*_KEY_BY_DIRECTIVE.values(), "keep")}
    written: list[tuple[str, str]] = []
    unfollowed: list[str] = []
    prune = True
    for number, key, value in _directives(text):
        where = f"{source}, line {number}"
        if key in _KEY_BY_DIRECTIVE:
            paths_by_key[_KEY_BY_DIRECTIVE[key]].append(checked(value, where))
        elif key == "strip_id_or_class":
            word = value.strip("\"'")
            paths_by_key["drop"].append(checked(f"//*[contains(@class, '{word}') or contains(@id, '{word}')]", where))
            written.append((paths_by_key["drop"][-1], f"strip_id_or_class: {word}"))
        elif key == "prune":
            prune = value.lower() not in ("no", "false", "0")
        elif key not in _directives_for("passed"):
            unfollowed.append(f"line {number}: {_note(key, value)}")
            if key not in _directives_for("unfollowed"):
                _log.warning("%s, %s", source, unfollowed[-1])
    if not prune:
        paths_by_key["keep"] = list(paths_by_key["body"])
    return SiteRule(
        source=source,
        written=tuple(written),
        unfollowed=tuple(unfollowed),
        match=host.lower().strip(".").removesuffix(".txt").removeprefix("www."),
        **{key: tuple(paths) for key, paths in paths_by_key.items()},
    )


def _directives(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield number, name and value of each line that says something; a line without a colon has no name."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _DIRECTIVE.match(line)
        key, value = (match[1].lower(), match[2]) if match else ("", line.strip())
        if value and not line.lstrip().startswith("#"):
            yield number, key, value


def _note(key: str, value: str) -> str:
    if key in _directives_for("unfollowed"):
        return f"{key} isn't followed"
    return f"the format has no directive {key}" if key else f"{value!r} isn't written as name: value"


@cache
def _directives_for(use: str) -> frozenset[str]:
    table = rows("narrate.settings", "site_config.txt")
    return frozenset(name for kind, names in table if kind == use for name in names.split())
