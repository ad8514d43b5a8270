"""The dictionaries and weights of the English front end: sorted tables, searched where they lie."""

from narrate.text import SortedTable, sorted_table

__all__ = ["SortedTable", "open_table"]


def open_table(name: str) -> SortedTable:
    """Return the packaged table called `name`, read once a process. Raises OSError if it is missing."""
    return sorted_table(f"voice/english/data/{name}")
