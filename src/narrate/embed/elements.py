"""Groups of HTML elements, read from the table beside this file."""

from functools import cache
from importlib.resources import files

__all__ = ["elements"]


@cache
def elements(group: str) -> frozenset[str]:
    """Return the names of the elements of `group`, a row of `elements.tsv`."""
    table = files("narrate.embed").joinpath("elements.tsv").read_text(encoding="ascii")
    rows = dict(line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return frozenset(rows[group].split())
