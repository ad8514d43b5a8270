"""What to do when the scores leave too little: ask less, then look where pages show nothing, and say so."""

import re
from collections.abc import Sequence

from narrate.extract import hidden_story
from narrate.extract.asides import phrase_kind
from narrate.extract.candidates import HEADINGS, Verdict
from narrate.extract.containers import chain
from narrate.extract.metadata import Metadata
from narrate.extract.walk import Candidate
from narrate.extract.words import fourgrams, length, overlap, words
from narrate.text import SENTENCE_ENDS

__all__ = ["is_better", "is_far_too_little", "relax", "replace_with_hidden"]

_FURNITURE = frozenset(["nav", "footer", "aside", "form", "header", "figure", "table", "dialog", "menu"])
_ASIDE_NAMES = re.compile(r"\b(?:comments?|commentlist|cookies?|privacy|consent|modal)\b", re.IGNORECASE)
LITTLE_WORDS = 150  # a shorter story may be the opening of one that scripts would show
SHARE_OF_DECLARED = 0.5
TIMES = 2.5  # how many times longer a story in the page's scripts is than what was shown, before it is believed
_RUNGS = (0.2, 0.02, 0.0)
"""Scores that a sentence needs on each rung, tried until one gives text."""


def relax(verdicts: Sequence[Verdict]) -> str:
    """Keep plain sentences when nothing was kept; return a warning, or nothing if there is nothing to doubt.

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
            if all(verdict.kept or verdict.candidate.frame.tag in HEADINGS for verdict in verdicts):
                return ""  # the page holds nothing else that the story could be
            return "no block looked like a news story, so every plain sentence outside menus was taken; check the text"
    return ""


def is_far_too_little(verdicts: Sequence[Verdict], facts: Metadata) -> bool:
    """Tell whether so little was kept that the story may stand where the page doesn't show it.

    Args:
        verdicts: What was decided.
        facts: The page's metadata.
    """
    count = sum(length(verdict.candidate.text) for verdict in verdicts if verdict.kept)
    return count < max(LITTLE_WORDS, facts.declared_words * SHARE_OF_DECLARED)


def is_better(hidden_verdicts: Sequence[Verdict], verdicts: Sequence[Verdict]) -> bool:
    """Tell whether a story that the page doesn't show is so much longer than what it shows that it is the story.

    Args:
        hidden_verdicts: The verdicts on it.
        verdicts: Those on what the page shows.
    """
    own = sum(length(verdict.candidate.text) for verdict in hidden_verdicts if verdict.kept)
    shown = sum(length(verdict.candidate.text) for verdict in verdicts if verdict.kept)
    return own >= hidden_story.LEAST_WORDS and own >= TIMES * shown


def replace_with_hidden(
    verdicts: Sequence[Verdict], hidden_verdicts: Sequence[Verdict], where: str, *, free: bool
) -> str:
    """Leave out what the page shows if the story that it doesn't show says it too; return a warning.

    Args:
        verdicts: The verdicts on what the page shows; changed in place.
        hidden_verdicts: Those on the story that it doesn't show; their reasons get its place.
        where: That place.
        free: False if the page says that its story isn't free to read.
    """
    runs = fourgrams([word for verdict in hidden_verdicts if verdict.kept for word in words(verdict.candidate.text)])
    for verdict in verdicts:
        again = overlap(words(verdict.candidate.text), runs) > 0.5
        if verdict.kept and (again or verdict.reason.startswith("fallback")):
            verdict.drop(f"read from {where}")
    for verdict in hidden_verdicts:
        verdict.reason = f"{verdict.reason}, from {where}"
    warning = f"the page shows little or nothing of its story, so it was read from {where}; check the text"
    return (
        warning if free else f"{warning}, and whether you may narrate it, for the page says that it isn't free to read"
    )


def _is_sentence(candidate: Candidate) -> bool:
    text = candidate.text.rstrip("\"'”’»)")
    count = length(candidate.text)
    if (
        candidate.hidden
        or candidate.linked > 0.3 * len(candidate.text)
        or candidate.frame.tag in ("h1", "h2", "h3", "label")
    ):
        return False
    if count < 5 or (not text.endswith(SENTENCE_ENDS) and count < 15) or phrase_kind(candidate.text, count):
        return False
    return not any(
        frame.tag in _FURNITURE or _ASIDE_NAMES.search(frame.names)
        for frame in chain(candidate.frame, 60)
        if frame.tag not in ("body", "html")
    )
