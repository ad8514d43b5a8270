"""What is left out although it stands in the story's place: prompts, links, credits, doubles, the headline itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from narrate.extract import markers
from narrate.extract.metadata import Metadata
from narrate.extract.packaged import lines
from narrate.extract.walk import Candidate
from narrate.extract.words import words

__all__ = ["Verdict", "judge"]

KEEP_FROM = 0.5
"""Score from which a candidate is taken for a part of the story."""
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True)
class Verdict:
    """A candidate, its score, and what was decided on it."""

    candidate: Candidate
    score: float
    kept: bool
    reason: str

    def drop(self, reason: str) -> None:
        """Leave the candidate out."""
        self.kept, self.reason = False, reason


def judge(found: Sequence[Candidate], scores: Sequence[float], known: Metadata) -> list[Verdict]:
    """Return a verdict for each candidate.

    Args:
        found: The candidates of a page in order.
        scores: Their scores.
        known: The page's metadata.
    """
    verdicts = []
    title = words(known.title)
    authors = frozenset(words(" ".join(known.byline)))
    for candidate, score in zip(found, scores, strict=True):
        verdict = Verdict(candidate, float(score), score >= KEEP_FROM, f"score {score:.2f}")
        if candidate.mark == markers.ONLY:
            verdict.kept, verdict.reason = True, "author's mark: only"
        elif candidate.mark == markers.SKIP:
            verdict.drop("author's mark: skip")
        elif verdict.kept:
            _judge_alone(verdict, title, authors)
        verdicts.append(verdict)
    _drop_doubles(verdicts)
    _drop_bare_headings(verdicts)
    return verdicts


def _judge_alone(verdict: Verdict, title: list[str], authors: frozenset[str]) -> None:
    candidate = verdict.candidate
    own = words(candidate.text)
    size = max(1, len(candidate.text) - candidate.text.count(" "))
    if not own:
        verdict.drop("no words")
    elif own == title:
        verdict.drop("headline")
    elif authors and len(own) < 20 and sum(word not in authors for word in own) <= len(own) // 2 and authors & set(own):
        verdict.drop("byline")
    elif (
        candidate.linked > 0.9 * size and len(own) < 30 and candidate.frame.tag not in _HEADINGS and verdict.score < 0.9
    ):
        verdict.drop("link line")
    else:
        kind = phrase_kind(candidate.text, len(own))
        if kind:
            verdict.drop(kind)


def phrase_kind(text: str, count: int) -> str:
    """Return what kind of furniture a text announces itself to be, or nothing.

    Args:
        text: The text of a block.
        count: Its words.
    """
    for kind, limit, pattern in _phrases():
        if count <= limit and pattern.search(text):
            return kind
    return ""


@cache
def _phrases() -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    rows: dict[tuple[str, int], list[str]] = {}
    for line in lines("phrases.tsv"):
        kind, _, limit, pattern = line.split("\t")
        rows.setdefault((kind, int(limit)), []).append(pattern)
    return tuple(
        (kind, limit, re.compile("|".join(patterns), re.IGNORECASE)) for (kind, limit), patterns in rows.items()
    )


def _drop_doubles(verdicts: list[Verdict]) -> None:
    """Keep the best of equal texts: a standfirst or pull quote is often on the page twice."""
    best: dict[tuple[str, ...], Verdict] = {}
    for verdict in verdicts:
        own = tuple(words(verdict.candidate.text))
        if not verdict.kept or len(own) < 4:
            continue
        other = best.get(own)
        if other is None:
            best[own] = verdict
        elif verdict.score > other.score + 0.1:
            other.drop("said twice")
            best[own] = verdict
        else:
            verdict.drop("said twice")


def _drop_bare_headings(verdicts: list[Verdict]) -> None:
    """Leave out a heading under which nothing is kept."""
    below = False
    for verdict in reversed(verdicts):
        if not verdict.kept:
            continue
        heading = verdict.candidate.frame.tag in _HEADINGS
        if heading and not below:
            verdict.drop("heading of nothing")
        else:
            below = True
