"""Joins what is matched and what stands as printed to one spoken text, and keeps the map between the two."""

import re
from collections.abc import Iterable, Iterator

from narrate.model import Span, Spoken
from narrate.script.normalize.rules import Match

__all__ = ["joined"]

_BLANK = re.compile(r"\s{2,}|[^\S ]")
_CLOSING = frozenset(".,;:!?)]}…”’»%")
_OPENING = frozenset("([{“‘«")


class _Joiner:
    """The spoken text as it grows; blanks wait until it is known whether a word follows."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.spans: list[Span] = []
        self.length = 0
        self.last = ""
        self.waiting = False
        self.glued = False

    def add(self, text: str, start: int, end: int) -> None:
        """Say `text` for the printed stretch; a blank at its edge becomes one blank or none."""
        body = text.strip()
        if not body:
            self.waiting = self.waiting or bool(text)
            self.glued = not text
            return
        meets = self.last.isalnum() and (body[0].isalnum() or body[0] == "(") and not self.glued
        wanted = self.waiting or text[0].isspace() or meets
        self.glued = False
        if wanted and self.last and self.last not in _OPENING and body[0] not in _CLOSING:
            self._append(" ")
        self.spans.append(Span(self.length, self.length + len(body), start, end))
        self._append(body)
        self.waiting = text[-1].isspace()

    def skip(self, end: int) -> None:
        """Let the word in front stand for what is printed from there to `end` and isn't said."""
        if not self.spans:
            return
        span, body = self.spans.pop(), self.pieces[-1]
        cut = body.rfind(" ") + 1
        if cut and len(body) == span.printed_end - span.printed_start:
            middle = span.spoken_start + cut, span.printed_start + cut
            self.spans.append(Span(span.spoken_start, middle[0] - 1, span.printed_start, middle[1] - 1))
            span = Span(middle[0], span.spoken_end, middle[1], end)
        self.spans.append(Span(span.spoken_start, span.spoken_end, span.printed_start, end))

    def _append(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)
        self.last = text[-1]


def joined(text: str, matched: Iterable[Match]) -> Spoken:
    """Return the spoken form of `text` where `matched` stretches (sorted, apart) are said in other words."""
    joiner, at = _Joiner(), 0
    for start, end, reading in matched:
        for piece_start, piece_end in _printed(text, at, start):
            joiner.add(text[piece_start:piece_end], *_edges(text, piece_start, piece_end))
        if reading or not any(c.isalnum() for c in text[start:end]):
            joiner.add(reading, start, end)
        else:
            joiner.skip(end)
        at = end
    for piece_start, piece_end in _printed(text, at, len(text)):
        joiner.add(text[piece_start:piece_end], *_edges(text, piece_start, piece_end))
    return Spoken("".join(joiner.pieces), tuple(joiner.spans))


def _printed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the stretches between irregular blanks, each with one blank of them at its end."""
    at = start
    for blank in _BLANK.finditer(text, start, end):
        yield at, blank.start() + 1
        at = blank.end()
    if at < end:
        yield at, end


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without the blanks at its edges."""
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, start + lead + len(piece.strip())
