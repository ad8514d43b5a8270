"""The facts of a language: tab-separated tables in `script/data/<language>/`, read once."""

import pkgutil
from functools import cache

__all__ = ["codes", "rows", "table", "words"]


@cache
def rows(language: str, name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table as tuples of cells; empty if the language has no such table.

    A line that begins with `#` is a comment; trailing empty cells are kept.
    """
    try:
        content = pkgutil.get_data("narrate.script", f"data/{language}/{name}.tsv")
    except FileNotFoundError:
        return ()
    lines = (content or b"").decode().splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


@cache
def table(language: str, name: str) -> dict[str, str]:
    """Return a two-column table as a mapping from written to spoken."""
    return {row[0]: row[1] for row in rows(language, name)}


@cache
def words(language: str, name: str) -> frozenset[str]:
    """Return one of the word lists in the table `words`."""
    return frozenset(word for row in rows(language, "words") if row[0] == name for word in row[1].split())


@cache
def codes(name: str) -> dict[str, str]:
    """Return one of the lists of English letters and short forms in the table `codes`; empty if unknown."""
    return {row[1]: row[2] for row in rows("en", "codes") if row[0] == name}
