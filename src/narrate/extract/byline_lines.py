"""Who wrote the story by the lines that a page prints around its headline."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.extract import names
from narrate.extract.candidates import HEADINGS, Candidate, Frame
from narrate.extract.containers import chain
from narrate.extract.headings import likeness
from narrate.extract.places import AUTHOR, PERSON, without_topics
from narrate.extract.words import words
from narrate.text import ends_sentence

__all__ = ["CALLED", "DATED", "SURE", "Printed", "headline", "is_by", "is_label", "read", "zone"]

ABOVE, BELOW = 12, 40  # blocks around the headline that may be its own: kicker, standfirst, date, share buttons
BESIDE_NAMES = 6  # words beside the names in a line of links: "By", a topic, a date
JOINT = 2  # words of a text between names that may join them: "and"
SHORT = 12  # words of the longest byline below a story
FIRST = 4  # paragraph of an element from which one may be the author's bare name; a standfirst may stand before it
PEN_NAME_BELOW = 4  # blocks below the headline in which "by" and one word, in whatever letters, is a pen name
STORY = 4  # paragraphs of an element whose first one may be the author's bare name
LOW = 4  # the same for what stands below the story, where no element is called an article
HIGH = 3  # elements outward from the headline that what stands above it must share to be its own
PROSE_CHARS = 140  # of a paragraph of the story; a standfirst may be as long, so the third one ends the look
PARAGRAPHS = 3
LINE_CHARS = 200  # of the longest byline: three authors with their roles
DEEP = 60
SURE, CALLED, DATED, BARE = 4, 3, 2, 1
"""How surely a line is a byline: "By" and a name; an element so called; a name beside a date; a name alone."""
_CALLED = re.compile(
    r"(?<![a-z])(?:authors?|bylines?|writers?|autor(?:en|es|in)?|auteurs?|contributors?|creator|reporter|attribution)(?![a-z])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# What stands in the same line and isn't the name.
_ROLE = re.compile(
    r"(?<![a-z])(?:role|job|title|position|date|time(?:stamp)?|handle|twitter|social|count|publication|outlet|source|credit|"
    r"affiliation|bio|description|category|section|follow|share|email)(?![a-z])",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:comments?|comment-?list|respond|related|recirc\w*|recommend\w*|newsletter|trending|popular|most-?read|captions?|"
    r"credits?|galler(?:y|ies)|suggest\w*|more-(?:from|stories|posts)|read-?next|next-?posts?|breadcrumbs?|menu|tags|topics|tag-?(?:cloud|list))(?![a-z])",
    re.IGNORECASE,
)
_BOXED = re.compile(r"(?<![a-z])(?:teasers?|promos?|sidebar|widgets?|cards?|tiles?)(?![a-z])", re.IGNORECASE)
"""Boxes of other stories; a page's own byline may stand in one, right below the headline."""
_OTHER_TAGS = frozenset(["figure", "figcaption", "nav", "footer", "blockquote"])
_BY = re.compile(
    rf"^\W*(?:[\d\W]*\w{{0,10}}[\W\d]*(?:19|20)\d\d\W*(?:[\d:]+\W*(?:[ap]\.?m\.?)?\W*)?)?{names.LABEL}", re.IGNORECASE
)
_DATE = re.compile(r"(?:19|20)\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\b\d{1,2}:\d\d\b")
_PARTS = re.compile(r"\s*[|•·–—]\s*|\s+-\s+")
_GUEST = re.compile(
    r"^\W*(?:this is |the following is )?an? guest (?:post|article|column|essay)(?: written)? (?:by|from)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a page prints of its authors."""

    names: tuple[str, ...]
    sure: int
    """How surely they are the authors: `SURE`, `CALLED`, `DATED`, `BARE`; 0 where there are none."""
    others: tuple[str, ...]
    """Who did something else for the page: took the pictures, edited, reviewed."""


@dataclass(frozen=True, slots=True)
class _Line:
    block: Candidate
    names: tuple[str, ...]
    sure: int


def headline(candidates: Sequence[Candidate], title: str) -> Candidate | None:
    """Return the block that prints the headline: of several with its words, a heading before links and menus.

    Args:
        candidates: The page's candidate blocks.
        title: Its headline.
    """
    own = words(title)
    same = [c for c in candidates if own and words(c.text) == own and not c.hidden]
    return min(same, key=_rank) if same else _likest(candidates, title)


def _rank(block: Candidate) -> int:
    tags = [frame.tag for frame in chain(block.frame, 2)]
    return next((int(tag[1]) for tag in tags if tag in HEADINGS), 7)


def _likest(candidates: Sequence[Candidate], title: str) -> Candidate | None:
    """Return the heading that shares most words with the title, where none is the title."""
    headings = [c for c in candidates if c.frame.tag in ("h1", "h2") and not c.hidden]
    return max(headings, key=lambda c: (likeness(c.text, title), c.frame.tag == "h1"), default=None)


def is_by(text: str) -> bool:
    """Tell whether a line begins as a byline does: "By", "Written by", "Von"."""
    return bool(_BY.match(text[:LINE_CHARS]))


def is_label(text: str) -> bool:
    """Tell whether a text is only what stands before an author's name: "Written by", "Verfasst von"."""
    return bool(_BY.fullmatch(text.strip()))


def read(candidates: Sequence[Candidate], title: str, stated: Sequence[str] = ()) -> Printed:
    """Return whom the lines by the headline name as the authors.

    Args:
        candidates: The page's candidate blocks.
        title: Its headline.
        stated: Whom the page states; of several lines, one that names them is taken first.
    """
    head = headline(candidates, title)
    if head is None:
        return Printed((), 0, ())
    around = chain(head.frame, DEEP)
    zone = _near(candidates, head, around)
    lines = list(_lines(zone, head, frozenset(around))) or _below(candidates, zone, head, around)
    credit_lines = [c.text for c in zone if len(c.text) < LINE_CHARS and names.is_credit(c.text)]
    others = tuple(name for text in credit_lines for name in names.parse(names.uncredited(text)))
    if not lines:
        return Printed((), 0, others)
    guest = [line for line in lines if line.sure > SURE]
    agreed = guest or [
        line for line in lines if any(names.same(name, other) for name in line.names for other in stated)
    ]
    best = max(line.sure for line in agreed or lines)
    return Printed(_group([line for line in agreed or lines if line.sure == best], lines), best, others)


def zone(candidates: Sequence[Candidate], title: str) -> list[Candidate]:
    """Return the blocks around the headline that may be its own: byline, date, kicker, standfirst.

    Args:
        candidates: The page's candidate blocks.
        title: Its headline.
    """
    head = headline(candidates, title)
    return _near(candidates, head, chain(head.frame, DEEP)) if head else []


def _near(candidates: Sequence[Candidate], head: Candidate, around: Sequence[Frame]) -> list[Candidate]:
    return [
        block
        for block in _zone(candidates, head)
        if _is_near(block, around, HIGH if block.order < head.order else DEEP)
    ]


def _zone(candidates: Sequence[Candidate], head: Candidate) -> Iterator[Candidate]:
    """Yield the blocks from just above the headline to the story's third paragraph."""
    yield from candidates[max(0, head.order - ABOVE) : head.order]
    seen = 0
    for block in candidates[head.order + 1 : head.order + 1 + BELOW]:
        seen += len(block.text) - block.linked > PROSE_CHARS and block.text.rstrip()[-1] in '.。।!?”"'
        if seen >= PARAGRAPHS:
            return
        yield block


def _is_near(block: Candidate, around: Sequence[Frame], reach: int, boxes: int = HIGH) -> bool:
    """Tell whether nothing between a block and what it shares with the headline is another story's or a picture's.

    Args:
        block: The block.
        around: The elements around the headline, innermost first.
        reach: How many of them outward the two may first meet.
        boxes: The same where the block stands in a box, as cards do.
    """
    boxed = block.hidden
    for frame in chain(block.frame, DEEP):
        if frame in around:
            level = around.index(frame)
            return level <= reach and not (boxed and level > boxes and not _is_announced(block))
        name = _CAMEL.sub("-", without_topics(frame.names))
        own_footer = frame.tag == "footer" and frame.parent in around[: HIGH + 1]
        other = frame.tag in _OTHER_TAGS and block.frame.tag != "address" and not own_footer
        if other or _ELSEWHERE.search(name):
            return False
        boxed = boxed or frame.tag == "article" or bool(_BOXED.search(name))
    return not boxed


def _is_announced(block: Candidate) -> bool:
    """Tell whether a block begins with "By" and its own element is called a byline."""
    return is_by(block.text) and bool(_CALLED.search(_CAMEL.sub("-", block.frame.names)))


def _below(
    candidates: Sequence[Candidate], zone: Sequence[Candidate], head: Candidate, around: Sequence[Frame]
) -> list[_Line]:
    """Return the line below the story that names its authors, in the headline's own article; none if several do."""
    own = next((level for level, frame in enumerate(around) if frame.tag == "article"), LOW)
    last = zone[-1].order if zone else head.order
    rest = [c for c in candidates[last + 1 :] if _is_near(c, around, own, boxes=-1)]
    lines = [line for line in _lines(rest, head, frozenset(around), linked=False) if any(map(_is_person, line.names))]
    lines = [line for line in lines if line.sure >= CALLED and len(words(line.block.text)) <= SHORT]
    if not lines:
        signed = (c for c in candidates[last + 1 :] if _is_signature(c) and _is_near(c, around, own))
        lines = [_Line(c, tuple(names.parse(c.text)), BARE) for c in signed]
    return lines[:1] if len({line.names for line in lines}) == 1 else []


def _is_signature(block: Candidate) -> bool:
    """Tell whether a block is full names alone, in bold, at the end of the story's element."""
    parent = block.frame.parent
    paragraphs = parent.steps.get("p", 0) if parent and block.frame.tag == "p" else 0
    last = paragraphs >= STORY and block.frame.step >= paragraphs - 1
    return last and block.bold >= len(block.text) - block.text.count(" ") and _is_full_names(block.text)


def _is_full_names(text: str) -> bool:
    own = names.parse(text)
    return bool(own) and words(" ".join(own)) == words(text) and all(2 <= len(name.split()) <= 3 for name in own)


def _lines(
    zone: Sequence[Candidate], head: Candidate, around: frozenset[Frame], *, linked: bool = True
) -> Iterator[_Line]:
    """Yield the lines that name somebody, with how surely they name the authors.

    Args:
        zone: The blocks that may be lines.
        head: The headline.
        around: The elements around it.
        linked: Whether a link to a person's page shows that a line is a byline; below the story it may be a topic's.
    """
    announced = False
    for block in zone:
        text = " ".join(block.text.split())
        if guest := _GUEST.match(text):
            yield _Line(block, tuple(names.parse(re.split(r"[,.]", text[guest.end() :])[0])), SURE + 1)
        if len(text) > LINE_CHARS or block is head or names.is_credit(text):
            announced = False
            continue
        parted = _joined(block).strip(" |")
        by = announced or is_by(parted)
        announced = is_label(parted)
        called, leads = _is_called(block, around), linked and _leads_to_person(block)
        own = tuple(_names(block, by=by or called)) if by or called or leads else ()
        full = any(map(_is_full, own))
        pen_name = _pen_name(parted) if by and not own and 0 < block.order - head.order <= PEN_NAME_BELOW else ""
        if own and by and (called or full):
            yield _Line(block, own, SURE)
        elif pen_name:
            yield _Line(block, (pen_name,), SURE)
        elif own and (called or (leads and full)):
            yield _Line(block, own, CALLED)
        elif agency := next(filter(None, map(names.agency, _PARTS.split(parted))), ""):
            yield _Line(block, (agency,), CALLED)
        elif not own and (own := tuple(_dated(block))):
            yield _Line(block, own, DATED)
        elif not own and _is_bare(block, head):
            yield _Line(block, tuple(names.parse(parted)), BARE)


def _leads_to_person(block: Candidate) -> bool:
    """Tell whether a block is hardly more than links to people; a sentence of the story may hold some too."""
    size = sum(len(words(text)) for text, frame in block.pieces if frame.link & PERSON)
    return bool(size) and len(words(block.text)) - size <= BESIDE_NAMES and not ends_sentence(block.text)


def _pen_name(text: str) -> str:
    """Return the one word behind "By" on its line, as people sign posts; nothing if there are more or none."""
    label = _BY.match(text)
    name = text[label.end() :].strip(" |") if label else ""
    return name if name.isalnum() and not name.isdigit() and not names.is_label(name) else ""


def _is_person(name: str) -> bool:
    return " " in name and not names.agency(name) and not names.is_crew(name)


def _is_full(name: str) -> bool:
    return " " in name or bool(names.agency(name))


def _is_called(block: Candidate, around: frozenset[Frame]) -> bool:
    """Tell whether an element in or around a block, not around the headline too, is an author's by its name or link."""
    if block.links and block.link & AUTHOR:
        return True
    frames = [*chain(block.frame, 3), *(frame for _, frame in block.pieces)]
    return any(_CALLED.search(_CAMEL.sub("-", frame.names)) for frame in frames if frame not in around)


def _names(block: Candidate, *, by: bool) -> list[str]:
    """Return the names in a block: of its elements that are called an author's, else of all but roles and times."""
    inner = [(text, frame) for text, frame in _unassisted(block) if frame is not block.frame]
    called = [
        text for text, frame in inner if _CALLED.search(_CAMEL.sub("-", frame.names)) or frame.link & (AUTHOR | PERSON)
    ]
    if by and not called:
        persons = [text for text, _ in inner if list(map(_is_person, names.parse(text))) == [True]]
        between = [text for text, _ in _unassisted(block) if text not in persons]
        called = (
            persons if len(persons) > 1 and all(is_label(text) or len(words(text)) < JOINT for text in between) else []
        )
    own = names.parse(", ".join(text for text in called if not is_label(text)))
    whole = names.parse(_joined(block)) if own or (by and (not called or is_by(_joined(block)))) else []
    return own if own and not set(own) < set(whole) else whole


def _unassisted(block: Candidate) -> Iterator[tuple[str, Frame]]:
    """Yield the pieces of a block without names behind which an element says "Photographer" or "Editor"."""
    folded = ((" ".join(text.split()).strip(" ,|"), frame) for text, frame in block.pieces)
    pieces = [(text, frame) for text, frame in folded if text]
    for number, (text, frame) in enumerate(pieces):
        behind = pieces[number + 1][0] if number + 1 < len(pieces) else ""
        if not (names.is_role(behind) or names.is_role(text)):
            yield text, frame


def _joined(block: Candidate) -> str:
    """Return a block's text with a bar where elements meet without a blank, and where a role or a time stood."""
    parts: list[str] = []
    for text, frame in block.pieces:
        if frame is not block.frame and _ROLE.search(_CAMEL.sub("-", frame.names)):
            parts.append(" | ")
        else:
            glued = parts and parts[-1][-1:].isalnum() and text[:1].isalnum() and len(parts[-1].strip()) > 1
            parts.append(f" | {text}" if glued else text)
    text = " ".join("".join(parts).split())
    return text if text.strip(" |") else block.text


def _is_bare(block: Candidate, head: Candidate) -> bool:
    """Tell whether a block is full names alone, at the beginning of the story's own element."""
    text, parent = block.text, block.frame.parent
    first = block.frame.tag == "p" and block.frame.step <= FIRST and parent is not None and parent.steps["p"] >= STORY
    if not first or not block.order - head.order > 0 or block.links:
        return False
    return _is_full_names(text)


def _dated(block: Candidate) -> list[str]:
    """Return the full names beside a date, each behind a bar, dot or dash: "27 January 2026 • Ada Lind • 3 min"."""
    parts = [part for part in _PARTS.split(_joined(block)) if part]
    if not 1 < len(parts) < 6 or not any(_DATE.search(part) for part in parts):
        return []
    return [name for part in parts if not _DATE.search(part) for name in names.parse(part) if " " in name][:1]


def _group(best: Sequence[_Line], lines: Sequence[_Line]) -> tuple[str, ...]:
    """Return the names of the first of the best lines and of those like it that follow in a row."""
    first = best[0]
    own = list(first.names)
    last = first.block
    for line in lines[lines.index(first) + 1 :]:
        alike = line.block.frame.names == first.block.frame.names and line.block.frame.tag == first.block.frame.tag
        if not alike or line.block.order - last.order > 4:
            break
        own += [name for name in line.names if not any(names.same(name, other) for other in own)]
        last = line.block
    return tuple(dict.fromkeys(own))
