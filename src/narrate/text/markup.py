"""HTML of our own: elements that escape what is put into them, so that no text can become markup."""

from collections.abc import Iterable, Mapping

__all__ = ["Markup", "element", "escape", "joined"]

_VOID = frozenset({"br", "link", "meta"})
"""Elements that narrate writes and that have no end tag (HTML Standard 13.1.2)."""
_REFERENCES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


class Markup(str):
    """HTML as it stands; any other string is text."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """Return `text` for an element or an attribute in double quotes; what can't be printed becomes a blank."""
    if isinstance(text, Markup):
        return text
    printable = text if text.isprintable() else "".join(c if c.isprintable() or c == "\n" else " " for c in text)
    return Markup(printable.translate(_REFERENCES))


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """Return `parts` one after the other, each escaped unless it is markup, with the markup `between` them."""
    return Markup(between.join(map(escape, parts)))


def element(name: str, attributes: Mapping[str, str | bool | None] | None = None, *content: str) -> Markup:
    """Return an element.

    Args:
        name: Of the element; `br`, `link` and `meta` have no end tag.
        attributes: Values by name; True writes the name alone, False or None nothing.
        content: Texts and markup.
    """
    written = "".join(
        f" {key}" if value is True else f' {key}="{escape(value)}"'
        for key, value in (attributes or {}).items()
        if value is not None and value is not False
    )
    return Markup(f"<{name}{written}>" if name in _VOID else f"<{name}{written}>{joined(content)}</{name}>")
