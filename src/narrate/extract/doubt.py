"""How likely a page is read as its listener wants it, and which blocks are in doubt."""

import math
from collections.abc import Sequence

from narrate.extract.candidates import Verdict
from narrate.extract.words import length

__all__ = ["BAR", "confidence", "warning"]

BAR = 0.68
"""Confidence below which the user is warned: of unseen pages, 10 % of those read right and 65 % of the others lie below
it (`bench/extract_doubt.py`)."""
# Odds of a fault for the summed doubt of a page, by a logistic regression on unseen pages (`bench/extract_doubt.py`).
BASE_ODDS = 1 / 20
GROWTH = 2.7
MOST = 0.6  # doubt of one block: a rule that overrules its score is trusted more than the score
LEAST_WORDS = 2  # a single word is hardly missed
SENTENCE_WORDS = 5
LABEL = 0.6  # what a block without a sentence counts
NAMED_FROM = 0.2  # doubt from which a block is named
NAMED = 3  # blocks named in a warning; of the others it gives the number
SHOWN_CHARS = 40


def confidence(verdicts: Sequence[Verdict], warned: int) -> float:
    """Return the likelihood that every block is rightly read or left out, halved for each warning.

    Args:
        verdicts: What was decided.
        warned: How many warnings the page has for other reasons.
    """
    total = sum(-math.log(1 - _doubt(verdict)) for verdict in verdicts)
    likelihood: float = 1 / (1 + BASE_ODDS * math.pow(1 + total, GROWTH))
    return round(likelihood * 0.5**warned, 3)


def warning(verdicts: Sequence[Verdict]) -> str:
    """Return a sentence that names the doubtful blocks of a page.

    Args:
        verdicts: What was decided.
    """
    doubtful = sorted((v for v in verdicts if _doubt(v) >= NAMED_FROM), key=_doubt, reverse=True)
    parts = [
        _named([verdict for verdict in doubtful if verdict.kept], "may not belong to the story"),
        _named([verdict for verdict in doubtful if not verdict.kept], "may be missing"),
    ]
    told = "; ".join(filter(None, parts)) or "many blocks are a little doubtful"
    return f"{told}; check the text"


def _doubt(verdict: Verdict) -> float:
    """Return how likely a decision is wrong, 0 to `MOST`, by the score; 0 where a rule or the user decided."""
    decided = not verdict.reason.startswith("score") or "site rule" in verdict.reason or verdict.label
    count = length(verdict.candidate.text)
    if decided or count < LEAST_WORDS:
        return 0.0
    wrong = 1 - verdict.score if verdict.kept else verdict.score
    return min(MOST, wrong) * (1.0 if count >= SENTENCE_WORDS else LABEL)


def _named(doubtful: Sequence[Verdict], what: str) -> str:
    if not doubtful:
        return ""
    count = len(doubtful)
    texts = ", ".join(f"“{_short(verdict.candidate.text)}”" for verdict in doubtful[:NAMED])
    more = f" and {count - NAMED} more" if count > NAMED else ""
    return f"{count} {'block' if count == 1 else 'blocks'} {what}: {texts}{more}"


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else text[:SHOWN_CHARS].rsplit(" ", 1)[0] + " …"
