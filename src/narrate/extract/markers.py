"""What an author wrote into a page for narrate: `narrate:skip` leaves text out, `narrate:only` adds text for listeners.

Three spellings each: the class `narrate:skip` (or `narrate-skip`), the attribute `narrate:skip` (or
`data-narrate="skip"`), and comments: `<!-- narrate:skip -->` … `<!-- /narrate:skip -->`, `<!-- narrate:only TEXT -->`.
"""

import re
from collections.abc import Mapping

__all__ = ["ONLY", "SKIP", "comment_mark", "element_mark"]

SKIP = "skip"
ONLY = "only"
_CLASS = re.compile(r"(?:^|\s)narrate[:-](skip|only)(?=\s|$)")
_COMMENT = re.compile(r"\s*(/?)narrate:(skip|only)\b\s*(.*?)\s*", re.DOTALL)


def element_mark(attributes: Mapping[str, str], names: str) -> str:
    """Return `skip`, `only` or nothing for an element.

    Args:
        attributes: The element's attributes.
        names: Its class words.
    """
    if "narrate" not in names and not any("narrate" in name for name in attributes):
        return ""
    spelled = _CLASS.search(names)
    if spelled:
        return spelled[1]
    for mark in (SKIP, ONLY):
        if f"narrate:{mark}" in attributes or attributes.get("data-narrate") == mark:
            return mark
    return ""


def comment_mark(comment: str) -> tuple[str, bool, str]:
    """Return what a comment marks, whether it ends a stretch, and the text that it adds."""
    spelled = _COMMENT.fullmatch(comment)
    if not spelled:
        return "", False, ""
    return spelled[2], spelled[1] == "/", spelled[3]
