"""Reads the public FiveFilters site-config format (one text file a site, named after its host)."""

import logging
import re
from collections.abc import Iterator
from functools import cache

from narrate.settings.site_rules import SiteRule, checked
from narrate.text.tables import rows

__all__ = ["parse_fivefilters"]

_log = logging.getLogger(__name__)
_LINE = re.compile(r"^\s*([a-z_]+)(?:\(.*\))?\s*:\s*(.*?)\s*$", re.IGNORECASE)
_KEYS = {"body": "body", "title": "title", "author": "byline", "date": "published", "strip": "drop"}


def parse_fivefilters(text: str, host: str) -> SiteRule:
    """Return the rule of a site-config file.

    `body`, `title`, `author`, `date`, `strip`, `strip_id_or_class` and `prune` are read; what serves other programs
    (HTTP headers, test addresses, pictures) is passed over. `prune: no` keeps everything in the body. What could change
    the text but isn't followed stands in the rule's `unfollowed`; a line that is no directive is a warning too.

    Args:
        text: The file's text.
        host: The site, which the file's name says (`.example.org.txt` or `example.org.txt`).

    Raises:
        SettingsError: A selector can't be used.
    """
    source = f"site config of {host}"
    found: dict[str, list[str]] = {key: [] for key in (*_KEYS.values(), "keep")}
    written: list[tuple[str, str]] = []
    unfollowed: list[str] = []
    prune = True
    for number, key, value in _directives(text):
        where = f"{source}, line {number}"
        if key in _KEYS:
            found[_KEYS[key]].append(checked(value, where))
        elif key == "strip_id_or_class":
            word = value.strip("\"'")
            found["drop"].append(checked(f"//*[contains(@class, '{word}') or contains(@id, '{word}')]", where))
            written.append((found["drop"][-1], f"strip_id_or_class: {word}"))
        elif key == "prune":
            prune = value.lower() not in ("no", "false", "0")
        elif key not in _known("passed"):
            unfollowed.append(f"line {number}: {_note(key, value)}")
            if key not in _known("unfollowed"):
                _log.warning("%s, %s", source, unfollowed[-1])
    if not prune:
        found["keep"] = list(found["body"])
    return SiteRule(
        source=source,
        written=tuple(written),
        unfollowed=tuple(unfollowed),
        match=host.lower().strip(".").removesuffix(".txt").removeprefix("www."),
        **{key: tuple(paths) for key, paths in found.items()},
    )


def _directives(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield number, name and value of each line that says something; a line without a colon has no name."""
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.match(line)
        key, value = (match[1].lower(), match[2]) if match else ("", line.strip())
        if value and not line.lstrip().startswith("#"):
            yield number, key, value


def _note(key: str, value: str) -> str:
    if key in _known("unfollowed"):
        return f"{key} isn't followed"
    return f"the format has no directive {key}" if key else f"{value!r} isn't written as name: value"


@cache
def _known(use: str) -> frozenset[str]:
    table = rows("narrate.settings", "site_config.txt")
    return frozenset(name for kind, names in table if kind == use for name in names.split())
