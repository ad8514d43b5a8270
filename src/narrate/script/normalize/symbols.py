"""Signs that are said, signs that are a pause, and signs that are nothing to the ear."""

import re
import unicodedata

from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.shapes import before, behind
from narrate.script.normalize.signs import pattern, plain

__all__ = ["grammars", "marks"]

_SAID = {
    "&": "and",
    "+": "plus",
    "=": "equals",
    "%": "percent",
    "@": "at",
    "#": "hash",
    "§": "section",
    "°": "degrees",
    "×": "times",
    "÷": "divided by",
    "±": "plus or minus",
    "≈": "about",
    "~": "",
    "<": "less than",
    ">": "more than",
    "≤": "at most",
    "≥": "at least",
    "©": "copyright",
    "µ": "micro",
    "^": "",
    "|": ",",
    "\\": "",
    "/": "",
    "*": "",
    "_": "",
    "→": "to",
    "•": "",
    "·": "",
    "™": "",
    "®": "",
    "†": "",
    "‡": "",
    "¶": "paragraph",
    "º": "degrees",
    "№": "number",
    "♥": "",
    "←": "",
    "↑": "",
    "↓": "",
    "¬": "",
    "¦": "",
    "`": "",
    "¨": "",
    "¯": "",
    "´": "",
    "¸": "",
    "∙": "",
    "▪": "",
    "■": "",
    "●": "",
    "►": "",
    "√": "the square root of",
    "≠": "not equal to",
    "∼": "about",
    "∞": "infinity",
}
_FIGURE = pattern(r"(?=[A-Za-z]*\d)\w+")
_FIGURE_END = pattern(r"(?<!\w)(?=\w*\d)\w+$")
_SILENT = pattern(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ue000-\uf8ff]+"
)
_BEYOND = pattern(r"[^\x00-\u024f\u2010-\u2027\u2030-\u205e€]")


def _sign(match: re.Match[str]) -> str:
    run = match[0]
    if len(run) > 1 and len(set(run)) == 1:
        return " "  # an ornament
    if run in {"<", ">", "</", "/>", "><", "></"} and not behind(match)[:1].isspace():
        return " "  # a tag that was left in the text
    if run == "/" and _stand_apart(before(match), behind(match)):
        return ", "
    said = " ".join(word for c in run if (word := _SAID.get(c, "")))
    return f" {said} " if said else " "


def _stand_apart(left: str, right: str) -> bool:
    """Say whether figures at a slash would be heard as one: "200C/180C" and "4/180C"; "Phase 2/3" may be."""
    first, second = _FIGURE_END.search(left), _FIGURE.match(right)
    if not first or not second:
        return False
    has_letters = not (first[0].isdecimal() and second[0].isdecimal())
    return has_letters or min(len(first[0]), len(second[0])) > 2


def _picture(match: re.Match[str]) -> str | None:
    kept = "".join(c for c in match[0] if unicodedata.category(c) not in {"So", "Sk", "Sm", "Cs", "Co", "Cn", "Cf"})
    return None if kept == match[0] else f" {kept} "


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    said = re.escape("".join(_SAID))
    return (
        Grammar(pattern(r"(?<![\w*])(?P<grade>[A-E])\*(?![\w*])"), lambda m: f"{m['grade']} star", needs="*"),
        Grammar(pattern(r"(?<=\b[A-Z]\d)\*|(?<=\b[A-Z]\d\d)\*"), lambda _: " star", needs="*"),
        Grammar(pattern(r"\bGrade (?:I{1,3}|[1-3])(?P<say>\*)"), lambda _: " star", needs="*"),
        Grammar(pattern(r"\+\s?/\s?[-–]"), lambda _: " plus or minus ", needs="+"),
        Grammar(pattern(rf"[{said}]{{1,60}}"), _sign, needs=""),
        *marks(),
    )


def marks() -> tuple[Grammar, ...]:
    """Return the grammars of what is a pause or nothing in every language."""
    return (
        Grammar(_SILENT, lambda _: "", needs=""),
        Grammar(pattern(r"(?<=\w)[–](?=\w)"), lambda _: " ", needs=plain("–")),
        Grammar(pattern(r"[—―]{1,4}|(?<=\s)[–-]{1,3}(?=\s)|--+"), lambda _: " — ", needs=plain("—–-")),
        Grammar(pattern(r"[^\w\s\u0000-\u024f\u2010-\u2027\u2030-\u205e€]{1,60}"), _picture, needs=_BEYOND),
    )
