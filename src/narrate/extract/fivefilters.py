"""Reads the public FiveFilters site-config format (one text file a site, named after its host)."""

import re

from narrate.extract.rules import SiteRule, checked

__all__ = ["parse_fivefilters"]

_LINE = re.compile(r"^\s*([a-z_]+)(?:\(.*\))?\s*:\s*(.*?)\s*$", re.IGNORECASE)
_KEYS = {"body": "body", "title": "title", "author": "byline", "date": "published", "strip": "drop"}


def parse_fivefilters(text: str, host: str) -> SiteRule:
    """Return the rule of a site-config file.

    `body`, `title`, `author`, `date`, `strip`, `strip_id_or_class` and `prune` are read; what serves other programs
    (HTTP headers, test addresses, single-page links) is passed over. `prune: no` keeps everything in the body.

    Args:
        text: The file's text.
        host: The site, which the file's name says (`.example.org.txt` or `example.org.txt`).

    Raises:
        SettingsError: A selector can't be used.
    """
    found: dict[str, list[str]] = {key: [] for key in (*_KEYS.values(), "keep")}
    written: list[tuple[str, str]] = []
    prune = True
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.match(line)
        if not match or line.lstrip().startswith("#") or not match[2]:
            continue
        key, value = match[1].lower(), match[2]
        where = f"site config of {host}, line {number}"
        if key in _KEYS:
            found[_KEYS[key]].append(checked(value, where))
        elif key == "strip_id_or_class":
            word = value.strip("\"'")
            found["drop"].append(checked(f"//*[contains(@class, '{word}') or contains(@id, '{word}')]", where))
            written.append((found["drop"][-1], f"strip_id_or_class: {word}"))
        elif key == "prune":
            prune = value.lower() not in ("no", "false", "0")
    if not prune:
        found["keep"] = list(found["body"])
    return SiteRule(
        source=f"site config of {host}",
        written=tuple(written),
        match=host.lower().strip(".").removesuffix(".txt").removeprefix("www."),
        **{key: tuple(paths) for key, paths in found.items()},
    )
