"""What announces by its words that it is no part of the story: prompts, links, credits, dates, lives of the authors."""

import re
from collections.abc import Sequence
from functools import cache

from narrate.extract.packaged import lines
from narrate.extract.words import words

__all__ = ["aside_kind", "is_prompt", "is_time", "phrase_kind"]

MOST_TIME_WORDS = 15
LIFE_WORDS = 90  # longer texts about an author are stories
_CLOCK = re.compile(r"\d{1,2}(?:am|pm|h\d{0,2}|st|nd|rd|th)|\d{4}年|\d{1,2}[月日]")


def aside_kind(text: str, own: Sequence[str], authors: Sequence[Sequence[str]]) -> str:
    """Return what kind of furniture a text is by its words, or nothing.

    Args:
        text: The text of a block.
        own: Its words in lower case.
        authors: The words of each author's name.
    """
    if len(own) < LIFE_WORDS and _is_life(own, authors):
        return "about the author"
    return phrase_kind(text, len(own))


def is_time(own: Sequence[str]) -> bool:
    """Tell whether a text is a date or time alone.

    Args:
        own: Its words in lower case.
    """
    if not 1 < len(own) < MOST_TIME_WORDS or all(map(str.isdigit, own)) or not any(word[0].isdigit() for word in own):
        return False
    known = _words("time_words.txt") | _words("months.txt")
    return all(word.isdigit() or word in known or _CLOCK.fullmatch(word) for word in own)


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


def phrase_kind(text: str, count: int) -> str:
    """Return what kind of furniture a text announces itself to be, or nothing.

    Args:
        text: The text of a block.
        count: Its words.
    """
    for kind, limit, pattern in _phrases():
        if count <= limit and pattern.search(text):
            return kind
    return ""


def is_prompt(text: str) -> bool:
    """Tell whether a text asks the reader to subscribe, follow, join or install something."""
    return phrase_kind(text, len(words(text))).endswith("prompt")


@cache
def _phrases() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    rows: dict[tuple[str, int], list[str]] = {}
    for line in lines("phrases.tsv"):
        kind, _, limit, pattern = line.split("\t")
        rows.setdefault((kind, int(limit)), []).append(pattern)
    return tuple(
        (kind, limit, re.compile("|".join(patterns), re.IGNORECASE)) for (kind, limit), patterns in rows.items()
    )
