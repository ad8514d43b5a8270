"""Sentence splitting: `sentencex` for every language, with the rules for what it misses in news."""

import re

from sentencex import segment

from narrate.script.stops import CLOSING_QUOTES, ENDS, OPENING_QUOTES, STARTERS, is_abbreviated

__all__ = ["split"]

_TIME = re.compile(r"\d\s?[ap]\.\s?m\.$", re.IGNORECASE)
_ZONE = re.compile(
    r"(?:[A-Z][\w'’-]+ ){1,2}time\b|(?:E[SDE]?[SD]?T|C[EDS]{0,2}T|P[SD]?T|M[SD]?T|GMT|UTC|BST|MSK|EEST)\b"
)
_OPENER_ALONE = re.compile(r"\W*(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})(?:[.)]|\.\))$")
_LIST_MARK = re.compile(r"(?<![\w.])[•⁃*–-]?\s?(\d{1,2}|[a-z])(?:\.\)|[.)])\s(?=[A-Z“\"])")
_CLOSED_QUOTE = re.compile(rf"[{ENDS}][{CLOSING_QUOTES}]{{1,3}}\s+(?=[{OPENING_QUOTES}]?[A-ZÀ-ÞА-ЯҐЄІЇ])")
_CLOSED_BRACKET = re.compile(rf"[{ENDS}][{CLOSING_QUOTES}]?[)\]]\s+(?=[{OPENING_QUOTES}(]?[A-ZÀ-ÞА-ЯҐЄІЇ])")
_LETTERS_END = re.compile(
    rf"\b(?:(?:[A-Z]\.){{2,5}}|(?<=on )X\.|(?<=to )X\.|(?<=via )X\.|\bvitamin [A-Z]\.|\b[Pp]lan B\.)"
    rf"\s+(?=(?:{STARTERS}|X)\b)"
)
_TITLED = re.compile(r"\bU\.S\.\s+(?:President|Police|Officials|Russia|Ukraine)")


def split(text: str, language: str = "en") -> tuple[str, ...]:
    """Return the sentences of `text`, stripped, in order; no letter or digit is lost.

    Args:
        text: Any text; line breaks count as blanks.
        language: ISO 639-1 code.
    """
    pieces, at = [], 0
    for end in _boundaries(text, language):
        piece = text[at:end].strip()
        if piece:
            pieces.append(piece)
        at = end
    return tuple(pieces)


def _boundaries(text: str, language: str) -> list[int]:
    """Return where sentences end, the last at the end of the text."""
    ends, at = [], 0
    for piece in segment(language, text):
        at += len(piece)
        ends.append(at)
    if at != len(text):  # a splitter that drops characters must not be trusted with positions
        ends = [m.end() for m in re.finditer(rf"[{ENDS}]+\s+|\n+|$", text)]
    added = {
        m.end() for pattern in (_CLOSED_QUOTE, _CLOSED_BRACKET) for m in pattern.finditer(text) if _is_free(text, m)
    }
    if language == "en":
        added |= {m.end() for m in _LETTERS_END.finditer(text) if not _TITLED.match(text, m.start())}
    marks = _list_marks(text)
    kept = _kept(text, sorted(set(ends) | added | marks), marks)
    return kept if kept and kept[-1] == len(text) else [*kept, len(text)]


def _is_free(text: str, match: re.Match[str]) -> bool:
    """Say whether the quotation or bracket that closes here stood by itself, not inside a longer sentence."""
    head = text[: match.start() + 1]
    if match[0].lstrip(ENDS + CLOSING_QUOTES).startswith((")", "]")):
        opened = max(head.rfind("("), head.rfind("["))
        return (opened >= 0 and not head[:opened].rstrip(' "“').strip()) or (
            opened > 0 and head[:opened].rstrip()[-1:] in f'{ENDS}”"'
        )
    return match[0][1:3] == "’”" or match[0][1:3] in {"'\"", "'”"}


def _list_marks(text: str) -> set[int]:
    """Return where the items of a run-in list begin: "1. First 2. Second", "a. First b. Second"."""
    marks = list(_LIST_MARK.finditer(text))
    if len(marks) < 2 or marks[0].start() != 0:
        return set()
    starts, wanted = set(), None
    for mark in marks:
        label = mark[1]
        order = int(label) if label.isdecimal() else ord(label) - 96
        if wanted is None or order == wanted:
            starts.add(mark.start())
            wanted = order + 1
    return starts - {0}


def _kept(text: str, ends: list[int], marks: set[int]) -> list[int]:
    kept: list[int] = []
    start = 0
    for end in ends:
        left, right = text[start:end].rstrip(), text[end : end + 60].lstrip()
        if end not in marks and end < len(text) and _is_false(left, right, marks, end):
            continue
        kept.append(end)
        start = end
    return kept


def _is_false(left: str, right: str, marks: set[int], end: int) -> bool:
    """Say whether a boundary isn't the end of a sentence."""
    if not right or not any(c.isalnum() for c in left):
        return True
    tail = left[-60:]
    if _TIME.search(tail) and _ZONE.match(right):
        return True
    if _OPENER_ALONE.fullmatch(left[-12:]) and len(left) < 6:
        return True
    if any(mark <= end <= mark + 6 for mark in marks):
        return True
    return is_abbreviated(tail, right)
