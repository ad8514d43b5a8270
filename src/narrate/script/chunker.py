"""The chunker: a block becomes utterances: short sentences joined, long ones cut, never inside a number or bracket."""

import re
from collections.abc import Callable, Iterator

from narrate.model import Spoken
from narrate.script.normalize.spoken import spoken
from narrate.script.sentences import brackets, split
from narrate.script.stops import is_abbreviated
from narrate.text import best_cut, ends_sentence

__all__ = ["Piece", "Say", "pieces"]

Piece = tuple[int, int, Spoken, bool]
"""Start and end in the block, what is said, and whether a sentence ends with it."""

_SHORT_CHARS = 20  # "No." or "Why?" alone sounds clipped: it is said together with its neighbour
_LONGEST_WORDS = 40  # said in one breath, some 15 s; more words, figures written out, are cut with a pause
_DOT = re.compile(r"\.\s+(?=\S)")


Say = Callable[[int, int], Spoken]
"""Gives what is said for a stretch of the block."""


def pieces(text: str, language: str, max_chars: int, say: Say | None = None) -> Iterator[Piece]:
    """Give the utterances of a block in order; between them nothing but blanks and silent marks is left out.

    Args:
        text: The block's.
        language: ISO 639-1 code.
        max_chars: Longest utterance as printed.
        say: Gives the spoken form; the normaliser's by default.
    """
    say = say or (lambda start, end: spoken(text[start:end], language))
    for start, end in _joined(text, _sentences(text, language), max_chars):
        yield from _fitting(text, (start, end), max_chars, say, language)


def _sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Return where sentences stand; a line of its own is one even without a full stop."""
    places, at = [], 0
    for sentence in (sentence for line in text.split("\n") for sentence in split(line, language)):
        start = text.index(sentence, at)
        at = start + len(sentence)
        places.append((start, at))
    return places


def _joined(text: str, sentences: list[tuple[int, int]], max_chars: int) -> list[tuple[int, int]]:
    """Join sentences of a word or two to their neighbour on the same line."""
    out: list[tuple[int, int]] = []
    for index, (start, end) in enumerate(sentences):
        before, stop = out[-1] if out else (start, start)
        following = sentences[index + 1] if index + 1 < len(sentences) else None
        is_lone = end - start < _SHORT_CHARS and not (following and following[1] - following[0] < _SHORT_CHARS)
        is_near = bool(out) and "\n" not in text[stop:start] and end - before <= max_chars
        if is_near and (stop - before < _SHORT_CHARS or is_lone):
            out[-1] = (before, end)
        else:
            out.append((start, end))
    return out


def _fitting(text: str, place: tuple[int, int], max_chars: int, say: Say, language: str) -> Iterator[Piece]:
    start, end = place
    while start < end:
        sentence = text[start:end]
        cut, reading = _first_part(text, (start, end), max_chars, say, language)
        head = sentence[:cut].rstrip()
        if any(c.isalnum() for c in reading.text):
            rest = sentence[cut:]
            is_whole = not rest or (ends_sentence(head) and not is_abbreviated(head, rest, language))
            yield start, start + len(head), reading, is_whole
        start += len(sentence) - len(sentence[cut:].lstrip())


def _first_part(text: str, place: tuple[int, int], max_chars: int, say: Say, language: str) -> tuple[int, Spoken]:
    """Return where the part of a sentence ends that is said first in one breath, and what is said for it."""
    start, end = place
    sentence = text[start:end]
    size, limit = len(sentence), min(max_chars, len(sentence) - 1)
    reading = say(start, end) if size <= 4 * max_chars else None
    if reading:
        words = len(reading.text.split())
        if size <= max_chars and words <= _LONGEST_WORDS:
            return size, reading
        limit = min(limit, size * _LONGEST_WORDS // words) if words else limit
    while True:
        cut = _cut(sentence, reading, max(1, limit), language)
        head = sentence[:cut].rstrip()
        part = say(start, start + len(head))
        words = len(part.text.split())
        if reading and size <= max_chars and not sentence[cut - 1].isspace():
            return size, reading  # one long word, or a figure of many: nothing of it may be parted
        if words <= _LONGEST_WORDS or " " not in head:
            return cut, part
        limit = min(limit - 1, cut * _LONGEST_WORDS // words)


def _cut(sentence: str, reading: Spoken | None, limit: int, language: str) -> int:
    """Return where to cut a long sentence into parts of one length: at the best kind of place near to that."""
    held = _held(sentence, limit + 1, reading, language)
    return best_cut(
        sentence,
        limit,
        earliest=min(40, limit // 2),
        aim=len(sentence) // -(-len(sentence) // limit),
        is_held=lambda at: bool(held[at - 1]) or len(sentence) - at < _SHORT_CHARS < limit // 2,
    )


def _held(sentence: str, reach: int, reading: Spoken | None, language: str) -> bytearray:
    """Mark what must stay together: brackets, abbreviations, and what is said in other words than it is printed."""
    held = bytearray(reach)
    for start, end in brackets(sentence[: 2 * reach]):
        if end - start <= reach * 3 // 4:  # a longer one is a breath of its own
            held[start:end] = b"\x01" * (min(end, reach) - start)
    for dot in _DOT.finditer(sentence, 0, reach):
        if is_abbreviated(
            sentence[max(0, dot.start() - 60) : dot.start() + 1], sentence[dot.end() : dot.end() + 60], language
        ):
            held[dot.start() : dot.end()] = b"\x01" * len(dot[0])
    for span in reading.spans if reading else ():
        printed = sentence[span.printed_start : span.printed_end]
        if reading and reading.text[span.spoken_start : span.spoken_end] != printed:
            for i in range(span.printed_start, min(span.printed_end, reach)):
                held[i] = 1
    return held
