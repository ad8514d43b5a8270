"""Tables of facts that come with narrate: text files with a row a line, cells between tabs, comments behind `#`."""

from functools import cache
from importlib.resources import files

__all__ = ["lines", "rows"]


@cache
def lines(package: str, path: str) -> tuple[str, ...]:
    """Return the lines of a table that hold something, without comments.

    Args:
        package: Where it lies, such as `narrate.embed`.
        path: Below the package, such as `data/months.txt`.
    """
    text = files(package).joinpath(path).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def rows(package: str, path: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table as tuples of cells. Arguments as `lines`."""
    return tuple(tuple(line.split("\t")) for line in lines(package, path))
