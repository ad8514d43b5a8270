"""What announces by its words that it is no part of the story: prompts, links, credits, dates, lives of the authors."""

import re
from collections.abc import Sequence
from functools import cache

from narrate.extract.words import lines, words

__all__ = ["aside_kind", "is_prompt", "is_time", "phrase_kind", "speaks_to_reader"]

MOST_TIME_WORDS = 15
LIFE_WORDS = 90  # longer texts about an author are stories
WORD_CHARS = 60  # addresses among them; a "word" of a million letters isn't searched for prompts
_OTHER_LETTERS = frozenset(["uk", "ru", "ar", "fa", "he", "el", "ja", "zh", "ko", "hi"])
_MARK = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL
)  # an escape, a set of characters, any other character
_CLOCK = re.compile(r"\d{1,2}(?:am|pm|h\d{0,2}|st|nd|rd|th)|\d{4}年|\d{1,2}[月日]")


def aside_kind(text: str, own: Sequence[str], authors: Sequence[Sequence[str]], *, certain: bool = False) -> str:
    """Return what kind of furniture a text is by its words, or nothing.

    Args:
        text: The text of a block.
        own: Its words in lower case.
        authors: The words of each author's name.
        certain: Whether it scores as the story surely does; then a phrase inside it must speak to the reader.
    """
    if len(own) < LIFE_WORDS and _is_life(own, authors):
        return "about the author"
    return phrase_kind(text, len(own), certain=certain)


def is_time(own: Sequence[str]) -> bool:
    """Tell whether a text is a date or time alone.

    Args:
        own: Its words in lower case.
    """
    if not 1 < len(own) < MOST_TIME_WORDS or all(map(str.isdigit, own)) or not any(word[0].isdigit() for word in own):
        return False
    time_words = _words("time_words.txt") | _words("months.txt")
    return all(word.isdigit() or word in time_words or _CLOCK.fullmatch(word) for word in own)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for row in lines(name) for word in row.split())


def _is_life(own: Sequence[str], authors: Sequence[Sequence[str]]) -> bool:
    """Tell whether a text begins by saying who an author is."""
    for name in authors:
        size = len(name)
        for start in range(min(4, len(own) - size) if size > 1 else 0):
            if list(own[start : start + size]) == list(name):
                return not _words("author_verbs.txt").isdisjoint(own[start + size : start + size + 2])
    return False


def phrase_kind(text: str, count: int, *, certain: bool = False) -> str:
    """Return what kind of furniture a text announces itself to be, or nothing.

    Args:
        text: The text of a block.
        count: Its words.
        certain: Whether patterns that don't begin at the text's first character count only if it speaks to the reader.
    """
    plain = text.isascii()
    inside = not certain or speaks_to_reader(text)
    for kind, limit, start, anywhere, foreign in _phrases():
        if (
            count <= limit
            and len(text) <= limit * WORD_CHARS
            and (
                (start and start.match(text))
                or (inside and anywhere and anywhere.search(text))
                or (inside and foreign and not plain and foreign.search(text))
            )
        ):
            return kind
    return ""


def speaks_to_reader(text: str) -> bool:
    """Tell whether a text speaks of its reader or its publisher: "you", "our".

    Args:
        text: The text of a block.
    """
    return bool(_reader().search(text))


@cache
def _reader() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lines('reader_words.txt'))})\b", re.IGNORECASE)


def is_prompt(text: str) -> bool:
    """Tell whether a text asks the reader to subscribe, follow, join or install something."""
    return phrase_kind(text, len(words(text))).endswith("prompt")


_Pattern = re.Pattern[str] | None


@cache
def _phrases() -> tuple[tuple[str, int, _Pattern, _Pattern, _Pattern], ...]:
    """Return kind, most words and patterns: for the text's beginning, for any place, for any place in other letters.

    Three patterns in place of one make the search several times as fast: most rows can only match at the beginning.
    """
    rows: dict[tuple[str, int], tuple[list[str], list[str], list[str]]] = {}
    for line in lines("phrases.tsv"):
        kind, code, limit, pattern = line.split("\t")
        starts, anywhere, foreign = rows.setdefault((kind, int(limit)), ([], [], []))
        for part in _alternatives(pattern):
            (starts if part.startswith("^") else foreign if code in _OTHER_LETTERS else anywhere).append(part)
    return tuple(
        (kind, limit, _joined(starts), _joined(anywhere), _joined(foreign))
        for (kind, limit), (starts, anywhere, foreign) in rows.items()
    )


def _joined(parts: list[str]) -> _Pattern:
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _alternatives(pattern: str) -> list[str]:
    """Return the parts between the outermost bars of a pattern."""
    parts, depth = [""], 0
    for mark in _MARK.findall(pattern):
        depth += (mark == "(") - (mark == ")")
        if mark == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += mark
    return parts
