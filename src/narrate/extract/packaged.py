"""The stage's own tables, below `data/`."""

from narrate import text

__all__ = ["lines"]


def lines(name: str) -> tuple[str, ...]:
    """Return the lines of `data/<name>` that hold something, without comments."""
    return text.lines("narrate.extract", f"data/{name}")
