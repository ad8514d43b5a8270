"""What is no part of the story by the element that it stands in: captions, embedded posts, tables, cards, notices."""

import re
from functools import cache, lru_cache

from narrate.extract.asides import speaks_to_reader
from narrate.extract.candidates import HEADINGS, Candidate, Frame
from narrate.extract.containers import chain
from narrate.extract.words import lines
from narrate.text import ends_sentence

__all__ = [
    "AUTHOR",
    "KINDS",
    "PERSON",
    "is_caption",
    "is_footnote",
    "is_link_note",
    "is_named",
    "is_share_label",
    "link_kinds",
    "place_kind",
    "shares_itself",
    "without_link_note",
    "without_topics",
]

CELL_WORDS = 12  # a shorter cell, or one that doesn't end as a sentence does, is of a table and no paragraph
ROW_CELLS = 3  # cells in the row of a table that tells something of each thing; two may be layout
ROW_WORDS = 40  # a longer cell is a paragraph even if there are others beside it
BYLINE_WORDS = 12  # more of them under an author's class name tell something
NEAR, FAR = 3, 8  # elements outward in which a caption's or a notice's name is looked for
_CELLS = frozenset(["td", "th"])
_CAPTION_TAGS = frozenset(["figcaption", "caption"])
_SERVICES = "twitter|tweet|instagram|tiktok|facebook|reddit|bluesky|mastodon|telegram"
_EMBED = re.compile(
    rf"(?:{_SERVICES})[-_]*(?:embed|post|blockquote)|embed[-_]*(?:{_SERVICES})(?![a-z])",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"cookie|gdpr|onetrust|(?<![a-z])(?:consent|privacy)", re.IGNORECASE)
# Content systems write a post's categories and tags into the class of what holds it: "category-privacy tag-cookies".
_TOPIC = re.compile(
    r"(?<![\w-])(?:category|tag|topic|section|series|term|post|slug|cat|tax|type)-[\w-]+", re.IGNORECASE
)
MOST_OF_PAGE = 0.5  # share of a page's text that no notice has
_TERMS = re.compile(r"(?<![a-z])re-?publish(?!ed)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<![a-z])(?:fn-?\d+|footnotes?|endnotes?)(?![a-z])", re.IGNORECASE)
_AUTHOR = re.compile(r"author|byline", re.IGNORECASE)
_QUOTE = re.compile(r"quote", re.IGNORECASE)


def place_kind(candidate: Candidate, count: int) -> str:
    """Return what a candidate is by the element that it stands in, or nothing.

    Args:
        candidate: What was found on the page.
        count: Its words.
    """
    if is_caption(candidate):
        return "caption"
    if is_named(candidate, _embed_names()) or _is_called(candidate, _EMBED, NEAR):
        return "embedded post"
    if _is_cell(candidate, count):
        return "table"
    if candidate.frame.in_link and candidate.frame.tag not in HEADINGS:
        return "linked card"
    return _called_kind(candidate, count)


def _called_kind(candidate: Candidate, count: int) -> str:
    """Return what the names of the elements around a candidate say that it is, or nothing."""
    if count <= BYLINE_WORDS and _is_called(candidate, _AUTHOR, 1) and not ends_sentence(candidate.text):
        return "byline"
    if is_footnote(candidate):
        return "footnote"
    if _is_unseen(candidate):
        return "for screen readers"
    if _is_in_terms(candidate):
        return "terms of republication"
    return "cookie notice" if _is_in_notice(candidate) else ""


def _is_in_terms(candidate: Candidate) -> bool:
    """Tell whether a candidate stands in a box that tells other papers how they may print the story."""
    around = chain(candidate.frame, NEAR)
    return any(_TERMS.search(without_topics(frame.names)) and not _holds_story(frame) for frame in around)


def _is_unseen(candidate: Candidate) -> bool:
    """Tell whether a candidate stands in an element that readers don't see and screen readers read."""
    return any(frame.unseen and not _holds_story(frame) for frame in chain(candidate.frame, FAR))


def _holds_story(frame: Frame) -> bool:
    """Tell whether an element holds the page's headline or most of its text."""
    root = frame
    while root.parent is not None:
        root = root.parent
    return frame.heads or frame.total >= MOST_OF_PAGE * max(1, root.total)


def _is_in_notice(candidate: Candidate) -> bool:
    """Tell whether an element around a candidate is called a notice on data, and isn't the story's.

    The name of the candidate's own element alone isn't enough: it must also speak to the reader of their data.
    """
    for level, frame in enumerate(chain(candidate.frame, FAR)):
        if frame.tag in ("body", "html") or not _NOTICE.search(without_topics(frame.names)):
            continue
        if level == 0:
            if _notice_words().search(candidate.text) and speaks_to_reader(candidate.text):
                return True
        elif not _holds_story(frame):
            return True
    return False


@cache
def _notice_words() -> re.Pattern[str]:
    return re.compile("|".join(lines("notice_words.txt")), re.IGNORECASE)


def is_footnote(candidate: Candidate) -> bool:
    """Tell whether a candidate stands in an element that is called a footnote's."""
    return _is_called(candidate, _FOOTNOTE, NEAR)


def without_topics(names: str) -> str:
    """Return an element's names without those that say what a post is about: "post category-privacy" as "post ".

    Args:
        names: Class, id and role words as written.
    """
    return _TOPIC.sub("", names)


def is_caption(candidate: Candidate) -> bool:
    """Tell whether a candidate stands below a picture: in a caption, or in a figure that quotes nobody."""
    if any(frame.tag in _CAPTION_TAGS for frame in chain(candidate.frame, NEAR)):
        return True
    if is_named(candidate, _caption_names()):
        return True
    around = chain(candidate.frame, NEAR + 1)
    figure = any(frame.tag == "figure" for frame in around)
    return figure and not any(frame.tag == "blockquote" or _QUOTE.search(frame.names) for frame in around)


def is_named(candidate: Candidate, names: frozenset[str]) -> bool:
    """Tell whether one of the three elements around a candidate has one of the whole class names."""
    return any(not names.isdisjoint(frame.names.lower().split()) for frame in chain(candidate.frame, NEAR))


def _is_called(candidate: Candidate, pattern: re.Pattern[str], reach: int) -> bool:
    return any(
        pattern.search(frame.names) for frame in chain(candidate.frame, reach) if frame.tag not in ("body", "html")
    )


def _is_cell(candidate: Candidate, count: int) -> bool:
    """Tell whether a candidate is of a table: a short cell, or one of several in a row that hold one text each."""
    frame = candidate.frame
    if frame.tag in _CELLS and not (count >= CELL_WORDS and ends_sentence(candidate.text)):
        return True
    cell = frame if frame.tag in _CELLS else frame.parent
    if cell is None or cell.tag not in _CELLS or cell.parent is None or count >= ROW_WORDS:
        return False
    return _beside(cell.parent) >= ROW_CELLS and (cell.count == 1 if cell is frame else sum(cell.steps.values()) == 1)


def _beside(row: Frame) -> int:
    return sum(row.steps.get(tag, 0) for tag in _CELLS)


@cache
def _embed_names() -> frozenset[str]:
    return frozenset(lines("embeds.txt"))


@cache
def _caption_names() -> frozenset[str]:
    return frozenset(lines("captions.txt"))


_ROWS = tuple(line.split("\t") for line in lines("links.tsv"))
KINDS: tuple[str, ...] = (*(kind for kind, _ in _ROWS), "sponsored")
"""Names of the kinds; the number of a kind is the number of its bit."""
PERSON = 1 << [kind for kind, _ in _ROWS].index("person")
"""The bit of a link to a page about a person."""
AUTHOR = 1 << len(KINDS)
"""The bit of a link whose `rel` says that it leads to the author (HTML Standard, section 4.6.7.3)."""
_MATCHERS = tuple((1 << bit, re.compile(pattern, re.IGNORECASE)) for bit, (_, pattern) in enumerate(_ROWS))
NOTE_CHARS = 80  # of the longest note on where a link opens
_NOTE_ENDS = re.compile(
    r"(?:tab|window|page|site|fenster|karte|onglet|fenêtre|ventana|pestaña|nueva|janela|aba|finestra|scheda|venster|karcie|oknie|окне|вкладке|вікні|вкладці|fönster|flik|vindue|fane|vindu|açılır|"
    r"tabblad|external|link)[\s.)\]]*$",
    re.IGNORECASE,
)
QUOTABLE = 40  # letters of the shortest text that a link posts rather than is labelled with
_SHARES = re.compile(r"(?:twitter|x)\.com/(?:share|intent/(?:tweet|post))\b|bsky\.app/intent/compose\b", re.IGNORECASE)
_SHARE_LABEL = re.compile(r"\s*(?:click to (?:tweet|post|share)|(?:tweet|post) this)\s*", re.IGNORECASE)


def shares_itself(address: str, text: str) -> bool:
    """Tell whether a link posts its own text: a sentence of the story in a box for sharing, and no way elsewhere.

    Args:
        address: The link's address as written.
        text: What stands in the link.
    """
    return bool(_SHARES.search(address)) and len(text.strip()) >= QUOTABLE


def is_share_label(text: str) -> bool:
    """Tell whether a text is only the label of a button for sharing.

    Args:
        text: What stands in an inline element.
    """
    return bool(_SHARE_LABEL.fullmatch(text))


@cache
def _link_notes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the pattern of a note on where a link opens: alone, and at the end of the link's text."""
    notes = "|".join(lines("link_notes.txt"))
    whole = re.compile(rf"[\s,;(（\[–—-]*(?:{notes})[\s.)）\]]*", re.IGNORECASE)
    return whole, re.compile(rf"\s*[,;(（\[–—]\s*(?:{notes})\s*[.)）\]]?(?=\s*$)", re.IGNORECASE)


def is_link_note(text: str) -> bool:
    """Tell whether a text in a link only says where it opens: ", opens new tab".

    Args:
        text: What stands in an inline element of the link.
    """
    return len(text) <= NOTE_CHARS and bool(_link_notes()[0].fullmatch(" ".join(text.split())))


def without_link_note(text: str) -> str:
    """Return a text in a link without a note at its end on where the link opens.

    Args:
        text: The text, or a piece of it.
    """
    head, end = text[:-NOTE_CHARS], text[-NOTE_CHARS:]
    return head + _link_notes()[1].sub("", end) if _NOTE_ENDS.search(end) else text


@lru_cache(maxsize=4096)
def link_kinds(address: str, relation: str) -> int:
    """Return the kinds of place that a link leads to, as bits.

    Args:
        address: The link's address as written.
        relation: Its `rel`.
    """
    short = address.strip()[:300]
    kinds = sum(bit for bit, matcher in _MATCHERS if matcher.search(short))
    return kinds | (("sponsored" in relation) << len(_MATCHERS)) | (AUTHOR if "author" in relation.split() else 0)
