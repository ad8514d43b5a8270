"""Where the utterances of a recording stand on a page: by block and offset, never by searching for a sentence.

A block is found as the element that holds exactly its text; equal blocks are told apart by their order. Where the
element holds more than the block (a footnote's number, a caption's label), the two texts are laid on each other.
All counting is in characters that leave ink, so that neither white space nor its folding matters.
"""

import logging
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice

from narrate.embed.html_source import elements
from narrate.embed.html_tree import Element, Tree, ink_of
from narrate.model import Utterance

__all__ = ["Anchor", "find"]

_MAX_ALIGNED = 20_000  # characters of an element that are laid on a block; no paragraph is longer
_MIN_COMMON = 0.6  # share of a block's ink that whole sentences must cover before an element counts as its home
_MAX_COMPARED = 2_000  # characters of an element that are compared letter by letter
_MAX_EFFORT = 200_000_000  # pairs of letters compared on one page: some 3 s; pages of news stay below a fifth
_LOOK_EFFORT, _TALLY_EFFORT = 50, 2_000  # what passing an element by and counting its letters cost, in such pairs
_TEXT_TAGS = elements("text")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A cue's place: stretches of the ink of one element."""

    cue: int
    element: Element
    stretches: tuple[tuple[int, int], ...]
    """Start in the element's ink and length, in order."""


@dataclass(frozen=True, slots=True)
class _Block:
    ink: str
    cues: tuple[tuple[int, int, int], ...]
    """Index of the cue, start and end in the block's ink."""


def find(tree: Tree, utterances: Iterable[Utterance]) -> tuple[Anchor, ...]:
    """Return the anchors of all utterances that stand on the page, by cue; those that don't are left out."""
    blocks = _blocks(utterances)
    homes = _exact_homes(tree, blocks)
    anchors: list[Anchor] = []
    likeness = _Likeness(tree)
    for number, block in enumerate(blocks):
        home = homes.get(number)
        if home:
            anchors += [Anchor(cue, home, ((start, end - start),)) for cue, start, end in block.cues]
        else:
            before = max((homes[n].ink_end for n in range(number) if n in homes), default=0)
            after = min(
                (homes[n].ink_start for n in range(number + 1, len(blocks)) if n in homes), default=len(tree.ink)
            )
            anchors += likeness.laid(block, before, after)
    if likeness.is_spent:
        _log.warning("the page is too large to search all of it: some of the text may not be marked")
    return tuple(sorted(anchors, key=lambda anchor: anchor.cue))


def _blocks(utterances: Iterable[Utterance]) -> list[_Block]:
    """Join the utterances of each block again; what is said around the body makes blocks of its own."""
    grouped: dict[object, list[tuple[int, str]]] = defaultdict(list)
    for cue, utterance in enumerate(utterances):
        ink = ink_of(utterance.printed)
        if ink:
            grouped[utterance.block if utterance.block is not None else ("around", cue)].append((cue, ink))
    blocks = []
    for parts in grouped.values():
        cues, at = [], 0
        for cue, ink in parts:
            cues.append((cue, at, at + len(ink)))
            at += len(ink)
        blocks.append(_Block("".join(ink for _, ink in parts), tuple(cues)))
    return blocks


def _exact_homes(tree: Tree, blocks: list[_Block]) -> dict[int, Element]:
    """Elements that hold exactly a block's ink: those of unique text first, the others between them in order."""
    wanted = {block.ink for block in blocks}
    lengths = {len(ink) for ink in wanted}
    homes_by_ink: dict[str, list[Element]] = defaultdict(list)
    for element in tree.elements:
        if element.ink_end - element.ink_start in lengths and element.name in _TEXT_TAGS:
            ink = tree.ink[element.ink_start : element.ink_end]
            if ink in wanted:
                same = homes_by_ink[ink]
                if same and same[-1].ink_start == element.ink_start:
                    same.pop()  # the inner element of two around the same text
                same.append(element)
    homes: dict[int, Element] = {}
    for number, block in enumerate(blocks):
        if len(homes_by_ink[block.ink]) == 1:
            homes[number] = homes_by_ink[block.ink][0]
    taken = {id(home) for home in homes.values()}
    for number, block in enumerate(blocks):
        if number in homes:
            continue
        floor = max((homes[n].ink_end for n in range(number) if n in homes), default=0)
        free = [home for home in homes_by_ink[block.ink] if id(home) not in taken]
        starts = [home.ink_start for home in free]
        at = bisect_left(starts, floor)
        if at < len(free):
            homes[number] = free[at]
            taken.add(id(free[at]))
    # Two blocks of equal unique text can't both live in one element.
    seen: set[int] = set()
    return {n: home for n, home in sorted(homes.items()) if id(home) not in seen and not seen.add(id(home))}  # type: ignore[func-returns-value]


class _Likeness:
    """Lays blocks without an exact home on the elements between their neighbours, within a budget for the page."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._effort = 0

    @property
    def is_spent(self) -> bool:
        return self._effort >= _MAX_EFFORT

    def laid(self, block: _Block, before: int, after: int) -> list[Anchor]:
        """Lay a block on the element that says most of it; nothing if none does."""
        tree, starts = self._tree, self._tree.ink_starts
        best: Element | None = None
        most = _MIN_COMMON * len(block.ink)
        for element in islice(tree.elements, bisect_left(starts, before), bisect_right(starts, after)):
            if self.is_spent:
                break
            self._effort += _LOOK_EFFORT
            size = element.ink_end - element.ink_start
            if element.ink_end > after or not most <= size <= _MAX_ALIGNED or element.name not in _TEXT_TAGS:
                continue
            common = self._common(block, tree.ink[element.ink_start : element.ink_end], most)
            if common > most or (common == most and best is not None and size < best.ink_end - best.ink_start):
                best, most = element, max(most, common)
        return _laid_on(tree, block, best) if best else []

    def _common(self, block: _Block, ink: str, most: float) -> int:
        """Return how much of the block's ink stands in `ink`: whole sentences, or where most is missing any stretch."""
        common = sum(end - start for _, start, end in block.cues if block.ink[start:end] in ink)
        self._effort += len(ink) * len(block.cues)
        if common >= most or len(ink) > 2 * len(block.ink) or len(ink) >= _MAX_COMPARED:
            return common
        self._effort += _TALLY_EFFORT
        letters = sum((Counter(block.ink) & Counter(ink)).values())
        if 2 * letters * len(block.ink) < most * (len(ink) + len(block.ink)):
            return common  # an upper bound of the ratio already says no
        self._effort += len(block.ink) * len(ink)
        return int(SequenceMatcher(None, block.ink, ink, autojunk=False).ratio() * len(block.ink))


def _laid_on(tree: Tree, block: _Block, element: Element) -> list[Anchor]:
    ink = tree.ink[element.ink_start : element.ink_end]
    at = ink.find(block.ink)
    if at >= 0:
        return [Anchor(cue, element, ((at + start, end - start),)) for cue, start, end in block.cues]
    matches = SequenceMatcher(None, block.ink, ink, autojunk=False).get_matching_blocks()
    anchors = []
    for cue, start, end in block.cues:
        stretches = []
        for match in matches:
            low, high = max(start, match.a), min(end, match.a + match.size)
            if low < high:
                stretches.append((match.b + low - match.a, high - low))
        if sum(length for _, length in stretches) == end - start:
            anchors.append(Anchor(cue, element, tuple(stretches)))
    return anchors
