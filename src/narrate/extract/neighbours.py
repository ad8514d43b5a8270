"""What is left out for what stands around it: doubles, announced lists, live posts, headings of nothing."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, takewhile

from narrate.extract.asides import is_prompt, phrase_kind
from narrate.extract.candidates import HEADINGS, Verdict
from narrate.extract.containers import chain
from narrate.extract.places import is_caption, place_kind
from narrate.extract.walk import Frame
from narrate.extract.words import lines, words
from narrate.text import ends_sentence

__all__ = ["is_point", "sweep"]

PROMPT = 12  # candidates of the longest prompt with its heading
ANNOUNCING = 8  # words of the longest line above a list of links
PROMPTS = 2  # items that make a list one of prompts
LIST_SHARE = 0.3  # of the text kept: a longer list is the story itself
LIVE_FROM = 0.02  # score of a live blog's text from which it is kept
INTRODUCTION = 0.1  # words outside the posts for each in them, up to which they introduce a live blog
LIVE_WORDS = 3  # words of the shortest one
LIVE_POSTS = 3  # posts that make a live feed
BESIDE = 60  # words of a story beside which a live feed or another story may stand; with fewer they are the story
HIGH = 3  # elements outward from the headline in which a standfirst or kicker above it stands
MOST_BELOW = 1.5  # times as many words below the headline as in boxes above it, if the story is below
BEGINNING = 8  # words of the shortest summary that is compared
SUMMARIES = 2  # blocks at the top that may be summaries
LONGER = 1.5  # how many times as long a paragraph is that goes on where a summary ends
NEAR = 6  # blocks below a summary in which its paragraph stands
POINTS = 3  # headings that make a list
_CUT = ("…", "...", "[…]", "[...]")
_NUMBERED = re.compile(r"(?:(?:no\.? ?|nr\.? ?|#)\d{1,3}|\d{1,3}[.):])(?=\s)", re.IGNORECASE)
DEEP = 60  # elements outward in which an article is looked for
_PULL_QUOTE = re.compile(r"pull-?_?quote", re.IGNORECASE)
_LIVE = re.compile(r"(?<![a-z])live-?_?(?:blog-?_?)?(?:card|post|entry|item|update)s?(?![a-z])", re.IGNORECASE)
_LIVE_LIST = "amp-live-list"
_LISTS = frozenset(["ul", "ol"])


def sweep(verdicts: list[Verdict], title: list[str]) -> None:
    """Leave out what other candidates give away.

    Args:
        verdicts: What was decided so far; changed in place.
        title: The words of the page's headline.
    """
    _keep_live_posts(verdicts, title)
    _drop_above_headline(verdicts, title)
    _drop_other_stories(verdicts, title)
    _drop_doubles(verdicts)
    _drop_beginnings(verdicts)
    _drop_pull_quotes(verdicts)
    _drop_live_posts(verdicts, title)
    _drop_lists(verdicts)
    _drop_labels_of_prompts(verdicts)
    _drop_bare_headings(verdicts)


def _is_scored(verdict: Verdict) -> bool:
    """Tell whether a candidate is kept for its score alone, and for no mark or rule."""
    return verdict.kept and verdict.reason.startswith("score")


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


def _drop_beginnings(verdicts: list[Verdict]) -> None:
    """Leave out a summary above the story that is only the beginning of a paragraph below, or one cut off."""
    kept = [(verdict, words(verdict.candidate.text)) for verdict in verdicts if _is_scored(verdict)]
    for number, (verdict, own) in enumerate(kept[:SUMMARIES]):
        is_cut = verdict.candidate.text.rstrip().endswith(_CUT)
        start = own[:-1] if is_cut else own  # the last word may be cut as well
        least = len(own) if is_cut else LONGER * len(own)
        below = kept[number + 1 : number + 1 + NEAR]
        if len(own) > BEGINNING and any(len(more) > least and more[: len(start)] == start for _, more in below):
            verdict.drop("said twice")


def _drop_above_headline(verdicts: list[Verdict], title: list[str]) -> None:
    """Leave out what stands above the headline in a box of its own, where the story stands below."""
    number = next((n for n, v in enumerate(verdicts) if _is_headline(v, title)), None)
    if number is None:
        return
    around = chain(verdicts[number].candidate.frame, DEEP)
    below = sum(len(words(verdict.candidate.text)) for verdict in verdicts[number:] if verdict.kept)
    above = [verdict for verdict in verdicts[:number] if _is_scored(verdict) and _meets(verdict, around) > HIGH]
    if below >= MOST_BELOW * sum(len(words(verdict.candidate.text)) for verdict in above) and below >= BESIDE:
        for verdict in above:
            verdict.drop("above the headline")


def _meets(verdict: Verdict, around: Sequence[Frame]) -> int:
    """Return how many elements outward from the headline one holds a block too; body and html count as far."""
    frames = set(chain(verdict.candidate.frame, DEEP))
    level = next((level for level, frame in enumerate(around) if frame in frames), len(around))
    return DEEP if level >= len(around) or around[level].tag in ("body", "html") else level


def _drop_pull_quotes(verdicts: list[Verdict]) -> None:
    """Leave out a block that the page calls a pull quote if one other block has nearly all of its words."""
    kept = [verdict for verdict in verdicts if verdict.kept]
    words_of_kept = [(verdict, frozenset(words(verdict.candidate.text))) for verdict in kept]
    for verdict, own in words_of_kept:
        if not any(_PULL_QUOTE.search(frame.names) for frame in chain(verdict.candidate.frame, 3)):
            continue
        if any(other is not verdict and len(own & others) >= 0.9 * len(own) for other, others in words_of_kept):
            verdict.drop("pull quote")


def _drop_labels_of_prompts(verdicts: list[Verdict]) -> None:
    """Leave out the headings, labels and short items of an element that holds a prompt or a form, and no sentence read.

    A heading goes too if its own element holds a sentence, and all that it holds beside the heading was left out.
    """
    has_begun = False
    for number, verdict in enumerate(verdicts):
        frame = verdict.candidate.frame
        box = frame.parent.parent if frame.tag == "li" and frame.parent else frame.parent
        heads = frame.tag in HEADINGS
        short = has_begun and len(words(verdict.candidate.text)) <= ANNOUNCING
        has_begun = has_begun or verdict.kept
        if not _is_scored(verdict) or box is None or not (heads or (short and not _is_sentence(verdict))):
            continue
        above = [] if heads else verdicts[max(0, number - PROMPT) : number]
        around = [*above, *verdicts[number + 1 : number + PROMPT]]
        rest = [other for other in around if box in chain(other.candidate.frame, 6)]
        if any(other.kept and (heads or not _is_label(other)) for other in rest):
            continue
        if any(is_prompt(other.candidate.text) or (short and other.candidate.controls) for other in rest):
            verdict.drop("label of a prompt")
        elif heads and any(_is_sentence(other) and other.reason.startswith("score") for other in rest):
            verdict.drop("heading of nothing")


def _is_label(verdict: Verdict) -> bool:
    return len(words(verdict.candidate.text)) <= ANNOUNCING and not _is_sentence(verdict)


def _is_sentence(verdict: Verdict) -> bool:
    return ends_sentence(verdict.candidate.text)


def _drop_bare_headings(verdicts: list[Verdict]) -> None:
    """Leave out a heading under which nothing is kept, unless it is a point of a list that pictures go with."""
    points = [verdict.kept and is_point(verdicts, number) for number, verdict in enumerate(verdicts)]
    listed = Counter(v.candidate.frame.tag for v, is_listed in zip(verdicts, points, strict=True) if is_listed)
    below = False
    for verdict, is_listed in zip(reversed(verdicts), reversed(points), strict=True):
        if not verdict.kept or (is_listed and listed[verdict.candidate.frame.tag] >= POINTS):
            continue
        if verdict.candidate.frame.tag in HEADINGS and not below:
            verdict.drop("heading of nothing")
        else:
            below = True


def is_point(verdicts: list[Verdict], number: int) -> bool:
    """Tell whether a heading is a point of a list: a sentence, numbered, or above nothing but a picture."""
    heading = verdicts[number].candidate
    if heading.frame.tag not in HEADINGS or heading.linked:
        return False
    sentence = len(words(heading.text)) > ANNOUNCING // 2 and ends_sentence(heading.text)
    captions = list(takewhile(lambda v: is_caption(v.candidate), verdicts[number + 1 : number + 1 + NEAR]))
    pictured = any(caption.candidate.media for caption in captions)
    after = next(iter(verdicts[number + 1 + len(captions) :]), None)
    beside = after is not None and heading.frame.parent in chain(after.candidate.frame, NEAR)
    alone = after is None or not beside or after.kept or after.candidate.frame.tag in HEADINGS
    return bool(sentence or (pictured and alone) or _NUMBERED.match(heading.text))


def _is_live(title: list[str]) -> bool:
    """Tell whether a headline calls its page a live blog."""
    return not frozenset(word for row in lines("live_words.txt") for word in row.split()).isdisjoint(title)


def _keep_live_posts(verdicts: list[Verdict], title: list[str]) -> None:
    """Keep the plain text of a live blog's posts, which score low, if what stands outside of them is no story."""
    if not _is_live(title):
        return
    posts = [_live_post(verdict.candidate.frame) for verdict in verdicts]
    feed = len(set(filter(None, posts))) >= LIVE_POSTS
    for (verdict, post), (below, same) in pairwise(zip(verdicts, posts, strict=True)):
        is_head = verdict.candidate.frame.tag in HEADINGS and not verdict.kept and verdict.reason.startswith("score")
        if post is not None and post is same and is_head and below.kept:
            verdict.keep(f"score {verdict.score:.2f}, heads a live post")
    size = Counter[bool]()
    for verdict, post in zip(verdicts, posts, strict=True):
        size[post is not None] += len(words(verdict.candidate.text)) * (verdict.kept or post is not None)
    if size[False] > INTRODUCTION * size[True]:
        return
    for verdict, post in zip(verdicts, posts, strict=True):
        candidate, own = verdict.candidate, words(verdict.candidate.text)
        low = not verdict.kept and verdict.reason.startswith("score") and verdict.score >= LIVE_FROM
        if post is None or not low or not (feed or post.tag == _LIVE_LIST):
            continue
        plain = not candidate.hidden and candidate.linked < 0.3 * len(candidate.text)
        told = len(own) >= LIVE_WORDS and (candidate.frame.tag in HEADINGS or ends_sentence(candidate.text))
        if plain and told and not place_kind(candidate, len(own)) and not phrase_kind(candidate.text, len(own)):
            verdict.keep(f"score {verdict.score:.2f}, live post")


def _drop_live_posts(verdicts: list[Verdict], title: list[str]) -> None:
    """Leave out the posts of a live feed that stands beside a story.

    Posts in the headline's own element that hold more than the rest of the story are the story: a live blog.
    """
    posts = [_live_post(verdict.candidate.frame) for verdict in verdicts]
    feed = len(set(filter(None, posts))) >= LIVE_POSTS
    live = [post is not None and (feed or post.tag == _LIVE_LIST) for post in posts]
    if _is_live(title):
        return
    size = Counter[bool]()
    for verdict, within in zip(verdicts, live, strict=True):
        size[within] += len(words(verdict.candidate.text)) * verdict.kept
    own = _own_element(verdicts, title) if size[True] > size[False] else None
    for verdict, within in zip(verdicts, live, strict=True):
        beside = own is None or own not in chain(verdict.candidate.frame, DEEP)
        if within and beside and size[False] >= BESIDE and _is_scored(verdict):
            verdict.drop("live feed")


def _own_element(verdicts: list[Verdict], title: list[str]) -> Frame | None:
    """Return the article or main element that the headline stands in, if any."""
    headline = next((v.candidate.frame for v in verdicts if _is_headline(v, title)), None)
    headline = headline or next((v.candidate.frame for v in verdicts if v.candidate.frame.tag == "h1"), None)
    around = chain(headline, DEEP) if headline else []
    return next((frame for frame in around if frame.tag in ("article", "main")), None)


def _drop_other_stories(verdicts: list[Verdict], title: list[str]) -> None:
    """Leave out the other stories of an endless page: articles beside its own, with a headline of the same rank."""
    headline = next((v.candidate.frame for v in verdicts if _is_headline(v, title)), None)
    own = next((frame for frame in chain(headline, DEEP) if frame.tag == "article"), None) if headline else None
    if headline is None or own is None:
        return
    words_kept, around = 0, set(chain(own, DEEP))
    beside: dict[Frame, list[Verdict]] = {}
    for verdict in verdicts:
        frames = chain(verdict.candidate.frame, DEEP)
        words_kept += len(words(verdict.candidate.text)) * (verdict.kept and own in frames)
        articles = [frame for frame in frames if frame.tag == "article" and frame not in around]
        if articles and own not in frames:
            beside.setdefault(articles[-1], []).append(verdict)
    for members in beside.values():
        if words_kept >= BESIDE and any(member.candidate.frame.tag == headline.tag for member in members):
            for member in filter(_is_scored, members):
                member.drop("another story")


def _is_headline(verdict: Verdict, title: list[str]) -> bool:
    frame = verdict.candidate.frame
    return bool(title) and frame.tag in HEADINGS and words(verdict.candidate.text) == title


def _live_post(frame: Frame) -> Frame | None:
    """Return the live post that a frame stands in, or the list of them, or nothing."""
    return next((around for around in chain(frame, 20) if around.tag == _LIVE_LIST or _LIVE.search(around.names)), None)


def _drop_lists(verdicts: list[Verdict]) -> None:
    """Leave out lists that a short line announces as links to other stories, and lists of prompts."""
    lists = [_list(verdict.candidate.frame) for verdict in verdicts]
    prompts: Counter[Frame] = Counter()
    size: Counter[Frame] = Counter()
    for number, (within, verdict) in enumerate(zip(lists, verdicts, strict=True)):
        text = verdict.candidate.text
        if within is not None:
            prompts[within] += is_prompt(text)
            size[within] += len(text) * verdict.kept
        elif number + 1 < len(lists) and (after := lists[number + 1]) is not None and _announces(text):
            prompts[after] += PROMPTS
    most = LIST_SHARE * sum(len(verdict.candidate.text) for verdict in verdicts if verdict.kept)
    for within, verdict in zip(lists, verdicts, strict=True):
        if within is not None and prompts[within] >= PROMPTS and size[within] <= most and _is_scored(verdict):
            verdict.drop("list of links or prompts")


def _announces(text: str) -> bool:
    count = len(words(text))
    return count <= ANNOUNCING and phrase_kind(text, count) in {"related link", "continues"}


def _list(frame: Frame) -> Frame | None:
    return next((around for around in chain(frame, 4) if around.tag in _LISTS), None)
