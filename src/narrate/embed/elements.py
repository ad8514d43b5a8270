"""Groups of HTML elements, read from the table beside this file."""

from functools import cache

from narrate.text.tables import rows

__all__ = ["elements"]


@cache
def elements(group: str) -> frozenset[str]:
    """Return the names of the elements of `group`, a row of `elements.tsv`."""
    names = next(names for name, names in rows("narrate.embed", "elements.tsv") if name == group)
    return frozenset(names.split())
