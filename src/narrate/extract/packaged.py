"""The stage's own tables, below `data/`."""

from narrate.text import tables

__all__ = ["lines"]


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of `data/<name>` that hold something, without comments."""
    return tables.lines("narrate.extract", f"data/{name}")
