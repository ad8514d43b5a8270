"""Signs that are said, a pause or nothing; the hyphen behind a name, which becomes a blank."""

import re
import unicodedata
from functools import cache

from narrate.script.normalize.shapes import before, behind, pattern
from narrate.script.normalize.tables import codes, rows, words


@cache
def _names() -> frozenset[str]:
    return frozenset(row[0] for row in rows("en", "names"))


def _after_name(match: re.Match[str]) -> str | None:
    return " " if match["name"] in _names() else None


_ALONE_BEFORE = pattern(r"(?<!\w)(?:\w|\d[\d.,]*) ?$")
_ALONE_BEHIND = pattern(r" ?(?:\w(?!\w)|[$€£]?\.?\d)")
_FIGURE = pattern(r"(?=[A-Za-z]*\d)\w+")
_FIGURE_END = pattern(r"(?<!\w)(?=\w*\d)\w+$")


def _sign(match: re.Match[str]) -> str:
    run = match[0]
    if len(run) > 1 and len(set(run)) == 1:
        return " "  # an ornament
    if run in {"<", ">", "</", "/>", "><", "></"} and not behind(match)[:1].isspace():
        return " "  # a tag that was left in the text
    if set(run) <= {"<", ">"} and not (_ALONE_BEFORE.search(before(match)) and _ALONE_BEHIND.match(behind(match))):
        return ", " if before(match).strip() and behind(match).strip() else " "  # an arrow or a way through menus
    if run == "/" and _stand_apart(before(match), behind(match)):
        return ", "
    reading = " ".join(word for c in run if (word := codes("sign").get(c, "")))
    return f" {reading} " if reading else " "


def _stand_apart(left: str, right: str) -> bool:
    """Say whether figures at a slash would be heard as one: "200C/180C" and "4/180C"; "Phase 2/3" may be."""
    first, second = _FIGURE_END.search(left), _FIGURE.match(right)
    if not first or not second:
        return False
    has_letters = not (first[0].isdecimal() and second[0].isdecimal())
    return has_letters or min(len(first[0]), len(second[0])) > 2


def _picture(match: re.Match[str]) -> str | None:
    """Leave out what only the eye sees, such as emoji."""
    kept = "".join(c for c in match[0] if unicodedata.category(c) not in {"So", "Sk", "Sm", "Cs", "Co", "Cn", "Cf"})
    return None if kept == match[0] else f" {kept} "


SHAPES = {"signs": re.escape("".join(codes("sign")) + "".join(words("en", "silent")))}
