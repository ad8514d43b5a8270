"""From CSS selectors to XPath: the part of CSS that site rules need (tag, class, id, attribute, descendant, child)."""

import re

from narrate.errors import SettingsError

__all__ = ["xpath"]

_PART = re.compile(
    r"""(?P<tag>^[a-zA-Z][\w-]*|^\*)|\.(?P<class>-?[\w-]+)|\#(?P<id>[\w-]+)"""
    r"""|\[\s*(?P<name>[\w:-]+)\s*(?:(?P<how>[*^$~|]?=)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\]\s]+)))?\s*\]"""
)
_JOINS = re.compile(r"\s*(>)\s*|\s+(?![^\[]*\])")


def xpath(selector: str) -> str:
    """Return the XPath of a selector; an XPath comes back as it is.

    Args:
        selector: CSS such as `div.story > p[data-kind="lede"]`, several with commas, or an XPath.

    Raises:
        SettingsError: It uses a part of CSS that isn't known here.
    """
    selector = selector.strip()
    if selector.startswith(("/", "(", ".//", "./")):
        return selector
    return " | ".join(_one(part.strip(), selector) for part in re.split(r",(?![^\[]*\])", selector))


def _one(text: str, whole: str) -> str:
    path, axis = "", "//"
    for piece in _JOINS.split(text):
        if piece == ">":
            axis = "/"
        elif piece:
            path += axis + _step(piece, whole)
            axis = "//"
    if not path:
        raise SettingsError(f"the selector {whole!r} is empty; write CSS such as div.story, or an XPath")
    return path


def _step(piece: str, whole: str) -> str:
    tag, tests, end = "*", [], 0
    for part in _PART.finditer(piece):
        if part.start() != end:
            break
        end = part.end()
        if part["tag"]:
            tag = part["tag"].lower()
        elif part["class"]:
            tests.append(f"contains(concat(' ', normalize-space(@class), ' '), ' {part['class']} ')")
        elif part["id"]:
            tests.append(f"@id = '{part['id']}'")
        else:
            tests.append(_attribute(part))
    if end != len(piece) or not piece:
        raise SettingsError(f"the selector {whole!r} uses CSS that isn't known here at {piece[end:]!r}; write an XPath")
    return tag + "".join(f"[{test}]" for test in tests)


def _attribute(part: re.Match[str]) -> str:
    name, how = f"@{part['name']}", part["how"]
    value = next((part[key] for key in ("double", "single", "bare") if part[key] is not None), "")
    quoted = f'"{value}"' if "'" in value else f"'{value}'"
    if how == "*=":
        return f"contains({name}, {quoted})"
    if how == "^=":
        return f"starts-with({name}, {quoted})"
    if how == "$=":
        return f"substring({name}, string-length({name}) - {len(value) - 1}) = {quoted}"
    if how == "~=":
        return f"contains(concat(' ', normalize-space({name}), ' '), concat(' ', {quoted}, ' '))"
    if how == "|=":
        return f"({name} = {quoted} or starts-with({name}, concat({quoted}, '-')))"
    return f"{name} = {quoted}" if how else name
