"""Alphabets of phonemes, written into one another by tables."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

__all__ = ["read_table", "translated"]


@cache
def read_table(package: str, name: str) -> Mapping[str, str]:
    """Return a packaged two-column table as a mapping from its left to its right column, in decomposed letters.

    Args:
        package: The package that holds it, such as `narrate.voice.english`.
        name: Path of the file below it.
    """
    table = {}
    for line in files(package).joinpath(name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            written, _, read = line.partition("\t")
            table[unicodedata.normalize("NFD", written)] = read
    return table


def translated(text: str, table: Mapping[str, str]) -> str:
    """Return `text`, decomposed, with what `table` lists replaced, the longest match first; the rest stays."""
    text = unicodedata.normalize("NFD", text)
    longest = max(map(len, table))
    signs: list[str] = []
    index = 0
    while index < len(text):
        piece = next((text[index : index + n] for n in range(longest, 0, -1) if text[index : index + n] in table), None)
        signs.append(text[index] if piece is None else table[piece])
        index += len(piece or " ")
    return "".join(signs)
