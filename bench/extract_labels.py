"""Finds the candidate that each labelled block speaks of: by its text, and in the order of the page."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from narrate.extract.walk import Candidate
from narrate.extract.words import fourgrams, overlap, words

__all__ = ["align"]

MIXED = "summary"  # a block that joins story and furniture may be read or not, as a summary may
STORY = frozenset(["paragraph", "standfirst", "heading", "item", "quote", "summary", "note"])
SAME = 0.5  # share of a candidate's runs of four words that a block must have to be the block that it stands in
NEAR = 15  # blocks on each side that tell which of several equal texts is meant
AWAY = 50  # what a text on the wrong side of a neighbour costs, in candidates

Words = tuple[str, ...]


def align(candidates: Sequence[Candidate], blocks: Sequence[dict[str, Any]]) -> list[str]:
    """Return the class of each candidate; empty where no block speaks of it, which means furniture.

    A second copy of a text that is labelled once is furniture too, unless it is of the story: then it teaches nothing.

    Args:
        candidates: The candidates of a page in order.
        blocks: The labelled blocks of the page in order, each with `text`, `class` and perhaps `mixed`.
    """
    texts = [tuple(words(candidate.text)) for candidate in candidates]
    wanted = [tuple(words(block["text"])) for block in blocks]
    place_by_block, copies = _by_text(texts, wanted)
    classes = [""] * len(candidates)
    for block, place in place_by_block.items():
        classes[place] = _class(blocks[block])
    for place, block in copies.items():
        classes[place] = MIXED if _class(blocks[block]) in STORY else ""
    rest = [(blocks[number], own) for number, own in enumerate(wanted) if own and number not in place_by_block]
    if rest:
        _by_overlap(texts, rest, classes)
    return classes


def _class(block: dict[str, Any]) -> str:
    return MIXED if block.get("mixed") else str(block["class"])


def _by_text(texts: Sequence[Words], wanted: Sequence[Words]) -> tuple[dict[int, int], dict[int, int]]:
    """Return the candidate of each block with just its text, and the block of each candidate that repeats one."""
    places: dict[Words, list[int]] = defaultdict(list)
    numbers: dict[Words, list[int]] = defaultdict(list)
    for place, own in enumerate(texts):
        places[own].append(place)
    for number, own in enumerate(wanted):
        if own:
            numbers[own].append(number)
    found: dict[int, int] = {}
    for own, blocks in numbers.items():
        if len(places[own]) <= len(blocks):
            found.update(zip(blocks, places[own], strict=False))
    copies: dict[int, int] = {}
    for own, blocks in numbers.items():
        free = places[own]
        if len(free) > len(blocks):
            for block in blocks:
                found[block] = _nearest(free, block, found)
                free = [place for place in free if place != found[block]]
            copies.update(dict.fromkeys(free, blocks[0]))
    return found, copies


def _nearest(free: Sequence[int], block: int, found: dict[int, int]) -> int:
    """Return that of several equal candidates which lies best between those of the blocks before and after."""
    before = max((found[near] for near in range(block - NEAR, block) if near in found), default=None)
    after = min((found[near] for near in range(block + 1, block + NEAR) if near in found), default=None)

    def away(place: int) -> int:
        early = 0 if before is None else abs(place - before) + AWAY * (place < before)
        late = 0 if after is None else abs(after - place) + AWAY * (place > after)
        return early + late

    return min(free, key=away)


def _by_overlap(texts: Sequence[Words], rest: Sequence[tuple[dict[str, Any], Words]], classes: list[str]) -> None:
    """Give candidates the class of the block that they are a part of, or that is a part of them."""
    runs = [(block, fourgrams(own)) for block, own in rest]
    for place, own in enumerate(texts):
        if classes[place] or len(own) < 4:
            continue
        share, block = max(((overlap(own, said), block) for block, said in runs), key=lambda pair: pair[0])
        if share > SAME:
            classes[place] = _class(block)
