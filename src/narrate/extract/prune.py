"""What is left out although it stands in the story's place: prompts, links, credits, doubles, the headline itself."""

import re
from collections.abc import Sequence
from functools import cache

from narrate.extract import markers
from narrate.extract.asides import aside_kind, is_time
from narrate.extract.bylines import is_byline
from narrate.extract.containers import chain
from narrate.extract.metadata import Metadata
from narrate.extract.packaged import lines
from narrate.extract.places import is_caption, place_kind
from narrate.extract.sweeps import sweep
from narrate.extract.verdicts import HEADINGS, Verdict
from narrate.extract.walk import Candidate
from narrate.extract.words import fourgrams, overlap, words

__all__ = ["Verdict", "judge"]

KEEP_FROM = 0.5
"""Score from which a candidate is taken for a part of the story."""
KEEP_IN_BODY_FROM = 0.1  # a site rule has said that this is the story: only what looks like nothing of it goes
KEEP_SIBLING_FROM = 0.35  # for a plain sentence next to one that is kept, in the same element
KEEP_STANDFIRST_FROM = 0.12  # the description repeats it, so it is of the story; only its place is in doubt
KEEP_OPENING_FROM = 0.02  # the same just above the story's first block, where its place is beyond doubt
KEEP_NAMED_FROM = 0.06  # the same where only a class name says so
LATE = 2  # blocks of the story before a standfirst from which it can't be one
OPENING = 8  # candidates above the first block: standfirst, byline, date, share bar
SURE = 0.9
"""Score from which a line of links or a date is taken for a part of the story after all."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def judge(found: Sequence[Candidate], scores: Sequence[float], known: Metadata) -> list[Verdict]:
    """Return a verdict for each candidate.

    Args:
        found: The candidates of a page in order.
        scores: Their scores.
        known: The page's metadata.
    """
    verdicts = []
    bodied = any(candidate.frame.rule == "body" for candidate in found)
    title = words(known.title)
    authors = [words(name) for name in known.byline]
    for candidate, score in zip(found, scores, strict=True):
        verdict = Verdict(candidate, float(score), score >= KEEP_FROM, f"score {score:.2f}")
        if candidate.mark == markers.ONLY:
            verdict.keep("author's mark: only")
        elif candidate.mark == markers.SKIP:
            verdict.drop("author's mark: skip")
        elif candidate.frame.rule == "keep":
            verdict.keep("site rule: keep")
        elif candidate.frame.rule == "drop":
            verdict.drop("site rule: drop")
        elif bodied and candidate.frame.rule != "body":
            verdict.drop("site rule: outside the body")
        else:
            _judge_place(verdict, known)
        if verdict.kept and verdict.reason.startswith("score"):
            _judge_alone(verdict, title, authors)
        verdicts.append(verdict)
    _keep_opening(verdicts, known)
    _drop_late_standfirsts(verdicts)
    _keep_between_siblings(verdicts, title, authors)
    sweep(verdicts)
    return verdicts


def _judge_place(verdict: Verdict, known: Metadata) -> None:
    """Ask less of a block inside a site rule's body, and of a standfirst: text that the page's description repeats."""
    candidate = verdict.candidate
    if verdict.kept or candidate.hidden:
        return
    if candidate.frame.rule == "body" and verdict.score >= KEEP_IN_BODY_FROM:
        verdict.keep(f"score {verdict.score:.2f} in the site rule's body")
    elif verdict.score >= KEEP_STANDFIRST_FROM and _is_standfirst(candidate, known):
        verdict.keep(f"score {verdict.score:.2f}, standfirst")


def _is_standfirst(candidate: Candidate, known: Metadata) -> bool:
    """Tell whether the page's description repeats a candidate that is no caption and no link."""
    own = words(candidate.text)
    return (
        len(own) >= 6
        and not candidate.hidden
        and candidate.linked < 0.5 * len(candidate.text)
        and overlap(own, fourgrams(words(known.description))) > 0.7
        and not is_caption(candidate)
    )


def _keep_opening(verdicts: list[Verdict], known: Metadata) -> None:
    """Keep a standfirst just above the story's first block even if it scored low.

    The description repeats it, or its class name says what it is.
    """
    first = next((number for number, verdict in enumerate(verdicts) if verdict.kept), 0)
    for verdict in verdicts[max(0, first - OPENING) : first]:
        candidate = verdict.candidate
        named = verdict.score >= KEEP_NAMED_FROM and _is_named_standfirst(candidate)
        low = verdict.score >= KEEP_OPENING_FROM and verdict.reason.startswith("score")
        if low and (named or _is_standfirst(candidate, known)):
            verdict.keep(f"score {verdict.score:.2f}, standfirst")
            _judge_alone(verdict, words(known.title), [words(name) for name in known.byline])


def _drop_late_standfirsts(verdicts: list[Verdict]) -> None:
    """Leave out what was kept as a standfirst alone although it follows the story's start: a card tells it again."""
    before = 0
    for verdict in verdicts:
        if verdict.kept and verdict.reason.endswith("standfirst") and before > LATE:
            verdict.drop("standfirst told again")
        before += verdict.kept


def _is_named_standfirst(candidate: Candidate) -> bool:
    """Tell whether a candidate stands in an element that is called a standfirst, and is no link."""
    around = [_CAMEL.sub("-", frame.names).lower() for frame in chain(candidate.frame, 2)]
    return (
        not candidate.hidden
        and candidate.linked < 0.3 * len(candidate.text)
        and len(words(candidate.text)) >= 4
        and any(map(_standfirst_names().search, around))
    )


@cache
def _standfirst_names() -> re.Pattern[str]:
    known = "|".join(re.escape(word) for line in lines("standfirsts.txt") for word in line.split())
    return re.compile(rf"(?<![a-z])(?:{known})(?![a-z])")


def _judge_alone(verdict: Verdict, title: list[str], authors: list[list[str]]) -> None:
    candidate = verdict.candidate
    own = words(candidate.text)
    size = max(1, len(candidate.text) - candidate.text.count(" "))
    if not own:
        verdict.drop("no words")
    elif own == title or (len(title) > 3 and own[: len(title)] == title and len(own) < len(title) + 12):
        verdict.drop("headline")
    elif is_byline(candidate.text, frozenset(word for name in authors for word in name)):
        verdict.drop("byline")
    elif place := place_kind(candidate, len(own)):
        verdict.drop(place)
    elif candidate.frame.tag not in HEADINGS and verdict.score < SURE and is_time(own):
        verdict.drop("date line")
    elif _is_link_line(candidate, len(own), size) and verdict.score < SURE:
        verdict.drop("link line")
    else:
        kind = aside_kind(candidate.text, own, authors)
        if kind:
            verdict.drop(kind)


def _is_link_line(candidate: Candidate, count: int, size: int) -> bool:
    """Tell whether a short block is links alone, or links and labels that make no sentence."""
    if count >= 30 or candidate.frame.tag in HEADINGS:
        return False
    ends = candidate.text.rstrip("\"'”’»)").endswith((".", "!", "?", "…", ":", ","))
    return candidate.linked > 0.9 * size or (candidate.linked > 0.6 * size and not ends)


def _keep_between_siblings(verdicts: list[Verdict], title: list[str], authors: list[list[str]]) -> None:
    """Keep a plain sentence of doubtful score whose neighbour in the same element is of the story."""
    for index, verdict in enumerate(verdicts):
        candidate = verdict.candidate
        doubtful = not verdict.kept and verdict.score >= KEEP_SIBLING_FROM and verdict.reason.startswith("score")
        if (
            not doubtful
            or candidate.hidden
            or candidate.frame.tag != "p"
            or candidate.linked > 0.3 * len(candidate.text)
        ):
            continue
        around = verdicts[max(0, index - 1) : index] + verdicts[index + 1 : index + 2]
        beside = any(
            other.kept and other.candidate.frame.tag == "p" and other.candidate.frame.parent is candidate.frame.parent
            for other in around
        )
        if (
            beside
            and len(words(candidate.text)) >= 6
            and candidate.text.rstrip("\"'”’»)").endswith((".", "!", "?", "…"))
        ):
            verdict.keep(f"score {verdict.score:.2f}, beside the story")
            _judge_alone(verdict, title, authors)
