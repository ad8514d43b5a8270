"""What to do when the scores leave too little: look again with less demand, and say so."""

from collections.abc import Sequence

from narrate.extract.asides import phrase_kind
from narrate.extract.containers import chain
from narrate.extract.prune import Verdict
from narrate.extract.walk import Candidate
from narrate.extract.words import words

__all__ = ["climb"]

_FURNITURE = frozenset(["nav", "footer", "aside", "form", "header", "figure", "table", "dialog", "menu"])
_ENDS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_RUNGS = (0.2, 0.02, 0.0)
"""Scores that a sentence needs on each rung, tried until one gives text."""


def climb(verdicts: Sequence[Verdict]) -> str:
    """Keep plain sentences when nothing was kept; return a warning, or nothing if nothing was done.

    Args:
        verdicts: What was decided so far; changed in place.
    """
    if any(verdict.kept for verdict in verdicts):
        return ""
    for least in _RUNGS:
        taken = [verdict for verdict in verdicts if verdict.score >= least and _is_sentence(verdict.candidate)]
        taken = [verdict for verdict in taken if verdict.reason.startswith("score")]
        if taken:
            for verdict in taken:
                verdict.kept, verdict.reason = True, f"fallback: a plain sentence, score {verdict.score:.2f}"
            return "no block looked like a news story, so every plain sentence outside menus was taken; check the text"
    return ""


def _is_sentence(candidate: Candidate) -> bool:
    text = candidate.text.rstrip("\"'”’»)")
    count = len(words(candidate.text))
    if (
        candidate.hidden
        or candidate.linked > 0.3 * len(candidate.text)
        or candidate.frame.tag in ("h1", "h2", "h3", "label")
    ):
        return False
    if count < 5 or (not text.endswith(_ENDS) and count < 15) or phrase_kind(candidate.text, count):
        return False
    return not any(frame.tag in _FURNITURE for frame in chain(candidate.frame, 60))
