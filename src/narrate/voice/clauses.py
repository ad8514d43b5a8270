"""Where a text that is too long for an engine may be cut: at a sentence end, else a clause, else a space."""

import math

from narrate.text import best_cut

__all__ = ["cut"]

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
        end = (
            len(text)
            if len(text.rstrip()) - start <= limit
            else start + best_cut(text[start:], limit, earliest=math.ceil(limit * _EARLIEST))
        )
        stretches.append((start, start + len(text[start:end].rstrip())))
        start = end


def _skip_space(text: str, start: int) -> int:
    """Return the index of the first character at or after `start` that isn't white space."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start
