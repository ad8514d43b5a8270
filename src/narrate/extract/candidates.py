"""Runs of text that may be blocks of the story, and the elements that they stand in."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from narrate.model import Direction

__all__ = ["BREAK", "HEADINGS", "Candidate", "Frame", "Run", "Verdict", "breaks", "count_outward", "fold"]

MAX_SUMMED = 40  # elements outward that a text counts for
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\ufffc]+")


@dataclass(slots=True, eq=False)
class Frame:
    """An open element on the way down, and what its candidates add up to."""

    tag: str
    parent: "Frame | None"
    depth: int
    step: int
    """Its number among the siblings of the same tag, from 1."""
    names: str
    """Class, id and role words as written."""
    steps: dict[str, int] = field(default_factory=dict)
    """How many children of each tag it has."""
    in_link: bool = False
    link: int = 0
    """What kind of place the link around it leads to: bits of `links.KINDS`."""
    bold: bool = False
    italic: bool = False
    hidden: bool = False
    unseen: bool = False
    """Whether its name or style, or that of an element around it below a headline, keeps it from readers' sight."""
    heads: bool = False
    """Whether a heading of the first level stands in it."""
    total: int = 0
    """Characters outside links in it, at most `MAX_SUMMED` elements down."""
    rule: str = ""
    """What a site rule says of it or of an element around it: `drop`, `keep`, `body`."""
    lang: str = ""
    """Its `lang` attribute, or that of the nearest element around it below the body."""
    prose: int = 0
    """Characters outside links in candidates directly below."""
    linked: int = 0
    """Characters inside links in candidates directly below."""
    count: int = 0
    """Candidates directly below."""

    def path(self) -> str:
        """Return the element's XPath; a step carries its number only where siblings share its tag."""
        steps: list[str] = []
        frame: Frame | None = self
        while frame is not None:
            alone = frame.parent is None or frame.parent.steps[frame.tag] == 1
            steps.append(frame.tag if alone else f"{frame.tag}[{frame.step}]")
            frame = frame.parent
        return "/" + "/".join(reversed(steps))


@dataclass(slots=True, eq=False)
class Candidate:
    """A run of text that may be a block of the story."""

    text: str
    frame: Frame
    """The nearest block element around it."""
    linked: int
    """Its characters inside links, blanks not counted."""
    bold: int
    """Its characters in bold or italics, blanks not counted."""
    italic: int
    """Its characters in italics or small print, blanks not counted."""
    lead: int
    """Its characters before the first link, blanks not counted."""
    tail: int
    """Its characters after the last link, blanks not counted."""
    link: int
    """What kinds of place its links lead to: bits of `links.KINDS`."""
    links: int
    """Links that begin in it."""
    hidden: bool
    jump: int
    """Block boundaries crossed since the candidate before."""
    media: int
    """Pictures, frames and rules passed since the candidate before."""
    controls: int
    """Fields and buttons passed since the candidate before."""
    mark: str = ""
    """`skip` or `only` when the author marked it."""
    order: int = 0
    lang: str = ""
    """The `lang` attribute that holds for all of its text, as written; empty where none or several do."""
    alts: tuple[tuple[str, Frame], ...] = ()
    """Alternative texts of the pictures passed since the candidate before, with the elements around these."""
    pieces: tuple[tuple[str, Frame], ...] = ()
    """The text of a short one by the elements that hold it directly, in order."""
    breaks: tuple[int, ...] = ()
    """Blanks of the text where a line break ends a line of its own."""
    directions: tuple[Direction, ...] = ()
    """What `data-ssml` attributes ask for the reading of its text."""


@dataclass(slots=True)
class Run:
    """The text being gathered until the next boundary."""

    parts: list[str] = field(default_factory=list)
    linked: int = 0
    bold: int = 0
    italic: int = 0
    lead: int = 0
    tail: int = 0
    link: int = 0
    links: int = 0
    hidden: bool = False
    langs: set[str] = field(default_factory=set)
    pieces: list[tuple[str, Frame]] = field(default_factory=list)
    asked: list[tuple[Direction, int, int]] = field(default_factory=list)
    """What is asked for the reading, from one of the parts up to another."""

    def take(self, text: str, frame: Frame) -> None:
        """Add a piece of text that stands directly in an element."""
        self.parts.append(text)
        self.pieces.append((text, frame))
        if not text.isspace():
            self.langs.add(frame.lang)
        size = len(text) - sum(map(text.count, " \n\t\r"))
        if frame.in_link:
            self.linked += size
            self.tail = 0
            self.link |= frame.link
        elif self.linked:
            self.tail += size
        else:
            self.lead += size
        self.bold += size * frame.bold
        self.italic += size * frame.italic
        self.hidden = self.hidden or frame.hidden

    def directions(self, text: str) -> tuple[Direction, ...]:
        """Return what is asked for the folded `text`, in order of place."""
        placed = []
        for direction, first, stop in self.asked:
            start = self._place(first)
            end = start if direction.pause_ms else min(len(text), len(self._folded(stop)))
            if direction.pause_ms or start < end:
                placed.append(replace(direction, start=min(start, len(text)), end=end))
        return tuple(sorted(placed, key=lambda direction: (direction.start, direction.end)))

    def _place(self, stop: int) -> int:
        """Return where the text of the part `stop` begins in the folded text."""
        before = self._folded(stop)
        is_apart = before and ("".join(self.parts[:stop])[-1].isspace() or "".join(self.parts[stop:])[:1].isspace())
        return len(before) + bool(is_apart)

    def _folded(self, stop: int) -> str:
        return " ".join(fold(_INVISIBLE.sub("", "".join(self.parts[:stop]))))

    def fold(self) -> tuple[str, tuple[int, ...]]:
        """Return the run as one line, white space folded, and where its line breaks end a line of its own."""
        text = "".join(self.parts)
        lines = fold(text if text.isascii() else _INVISIBLE.sub("", text))
        return " ".join(lines), breaks(lines)


def count_outward(frame: Frame, size: int) -> None:
    """Count a text for the elements around it.

    Args:
        frame: The nearest block element around it.
        size: Its characters outside links.
    """
    around: Frame | None = frame
    heads = frame.tag == "h1"
    for _ in range(MAX_SUMMED):
        if around is None:
            return
        around.total += size
        around.heads = around.heads or heads
        around = around.parent


HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])


@dataclass(slots=True)
class Verdict:
    """A candidate, its score, and what was decided on it."""

    candidate: Candidate
    score: float
    kept: bool
    reason: str
    label: str = ""
    """As what it is read if the user asked for it: `tables`, `captions`, `alt_texts`, `footnotes`, `notes`."""

    def keep(self, reason: str) -> None:
        """Read the candidate."""
        self.kept, self.reason = True, reason

    def drop(self, reason: str) -> None:
        """Leave the candidate out."""
        self.kept, self.reason = False, reason


BREAK = "\v"
"""Stands for a `<br>` in a run's text; decode has removed every other one."""

_OPEN_ENDS = (",", "-", "–", "—", "/", "&", "(", "“", "„", "«", "‘")
_WRAPPED_CHARS = 45
_LITTLE_WORD = 4


def fold(text: str) -> tuple[str, ...]:
    """Return the lines of a run between its breaks, white space folded, empty ones left out."""
    lines = (" ".join(line.split()) for line in text.split(BREAK))
    return tuple(filter(None, lines))


def breaks(lines: tuple[str, ...]) -> tuple[int, ...]:
    """Return where breaks end a line of its own, as places of blanks in the lines joined by blanks.

    A break doesn't count inside a clause (after a comma or a little word, before a small letter) and in text that was
    wrapped at a fixed width.
    """
    if len(lines) < 2 or _is_wrapped(lines):
        return ()
    places, at = [], -1
    for before, after in pairwise(lines):
        at += len(before) + 1
        if _ends(before, after):
            places.append(at)
    return tuple(places)


def _ends(before: str, after: str) -> bool:
    last = before.rsplit(maxsplit=1)[-1]
    is_little = len(last) < _LITTLE_WORD and last.isalpha() and last.islower()
    first = next((c for c in after if c.isalnum()), "")
    return bool(first) and not first.islower() and not is_little and not before.endswith(_OPEN_ENDS)


def _is_wrapped(lines: tuple[str, ...]) -> bool:
    """Tell whether lines were broken at a width: three or more, long, all but the last about as long as each other."""
    sizes = [len(line) for line in lines[:-1]]
    usual = median(sizes)
    return len(lines) > 2 and usual >= _WRAPPED_CHARS and all(0.6 * usual < size < 1.4 * usual for size in sizes)
