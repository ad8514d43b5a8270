"""Where a text that is too long may be cut: at the end of a sentence, else of a clause, else at a blank."""

import re
from collections.abc import Callable

from narrate.text.sentence_ends import CLOSING, OPENING_QUOTES, SENTENCE_ENDS

__all__ = ["best_cut"]

_CONJUNCTIONS = (
    "and|but|or|nor|so|yet|that|which|who|whom|whose|where|when|while|although|though|because|since|after|before|if|as|"
    "with|including|according|adding|saying|und|aber|weil|et|mais|pero|y|że|ale|але|і|та|що|и|но|что|который"
)
_CLOSED = rf"[{re.escape(CLOSING)}\]]*"
_PLACES = (
    re.compile(rf"(?<!\b[A-Z])[{''.join(SENTENCE_ENDS)}]+{_CLOSED}\s+(?=[{OPENING_QUOTES}(]?[^\W\d_a-z])"),
    re.compile(rf"[;:]+{_CLOSED}\s+|,?\s?[—–]+{_CLOSED}\s+|\s-+\s+|(?:,[”\"»]|[”\"»],)\s+(?=[a-z])"),
    re.compile(rf",\s+(?=(?:{_CONJUNCTIONS})\b)"),
    re.compile(rf",{_CLOSED}\s+|[،、，]+{_CLOSED}\s*|[)\]]\s+|\s+(?=[(\[])"),
    re.compile(rf"\s+(?=(?:{_CONJUNCTIONS})\b)"),
    re.compile(r"\s+(?=\S)"),
)
"""From the best kind of place to the worst; each matches up to where the next piece begins.

The dot of an initial ends no sentence: "J. K. Rowling", "the U.S. Senate".
"""
_BLANK = _PLACES[-1]
_IN_A_WORD = re.compile(r"[-/‐‑_.,]+")


def best_cut(
    text: str, limit: int, *, earliest: int, aim: int | None = None, is_held: Callable[[int], bool] = lambda _at: False
) -> int:
    """Return where the second piece of `text` begins, so that the first, without blanks at its end, fits `limit`.

    Of the best kind of place that there is, the one nearest to `aim` is taken. A word is divided only when it alone is
    longer than `limit`.

    Args:
        text: Longer than `limit`.
        limit: Longest first piece in characters, at least 1.
        earliest: An earlier place would leave a stump that sounds like an item of a list.
        aim: Where a cut is wanted most; default as late as possible.
        is_held: Whether a place, given by its index in `text`, must not be cut.
    """
    wanted = limit + 1 if aim is None else aim
    kinds = [*((kind, earliest) for kind in _PLACES), (_BLANK, 1), (_IN_A_WORD, 1)]
    for kind, first in kinds:
        ends = [
            found.end()
            for found in kind.finditer(text, 0, limit + 1)
            if first <= found.end() < len(text)
            and len(text[: found.end()].rstrip()) <= limit
            and not is_held(found.end())
        ]
        if ends:
            return min(ends, key=lambda end: abs(end - wanted))
    return limit
