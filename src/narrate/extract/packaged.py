"""The room's data files: facts as lines of text."""

from functools import cache
from importlib.resources import files

__all__ = ["lines"]


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of `data/<name>` that hold something, without comments."""
    text = files("narrate.extract").joinpath("data", name).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))
