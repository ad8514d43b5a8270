"""From candidates to numbers: what the scorer may look at, each feature with a name."""

import math
import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from narrate.extract.containers import Containers, chain
from narrate.extract.lexicon import Lexicon, packaged
from narrate.extract.metadata import Metadata
from narrate.extract.places import KINDS
from narrate.extract.siblings import Siblings
from narrate.extract.walk import Candidate, Frame
from narrate.extract.words import fourgrams, length, lines, overlap, words
from narrate.text import SENTENCE_ENDS

__all__ = ["Clues", "names", "table"]

Table = NDArray[np.float32]


def _row(names: str) -> tuple[str, ...]:
    return tuple(names.split())


TAGS = _row(
    "p li h1 h2 h3 h4 h5 h6 figcaption td th blockquote div a section dt dd pre label caption "
    "article header footer aside span"
)
INSIDE = _row("article main aside footer header nav form ul ol table figure blockquote section details")
LEVELS = 8  # ancestors whose names are read; further out, names speak of the whole page
KNOWN_BODY = 300  # characters of the shortest JSON-LD body that says more than the description
OWN_NAME_CHARS = 4  # of the shortest name of a site that isn't looked for in vain in other words
_TOKEN = re.compile(r"[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])")
_CLOSING = "\"'”’»)]」』›"
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|\b(19|20)\d{2}\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
_HANDLE = re.compile(r"(?:^|\s)[@#]\w|https?:|www\.|\S@[^\s@]+\.\w")
_LEAD_IN = re.compile(r"^[^.!?]{2,40}[:|»›]\s")
_LEVEL = {f"h{level}": float(level) for level in range(1, 7)}
_TEXT = _row(
    "words chars links_share bold_share links punctuation ends_sentence ends_colon ends_question upper_share "
    "digit_share starts_lower starts_digit starts_quote starts_symbol word_length sentences title_case all_caps time "
    "handle lead_in bar repeats hidden jump media commas italic_share lead_share tail_share controls exclaims quotes "
    "ends_ellipsis"
)
_PLACE = _row(
    "index index_share chars_before depth page_blocks since_title after_title title_overlap description_overlap "
    "body_overlap body_known same_host card h1_since_title other_article under_mean under_least under_distance "
    "under_level names_author starts_author"
)


class Clues:
    """What the page's own statements say of its story and its site."""

    def __init__(self, facts: Metadata) -> None:
        self.title = fourgrams(words(facts.title))
        self.title_words = words(facts.title)
        self.description = fourgrams(words(facts.description))
        self.body = fourgrams(words(facts.body)) if len(facts.body) > KNOWN_BODY else set()
        self.byline = [name for name in map(words, facts.byline) if len(name) > 1]
        self.own_names = _own_names(facts)


def _own_names(facts: Metadata) -> list[str]:
    """Return what a site calls itself, lower case, without blanks: its stated name, or the longest part of its host."""
    name = "".join(words(facts.site or ""))
    if not name:
        try:
            labels = (urlsplit(facts.url or "").hostname or "").removeprefix("www.").split(".")[:-1]
        except ValueError:
            labels = []
        name = max(labels, key=len, default="").replace("-", "")
    return [name] if len(name) >= OWN_NAME_CHARS else []


@cache
def _vocabulary() -> dict[str, int]:
    rows = dict.fromkeys(token for line in lines("tokens.txt") for token in line.split())
    return {token: place for place, token in enumerate(rows)}


@lru_cache(maxsize=20_000)
def _tokens(names_of_element: str) -> tuple[int, ...]:
    vocabulary = _vocabulary()
    candidates: dict[int, None] = {}
    for token in map(str.lower, _TOKEN.split(names_of_element)):
        place = vocabulary.get(token, vocabulary.get(token[:-1], -1) if token.endswith("s") else -1)
        if place >= 0:
            candidates[place] = None
    return tuple(candidates)


@cache
def names() -> tuple[str, ...]:
    """Return the names of the features in the order of the table's columns."""
    return (
        *_TEXT,
        *_PLACE,
        *(f"tag_{tag}" for tag in TAGS),
        *(f"in_{tag}" for tag in INSIDE),
        *(f"links_to_{kind}" for kind in KINDS),
        *(f"name_{token}" for token in _vocabulary()),
        *Containers.NAMES,
        *Lexicon.NAMES,
        *Siblings.NAMES,
    )


def table(
    candidates: list[Candidate], clues: Clues, siblings: Siblings | None = None, lexicon: Lexicon | None = None
) -> Table:
    """Return one row of features for each candidate.

    Args:
        candidates: The candidates of a page in order; at least one.
        clues: What the page says of its story.
        siblings: The groups that the candidates form, if they are known.
        lexicon: What words are worth; the packaged one unless a model is being trained.
    """
    lexicon = lexicon or packaged()
    siblings = siblings or Siblings(candidates)
    containers = Containers(candidates)
    place = _Place(candidates, clues)
    headed = _Headed(candidates, place.title_at)
    seen: dict[str, int] = {}
    rows = []
    texts = [words(candidate.text) for candidate in candidates]
    for candidate, tokens in zip(candidates, texts, strict=True):
        seen[candidate.text] = repeats = seen.get(candidate.text, 0) + 1
        rows.append(
            [
                *_text(candidate, repeats),
                *place.of(candidate, tokens),
                *headed.of(candidate, tokens, lexicon),
                *_named(tokens, clues.byline),
                *_markup(candidate),
                *containers.of(candidate),
                *lexicon.of(tokens, chain(candidate.frame, LEVELS)),
            ]
        )
    beside = siblings.table(texts, clues.own_names)
    return np.concatenate([np.array(rows, dtype=np.float32), beside.astype(np.float32)], axis=1)


def _text(candidate: Candidate, repeats: int) -> list[float]:
    text = candidate.text
    size = len(text)
    solid = size - text.count(" ")
    tail = text.rstrip(_CLOSING)
    first = text[0]
    capitals = sum(map(str.isupper, text))
    parts = text.split()
    return [
        math.log1p(length(text)),
        math.log1p(size),
        min(1.0, candidate.linked / solid),
        min(1.0, candidate.bold / solid),
        float(candidate.links),
        sum(map(text.count, ".,;:!?")) / size,
        float(tail.endswith(SENTENCE_ENDS)),
        float(tail.endswith(":")),
        float(tail.endswith("?")),
        capitals / size,
        sum(map(str.isdigit, text)) / size,
        float(first.islower()),
        float(first.isdigit()),
        float(first in "\"“‘«„'「"),
        float(not first.isalnum()),
        solid / len(parts),
        min(20.0, sum(map(text.count, (". ", "? ", "! "))) + 1.0),
        sum(part[0].isupper() for part in parts) / len(parts),
        float(text.isupper()),
        float(bool(_TIME.search(text))),
        float(bool(_HANDLE.search(text))),
        float(bool(_LEAD_IN.match(text))),
        float("|" in text or "•" in text or "»" in text or "›" in text or "→" in text),
        min(5.0, repeats),
        *_shape(candidate, solid),
        float(text.count("!") + text.count("！")),
        float(sum(map(text.count, '"“”«»„'))),
        float(tail.endswith(("…", "...", "[…]"))),
    ]


def _shape(candidate: Candidate, solid: int) -> list[float]:
    return [
        float(candidate.hidden),
        min(30.0, candidate.jump),
        min(10.0, candidate.media),
        float(candidate.text.count(",")),
        min(1.0, candidate.italic / solid),
        candidate.lead / solid,
        candidate.tail / solid,
        min(10.0, candidate.controls),
    ]


class _Place:
    """Where a candidate stands among the others and against the page's statements."""

    def __init__(self, candidates: list[Candidate], clues: Clues) -> None:
        self._count = len(candidates)
        self._total = sum(len(candidate.text) for candidate in candidates) or 1
        self._before = 0
        self._clues = clues
        self._last = candidates[0] if candidates else None
        self.title_at = self._find_title(candidates)

    def _find_title(self, candidates: list[Candidate]) -> int:
        best, at = 0.6, -1
        for candidate in candidates:
            if candidate.frame.tag in ("h1", "h2") and len(candidate.text) < 300:
                own = words(candidate.text)
                share = len(set(own) & set(self._clues.title_words)) / max(
                    1, len(set(own) | set(self._clues.title_words))
                )
                share += 0.3 * (candidate.frame.tag == "h1")
                if share > best:
                    best, at = share, candidate.order
        return at

    def of(self, candidate: Candidate, tokens: list[str]) -> list[float]:
        before, self._before = self._before, self._before + len(candidate.text)
        last, self._last = self._last, candidate
        since = candidate.order - self.title_at if self.title_at >= 0 else -99
        clues = self._clues
        return [
            math.log1p(candidate.order),
            candidate.order / self._count,
            before / self._total,
            float(candidate.frame.depth),
            math.log1p(self._count),
            float(max(-50, min(100, since))),
            float(self.title_at < 0) * 0.5 + float(self.title_at >= 0 and since > 0),
            overlap(tokens, clues.title),
            overlap(tokens, clues.description),
            overlap(tokens, clues.body),
            float(bool(clues.body)),
            float(last is not None and last.frame.parent is candidate.frame.parent),
        ]


class _Headed:
    """What stands above a candidate: further headlines, other articles, the nearest heading and what it says."""

    def __init__(self, candidates: list[Candidate], title_at: int) -> None:
        self._title_at = title_at
        self._home = _article(candidates[title_at].frame) if title_at >= 0 else None
        self._headlines = 0
        self._heading: tuple[int, float, float, float] = (-50, 0.0, 0.0, 0.0)

    def of(self, candidate: Candidate, tokens: list[str], lexicon: Lexicon) -> list[float]:
        order, tag = candidate.order, candidate.frame.tag
        at, mean, least, level = self._heading
        row = [
            float(candidate.frame.in_link),
            float(self._headlines),
            float(_article(candidate.frame) is not self._home),
            mean,
            least,
            float(min(50, order - at)),
            level,
        ]
        if tag in _LEVEL:
            odds = lexicon.of(tokens, ())
            self._heading = (order, odds[0], odds[1], _LEVEL[tag])
            self._headlines += tag == "h1" and order > self._title_at >= 0
        return row


def _named(tokens: list[str], byline: list[list[str]]) -> tuple[float, float]:
    """Return where an author's name stands in a text (0 if nowhere, 1 at the start), and whether it is the start."""
    at = [
        start
        for name in byline
        for start, word in enumerate(tokens)
        if word == name[0] and tokens[start : start + len(name)] == name
    ]
    return (1.0 / (1 + min(at)), float(min(at) == 0)) if at else (0.0, 0.0)


def _article(frame: Frame) -> Frame | None:
    return next((around for around in chain(frame, 40) if around.tag == "article"), None)


def _markup(candidate: Candidate) -> list[float]:
    tag = candidate.frame.tag
    ancestors = chain(candidate.frame, 40)
    around = {frame.tag for frame in ancestors}
    named = [0.0] * len(_vocabulary())
    for level, frame in enumerate(ancestors[:LEVELS]):
        if frame.tag in ("body", "html"):
            break
        for place in _tokens(frame.names):
            named[place] = max(named[place], 1.0 / (1 + level))
    return [*_one_hot(tag), *(float(name in around) for name in INSIDE), *_kinds(candidate.link), *named]


@lru_cache(maxsize=1000)
def _one_hot(tag: str) -> tuple[float, ...]:
    return tuple(float(tag == name) for name in TAGS)


@cache
def _kinds(link: int) -> tuple[float, ...]:
    return tuple(float(link >> bit & 1) for bit in range(len(KINDS)))
