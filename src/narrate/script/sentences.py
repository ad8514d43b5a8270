"""Sentence splitting: `sentencex` for every language, with the rules for what it misses in news."""

import re
from collections.abc import Iterator
from functools import cache

from sentencex import segment

from narrate.script.normalize.shapes import choice
from narrate.script.normalize.tables import table, words
from narrate.script.stops import STARTERS, is_abbreviated
from narrate.text import CLOSING_QUOTES, OPENING_QUOTES, SENTENCE_ENDS

__all__ = ["brackets", "split"]

_ENDS = "".join(SENTENCE_ENDS)
_TIME = re.compile(r"\d\s?[ap]\.\s?m\.$", re.IGNORECASE)
_OPENER_ALONE = re.compile(r"\W*(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})(?:[.)]|\.\)|\)\.)$")
_STARTER = re.compile(rf"(?:{STARTERS})\b")
_CAPITAL = "A-ZÀ-ÞА-ЯҐЄІЇ"
_TOO_CLOSE = re.compile(rf"(?<![\w.])[^\W\d{_CAPITAL}]{{3,}}[{_ENDS}]+[{_CAPITAL}][^\W\d{_CAPITAL}]$")
"""Two sentences without a blank between them: "the world.Today"; Rocket.Chat is a name."""
_GOES_ON = re.compile(rf"[{CLOSING_QUOTES})\]]$|(?<!\w)(?P<short>\w{{1,4}})\.$|\S +[A-ZÀ-Þ]\w*[!?]$")
"""In front of a small letter: a quotation that closes, a short word's dot, a name such as Yahoo!"""
_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")
_LIST_MARK = re.compile(r"(?<![\w.])[•⁃*–-]?\s?(\d{1,2}|[a-z])(?:\.\)|[.)])\s(?=[A-Z“\"])")
_CLOSED_QUOTE = re.compile(rf"[{_ENDS}][{CLOSING_QUOTES}]{{1,3}}\s+(?=[{OPENING_QUOTES}]?[{_CAPITAL}])")
_CLOSED_BRACKET = re.compile(rf"[{_ENDS}][{CLOSING_QUOTES}]?[)\]]\s+(?=[{OPENING_QUOTES}(]?[{_CAPITAL}])")
_LETTERS_END = re.compile(
    rf"\b(?:(?:[A-Z]\.){{2,5}}|(?<=on )X\.|(?<=to )X\.|(?<=via )X\.|\bvitamin [A-Z]\.|\b[Pp]lan B\.)"
    rf"\s+(?=(?:{STARTERS}|X)\b)"
)
_LONGEST_INSERTION = 400  # characters: in a longer bracket sentences are said one by one
_AND_SO_ON = re.compile(rf"(?<!\w)(?:usw|etc|itd|itp|u\. ?v\. ?m|[тТ]\. ?[дп])\.\s+(?=[{OPENING_QUOTES}]?[{_CAPITAL}])")
"""Ends a list, and with a capital behind it the sentence, in languages other than English."""
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
        if text[at - 1 : at].isspace() or not _is_inside_a_word(text, at):
            ends.append(at)
    if at != len(text):  # a splitter that drops characters must not be trusted with positions
        ends = [m.end() for m in re.finditer(rf"[{_ENDS}]+\s+|\n+|$", text)]
    added = {
        m.end() for pattern in (_CLOSED_QUOTE, _CLOSED_BRACKET) for m in pattern.finditer(text) if _is_free(text, m)
    }
    if language == "en":
        added |= {m.end() for m in _LETTERS_END.finditer(text) if not _TITLED.match(text, m.start())}
    else:
        added |= {m.end() for m in _AND_SO_ON.finditer(text)}
    marks = _list_marks(text)
    kept = _kept(text, sorted(set(ends) | added | marks), marks, language)
    return kept if kept and kept[-1] == len(text) else [*kept, len(text)]


def _is_inside_a_word(text: str, at: int) -> bool:
    """Say whether a boundary without a blank parts a name such as Rocket.Chat, not two sentences set too close."""
    if text.startswith("-", at):
        return True  # Dipl.-Ing., J.-C.
    if not text[at : at + 1].isalnum() or text[at - 1] not in _ENDS:
        return False
    if _STARTER.match(text, at) or text.startswith(tuple(table("en", "titles")), at):
        return False
    return _TOO_CLOSE.search(text[max(0, at - 30) : at + 2]) is None


def _is_free(text: str, match: re.Match[str]) -> bool:
    """Say whether the quotation or bracket that closes here stood by itself, not inside a longer sentence."""
    head = text[: match.start() + 1]
    if match[0].lstrip(_ENDS + CLOSING_QUOTES).startswith((")", "]")):
        opened = max(head.rfind("("), head.rfind("["))
        return (opened >= 0 and not head[:opened].rstrip(' "“').strip()) or (
            opened > 0 and head[:opened].rstrip()[-1:] in f'{_ENDS}”"'
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


def brackets(text: str) -> Iterator[tuple[int, int]]:
    """Give the outer brackets of `text` that close, in order: where each opens, and where its closing sign stands."""
    opened: list[int] = []
    for at, c in enumerate(text):
        if c in "([":
            opened.append(at)
        elif c in ")]" and opened:
            start = opened.pop()
            if not opened:
                yield start, at


def _goes_on(left: str) -> bool:
    """Say whether a small letter behind `left` goes on with its sentence."""
    found = _GOES_ON.search(left)
    return found is not None and (found["short"] or "").lower() not in words("en", "function")


@cache
def _behind_time() -> re.Pattern[str]:
    """Return what goes on behind "7 p.m.": a zone, a day of the week or a month."""
    days = choice((*table("en", "weekdays"), *table("en", "weekdays").values(), *table("en", "months")))
    return re.compile(rf"(?:[A-Z][\w'’-]+ ){{1,2}}[Tt]ime\b|(?:{choice(words('en', 'zones'))}|{days})(?!\w)")


def _kept(text: str, ends: list[int], marks: set[int], language: str) -> list[int]:
    kept: list[int] = []
    start = 0
    inserted = [place for place in brackets(text) if place[1] - place[0] <= _LONGEST_INSERTION]
    for end in ends:
        while inserted and inserted[0][1] < end:
            inserted.pop(0)
        if inserted and start < inserted[0][0] < end and any(c.isalnum() for c in text[start : inserted[0][0]]):
            continue  # "He left (it was late. Very late.) and slept": the bracket stands inside a sentence
        left, right = text[start:end].rstrip(), text[end : end + 60].lstrip()
        is_false = _is_false(left, right, marks, end) or is_abbreviated(left[-60:], right, language)
        if end not in marks and end < len(text) and is_false:
            continue
        kept.append(end)
        start = end
    return kept


def _is_false(left: str, right: str, marks: set[int], end: int) -> bool:
    """Say whether a boundary isn't the end of a sentence."""
    if not right or not any(c.isalnum() for c in left):
        return True
    tail = left[-60:]
    if right[0] in ",;:)]" or (right[0].islower() and not _BRAND.match(right) and _goes_on(tail)):
        return True
    if _TIME.search(tail) and _behind_time().match(right):
        return True
    if _OPENER_ALONE.fullmatch(left[-12:]) and len(left) < 6:
        return True
    return any(mark <= end <= mark + 6 for mark in marks)
