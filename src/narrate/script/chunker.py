"""The chunker: a block becomes utterances: short sentences joined, long ones cut, never inside a number or bracket."""

from collections.abc import Callable, Iterator

from narrate.model import Normalizer, Spoken
from narrate.script.normalize.spoken import spoken
from narrate.script.sentences import split
from narrate.text import best_cut

__all__ = ["Piece", "pieces"]

Piece = tuple[int, int, Spoken, bool]
"""Start and end in the block, what is said, and whether a sentence ends with it."""

_SHORT_CHARS = 20  # "No." or "Why?" alone sounds clipped: it is said together with its neighbour
_SPOKEN_RATIO = 1.5  # figures grow when they are said: a voice's own limit counts the spoken text


def pieces(text: str, language: str, max_chars: int, say: Normalizer = spoken) -> Iterator[Piece]:
    """Give the utterances of a block in order; between them nothing but blanks and silent marks is left out.

    Args:
        text: The block's.
        language: ISO 639-1 code.
        max_chars: Longest utterance as printed.
        say: Gives the spoken form.
    """
    for start, end in _joined(text, _sentences(text, language), max_chars):
        yield from _fitting(text, (start, end), max_chars, lambda piece: say(piece, language))


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


def _fitting(text: str, place: tuple[int, int], max_chars: int, say: Callable[[str], Spoken]) -> Iterator[Piece]:
    start, end = place
    while True:
        reading = say(text[start:end]) if end - start <= 4 * max_chars else None
        if reading and end - start <= max_chars and len(reading.text) <= _SPOKEN_RATIO * max_chars:
            if any(c.isalnum() for c in reading.text):
                yield start, end, reading, True
            return
        cut = start + _cut(text[start:end], reading, max_chars)
        head = text[start:cut].rstrip()
        said_head = say(head)
        if any(c.isalnum() for c in said_head.text):
            yield start, start + len(head), said_head, False
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())


def _cut(sentence: str, reading: Spoken | None, max_chars: int) -> int:
    """Return where to cut a long sentence: the best kind of place, nearest to the middle or to the limit."""
    limit = min(max_chars, len(sentence) - 1)
    if reading and len(reading.text) > _SPOKEN_RATIO * max_chars:
        limit = max(1, min(limit, int(len(sentence) * _SPOKEN_RATIO * max_chars / len(reading.text)) - 1))
    aim = len(sentence) // 2 if len(sentence) < 2 * max_chars and len(sentence) // 2 < limit else limit
    held = _held(sentence, limit + 1, reading)
    return best_cut(sentence, limit, earliest=min(40, limit // 2), aim=aim, is_held=lambda at: bool(held[at - 1]))


def _held(sentence: str, reach: int, reading: Spoken | None) -> bytearray:
    """Mark what must stay together: brackets and whatever is said in other words than it is printed."""
    held, depth = bytearray(reach), 0
    for i, c in enumerate(sentence[:reach]):
        depth = max(0, depth + (c in "([") - (c in ")]"))
        held[i] = depth > 0
    for span in reading.spans if reading else ():
        printed = sentence[span.printed_start : span.printed_end]
        if reading and reading.text[span.spoken_start : span.spoken_end] != printed:
            for i in range(span.printed_start, min(span.printed_end, reach)):
                held[i] = 1
    return held
