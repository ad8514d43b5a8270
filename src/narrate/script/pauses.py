"""Which silence follows a block; the lengths stand in `settings/options.py`."""

from collections.abc import Mapping

from narrate.model import BlockKind

__all__ = ["after_block"]


def after_block(kind: BlockKind, following: BlockKind | None, table: Mapping[str, int]) -> int:
    """Return the silence after the last utterance of a block, in ms."""
    if following is None:
        return table["end"]
    if following is BlockKind.HEADING:
        return table["before_heading"]
    own = {BlockKind.HEADING: "heading", BlockKind.QUOTE: "quote", BlockKind.ITEM: "item"}.get(kind, "paragraph")
    return table[own]
