"""Which line breaks of a paragraph end a line of its own, an item or a label; the others are layout."""

from itertools import pairwise
from statistics import median

__all__ = ["BREAK", "breaks", "fold"]

BREAK = "\v"
"""Stands for a `<br>` in a run's text; decode has removed every other one."""

_OPEN_ENDS = (",", "-", "–", "—", "/", "&", "(", "“", "„", "«", "‘")
_WRAPPED_CHARS = 45
_LITTLE_WORD = 4


def fold(text: str) -> tuple[str, ...]:
    """Return the lines of a run between its breaks, white space folded, empty ones left out."""
    lines = (" ".join(line.split()) for line in text.split(BREAK))
    return tuple(filter(None, lines))


def breaks(lines: tuple[str, ...]) -> tuple[int, ...]:
    """Return where breaks end a line of its own, as places of blanks in the lines joined by blanks.

    A break doesn't count inside a clause (after a comma or a little word, before a small letter) and in text that was
    wrapped at a fixed width.
    """
    if len(lines) < 2 or _is_wrapped(lines):
        return ()
    found, at = [], -1
    for before, after in pairwise(lines):
        at += len(before) + 1
        if _ends(before, after):
            found.append(at)
    return tuple(found)


def _ends(before: str, after: str) -> bool:
    last = before.rsplit(maxsplit=1)[-1]
    is_little = len(last) < _LITTLE_WORD and last.isalpha() and last.islower()
    first = next((c for c in after if c.isalnum()), "")
    return bool(first) and not first.islower() and not is_little and not before.endswith(_OPEN_ENDS)


def _is_wrapped(lines: tuple[str, ...]) -> bool:
    """Tell whether lines were broken at a width: three or more, long, all but the last about as long as each other."""
    sizes = [len(line) for line in lines[:-1]]
    usual = median(sizes)
    return len(lines) > 2 and usual >= _WRAPPED_CHARS and all(0.6 * usual < size < 1.4 * usual for size in sizes)
