"""What is left out although it stands in the story's place: prompts, links, credits, doubles, the headline itself."""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from functools import cache
from itertools import pairwise

from narrate.extract import walk
from narrate.extract.asides import aside_kind, is_time
from narrate.extract.bylines import is_byline
from narrate.extract.candidates import HEADINGS, Verdict
from narrate.extract.containers import chain
from narrate.extract.metadata import Metadata
from narrate.extract.neighbours import is_point, sweep
from narrate.extract.places import is_caption, place_kind
from narrate.extract.siblings import outermost_of, path_of
from narrate.extract.walk import Candidate, Frame
from narrate.extract.words import fourgrams, length, lines, overlap, words
from narrate.text import CLOSING, SENTENCE_ENDS, ends_sentence

__all__ = ["judge"]

KEEP_FROM = 0.5
"""Score from which a candidate is taken for a part of the story."""
KEEP_IN_BODY_FROM = 0.1  # a site rule has said that this is the story: only what looks like nothing of it goes
KEEP_SIBLING_FROM = 0.35  # for a plain sentence next to one that is kept, in the same element
KEEP_HEADING_FROM = 0.3  # for a heading of doubtful score that stands right above text of the story
KEEP_LIKE_FROM = 0.15  # for a heading of text that is kept, if those like it are: all, or the first above own text
LIKE = 2  # headings that speak for another one
KEEP_STANDFIRST_FROM = 0.12  # the description repeats it, so it is of the story; only its place is in doubt
KEEP_OPENING_FROM = 0.02  # the same just above the story's first block, where its place is beyond doubt
KEEP_NAMED_FROM = 0.06  # the same where only a class name says so
KEEP_BELOW_FROM = 0.08  # the same where it is the sentence below the headline
SAME_TITLE = 0.6  # share of words that a heading has in common with the title if it is the headline
SENTENCE_WORDS = 5  # of the shortest standfirst without a name
LATE = 2  # blocks of the story before a standfirst from which it can't be one
LONG = 30  # words of a paragraph that is plain text whatever it ends with
PLAIN_ITEMS = 2  # items that aren't links and make a list one of the story
ITEM_DEPTH = 4  # elements outward from a text in which the item of an accordion is looked for
KEEP_CORRECTION_FROM = 0.1
CORRECTION_WORDS = 8  # of the shortest correction; less is its heading
OPENING = 8  # candidates above the first block: standfirst, byline, date, share bar
CERTAIN = 0.97  # score from which a phrase counts only for a whole block: four of four others were wrong
SURE = 0.9
"""Score from which a line of links or a date is taken for a part of the story after all."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def judge(candidates: Sequence[Candidate], scores: Sequence[float], facts: Metadata) -> list[Verdict]:
    """Return a verdict for each candidate.

    Args:
        candidates: The candidates of a page in order.
        scores: Their scores.
        facts: The page's metadata.
    """
    verdicts = []
    bodied = any(candidate.frame.rule == "body" for candidate in candidates)
    title = words(facts.title)
    authors = [words(name) for name in facts.byline]
    for candidate, score in zip(candidates, scores, strict=True):
        verdict = Verdict(candidate, float(score), score >= KEEP_FROM, f"score {score:.2f}")
        if candidate.mark == walk.ONLY:
            verdict.keep("author's mark: only")
        elif candidate.mark == walk.SKIP:
            verdict.drop("author's mark: skip")
        elif candidate.frame.rule == "keep":
            verdict.keep("site rule: keep")
        elif candidate.frame.rule == "drop":
            verdict.drop("site rule: drop")
        elif bodied and candidate.frame.rule != "body":
            verdict.drop("site rule: outside the body")
        else:
            _judge_place(verdict, facts)
        if verdict.kept and verdict.reason.startswith("score"):
            _judge_alone(verdict, title, authors)
        verdicts.append(verdict)
    _keep_opening(verdicts, facts)
    _drop_late_standfirsts(verdicts)
    _keep_between_siblings(verdicts, title, authors)
    _keep_headings(verdicts)
    _keep_linked_items(verdicts)
    _keep_corrections(verdicts)
    sweep(verdicts, title)
    return verdicts


def _judge_place(verdict: Verdict, facts: Metadata) -> None:
    """Ask less of a block inside a site rule's body, and of a standfirst: text that the page's description repeats."""
    candidate = verdict.candidate
    if verdict.kept or candidate.hidden:
        return
    if candidate.frame.rule == "body" and verdict.score >= KEEP_IN_BODY_FROM:
        verdict.keep(f"score {verdict.score:.2f} in the site rule's body")
    elif verdict.score >= KEEP_STANDFIRST_FROM and _is_standfirst(candidate, facts):
        verdict.keep(f"score {verdict.score:.2f}, standfirst")


def _is_standfirst(candidate: Candidate, facts: Metadata) -> bool:
    """Tell whether the page's description repeats a candidate that is no caption and no link."""
    own = words(candidate.text)
    return (
        len(own) >= 6
        and not candidate.hidden
        and candidate.linked < 0.5 * len(candidate.text)
        and overlap(own, fourgrams(words(facts.description))) > 0.7
        and not is_caption(candidate)
    )


def _keep_opening(verdicts: list[Verdict], facts: Metadata) -> None:
    """Keep a standfirst above the story's first block even if it scored low.

    The description repeats it, its class name says what it is, or it is the sentence below the headline.
    """
    first = next((number for number, verdict in enumerate(verdicts) if verdict.kept), 0)
    title = words(facts.title)
    headline = _headline(verdicts[:first], title)
    for number, verdict in enumerate(verdicts[:first]):
        candidate = verdict.candidate
        low = verdict.score >= KEEP_OPENING_FROM and verdict.reason.startswith("score")
        below = headline is not None and number == headline + 1
        if not low or not (below or number >= first - OPENING):
            continue
        named = verdict.score >= KEEP_NAMED_FROM and _is_named_standfirst(candidate)
        has_begun = (
            below and verdict.score >= KEEP_BELOW_FROM and _is_sentence_below(candidate, verdicts[number - 1].candidate)
        )
        if named or has_begun or _is_standfirst(candidate, facts):
            verdict.keep(f"score {verdict.score:.2f}, standfirst")
            _judge_alone(verdict, title, [words(name) for name in facts.byline])


def _headline(verdicts: list[Verdict], title: list[str]) -> int | None:
    """Return the place of the last heading that says mostly what the title says, or nothing."""
    title_words = set(title)
    for number in range(len(verdicts) - 1, -1, -1):
        candidate = verdicts[number].candidate
        if candidate.frame.tag in ("h1", "h2") and len(title_words) > 2:
            own = set(words(candidate.text))
            if len(own & title_words) >= SAME_TITLE * len(own | title_words):
                return number
    return None


def _is_sentence_below(candidate: Candidate, headline: Candidate) -> bool:
    """Tell whether a candidate is a plain sentence in the same element as the headline."""
    return (
        candidate.frame.parent is headline.frame.parent
        and candidate.frame.tag not in HEADINGS
        and candidate.linked == 0
        and not candidate.hidden
        and len(words(candidate.text)) >= SENTENCE_WORDS
        and candidate.text.endswith(SENTENCE_ENDS)
        and not any(map(str.isdigit, candidate.text[-6:]))
    )


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
    names = "|".join(re.escape(word) for line in lines("standfirsts.txt") for word in line.split())
    return re.compile(rf"(?<![a-z])(?:{names})(?![a-z])")


def _judge_alone(verdict: Verdict, title: list[str], authors: list[list[str]]) -> None:
    candidate = verdict.candidate
    own = words(candidate.text)
    size = len(candidate.text) - candidate.text.count(" ")
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
        kind = aside_kind(candidate.text, own, authors, certain=verdict.score >= CERTAIN)
        if kind:
            verdict.drop(kind)


def _is_link_line(candidate: Candidate, count: int, size: int) -> bool:
    """Tell whether a short block is links alone, or links and labels that make no sentence."""
    if count >= 30 or candidate.frame.tag in HEADINGS:
        return False
    ends = candidate.text.rstrip(CLOSING).endswith((*SENTENCE_ENDS, ":", ","))
    return candidate.linked > 0.9 * size or (candidate.linked > 0.6 * size and not ends)


def _keep_between_siblings(verdicts: list[Verdict], title: list[str], authors: list[list[str]]) -> None:
    """Keep a plain text of doubtful score whose neighbours in the same element, wrappers aside, are of the story."""
    outermost = outermost_of([verdict.candidate.frame for verdict in verdicts])
    for index, verdict in enumerate(verdicts):
        candidate = verdict.candidate
        doubtful = not verdict.kept and verdict.score >= KEEP_SIBLING_FROM and verdict.reason.startswith("score")
        if not doubtful or candidate.hidden or candidate.linked > 0.3 * len(candidate.text):
            continue
        around = [_neighbour(verdicts, index, step) for step in (-1, 1)]
        beside = sum(other is not None and _is_kept_sibling(other, candidate, outermost) for other in around)
        if beside >= _siblings_needed(candidate):
            verdict.keep(f"score {verdict.score:.2f}, beside the story")
            _judge_alone(verdict, title, authors)


def _is_kept_sibling(other: Verdict, candidate: Candidate, outermost: dict[Frame, Frame]) -> bool:
    frames = other.candidate.frame, candidate.frame
    hosts = [outermost[frame].parent for frame in frames]
    return other.kept and frames[0].tag == frames[1].tag and hosts[0] is hosts[1]


def _siblings_needed(candidate: Candidate) -> int:
    """Return how many neighbours must be of the story for a doubtful text to be: more than there are if none help."""
    count = length(candidate.text)
    if candidate.frame.tag == "li":
        return 2 if count >= SENTENCE_WORDS else 3
    sentence = count > SENTENCE_WORDS and ends_sentence(candidate.text)
    return 1 if candidate.frame.tag == "p" and (sentence or count >= LONG) else 3


def _keep_headings(verdicts: list[Verdict]) -> None:
    """Keep a heading of doubtful score inside the story if what it heads is kept, or headings like it are.

    Three alike that stand above nothing but pictures are the points of a list.
    """
    has_begun = False
    like = _headings_by_path(verdicts)
    for number, (verdict, below) in enumerate(pairwise(verdicts)):
        candidate, has_begun = verdict.candidate, has_begun or verdict.kept
        doubtful = not verdict.kept and verdict.score >= KEEP_LIKE_FROM and verdict.reason.startswith("score")
        if not (has_begun and doubtful and candidate.frame.tag in HEADINGS) or candidate.linked or candidate.hidden:
            continue
        others = [other for other in like[path_of(candidate.frame)] if other is not verdict]
        text = below.candidate
        beside = text.frame.parent is candidate.frame.parent or _unfolds(candidate, text.frame)
        near = beside or (below.score >= SURE and not text.media and not text.linked)
        heads = below.kept and text.frame.tag not in HEADINGS
        if heads and near and verdict.score >= KEEP_HEADING_FROM:
            verdict.keep(f"score {verdict.score:.2f}, heads the story below it")
        elif heads and len(others) >= LIKE and (all(other.kept for other in others) or (near and others[0].kept)):
            verdict.keep(f"score {verdict.score:.2f}, as the headings like it")
        elif len(others) >= LIKE and is_point(verdicts, number):
            verdict.keep(f"score {verdict.score:.2f}, point of a list")


def _headings_by_path(verdicts: Sequence[Verdict]) -> dict[Hashable, list[Verdict]]:
    like: dict[Hashable, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.candidate.frame.tag in HEADINGS:
            like[path_of(verdict.candidate.frame)].append(verdict)
    return like


def _unfolds(heading: Candidate, text: Frame) -> bool:
    """Tell whether a heading is the button that shows a text in the same item of an accordion."""
    button = any(frame.tag == "button" for _, frame in heading.pieces)
    item = heading.frame.parent.parent if button and heading.frame.parent else None
    return item is not None and item in chain(text, ITEM_DEPTH)


def _keep_linked_items(verdicts: list[Verdict]) -> None:
    """Keep the items of a list that are links alone if others of the same list are plain text of the story."""
    plain: Counter[Frame | None] = Counter()
    for verdict in verdicts:
        candidate = verdict.candidate
        if verdict.kept and candidate.frame.tag == "li" and candidate.linked < 0.5 * len(candidate.text):
            plain[candidate.frame.parent] += 1
    for verdict in verdicts:
        candidate = verdict.candidate
        if (
            verdict.reason == "link line"
            and candidate.frame.tag == "li"
            and plain[candidate.frame.parent] >= PLAIN_ITEMS
        ):
            verdict.keep(f"score {verdict.score:.2f}, item of a plain list")


def _keep_corrections(verdicts: list[Verdict]) -> None:
    """Keep a note below the story that puts it right."""
    has_begun = False
    for verdict in verdicts:
        text = verdict.candidate.text
        doubtful = not verdict.kept and verdict.score >= KEEP_CORRECTION_FROM and verdict.reason.startswith("score")
        if has_begun and doubtful and len(words(text)) >= CORRECTION_WORDS and _corrections().search(text):
            verdict.keep(f"score {verdict.score:.2f}, correction")
        has_begun = has_begun or verdict.kept


@cache
def _corrections() -> re.Pattern[str]:
    return re.compile("|".join(line.split("\t")[1] for line in lines("corrections.tsv")), re.IGNORECASE)


def _neighbour(verdicts: list[Verdict], index: int, step: int) -> Verdict | None:
    """Return the next verdict on a text with words: rows of stars and lines between sections are passed over."""
    index += step
    while 0 <= index < len(verdicts) and not any(map(str.isalnum, verdicts[index].candidate.text)):
        index += step
    return verdicts[index] if 0 <= index < len(verdicts) else None
