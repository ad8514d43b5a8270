"""All silences of a reading in one table."""

from collections.abc import Mapping

from narrate.model import BlockKind

__all__ = ["PAUSES_MS", "after_block"]

PAUSES_MS: Mapping[str, int] = {
    "clause": 180,  # between the parts of a sentence that was too long for one breath
    "sentence": 380,
    "paragraph": 700,
    "quote": 750,
    "item": 550,
    "heading": 800,  # after a heading: the listener must hear that a new part begins
    "before_heading": 1100,
    "headline": 900,
    "byline": 450,
    "date": 1100,
    "end": 600,
}
"""Milliseconds after each kind of boundary; news bulletins pause 0.3 to 0.5 s between sentences and 0.7 to 1 s
between items."""


def after_block(kind: BlockKind, following: BlockKind | None, table: Mapping[str, int]) -> int:
    """Return the silence after the last utterance of a block, in ms."""
    if following is None:
        return table["end"]
    if following is BlockKind.HEADING:
        return table["before_heading"]
    own = {BlockKind.HEADING: "heading", BlockKind.QUOTE: "quote", BlockKind.ITEM: "item"}.get(kind, "paragraph")
    return table[own]
