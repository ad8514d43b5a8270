"""Where a text that is too long for an engine may be cut: at a sentence end, else a clause, else a space."""

import re

__all__ = ["cut"]

# From the best place to the worst; each matches up to where the next piece begins.
_PLACES = (
    re.compile(r"[.!?…]+[\"'”’»)\]]*\s+"),
    re.compile(r"[;:—–]+[\"'”’»)\]]*\s+|\s+[—–-]+\s+"),
    re.compile(r"[,،、，]+[\"'”’»)\]]*\s*|[)\]]\s+"),
    re.compile(r"\s+(?=(?:and|but|or|because|which|who|that|while|when|although|und|aber|weil|і|але|що)\b)"),
    re.compile(r"\s+"),
    re.compile(r"[-/‐‑_.,]+"),
)
_EARLIEST = 0.35  # of the limit: an earlier mark would leave a stump that sounds like a list item


def cut(text: str, limit: int) -> tuple[tuple[int, int], ...]:
    """Return the stretches of `text`, in order, each at most `limit` characters, that together say all of it.

    White space around a cut belongs to no stretch. A word is divided only when it alone is longer than `limit`.

    Args:
        text: Any text.
        limit: Longest stretch in characters, at least 1.

    Returns:
        Pairs of start and end, empty when the text is blank.
    """
    stretches: list[tuple[int, int]] = []
    start = 0
    while True:
        start = _skip_space(text, start)
        if start == len(text):
            return tuple(stretches)
        end = len(text) if len(text.rstrip()) - start <= limit else start + _length_of_piece(text[start:], limit)
        stretches.append((start, start + len(text[start:end].rstrip())))
        start = end


def _skip_space(text: str, start: int) -> int:
    """Return the index of the first character at or after `start` that isn't white space."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _length_of_piece(text: str, limit: int) -> int:
    """Return how much of `text` (longer than `limit`) the next piece takes: up to the last of the best places."""
    window = text[: limit + 1]
    for place in _PLACES:
        ends = [
            found.end()
            for found in place.finditer(window)
            if found.end() >= limit * _EARLIEST and len(window[: found.end()].rstrip()) <= limit
        ]
        if ends:
            return ends[-1]
    spaces = [found.end() for found in re.finditer(r"\s+", window) if found.start() <= limit]
    return spaces[-1] if spaces else limit
