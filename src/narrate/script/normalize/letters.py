"""Which capitals are a word (NATO) and which are said letter by letter (IAEA), and how letters are written for a voice.

Letters are joined by dots ("I.A.E.A."): every front end then says the letters with the stress on the last,
and no "A" is mistaken for the article.
"""

import re
from functools import cache

from narrate.script.normalize.tables import rows

__all__ = ["acronyms", "is_word", "spell", "spell_or_word"]

_VOWELS = set("AEIOUY")
_CLUSTER = re.compile(
    r"[BCDFGHJKLMNPQRSTVWXZ]{3,}|^(?:[BCDFGKPTVZ][BCDFGKMNPTVZ]|[JLMNR][BCDFGHJKLMNPRSTVZ]|[HQWX][^AEIOUY])|[JQV]$"
)


@cache
def acronyms() -> dict[str, str]:
    """Return capitals with what is said for them: a word, or letters with dots."""
    return {row[0]: row[1] if len(row) > 1 and row[1] else row[0] for row in rows("en", "acronyms")}


@cache
def _words() -> frozenset[str]:
    return frozenset(word.upper() for row in rows("en", "capitals") for word in row[0].split())


def spell(text: str) -> str:
    """Return letters for a voice: "NGO" is "N.G.O."."""
    return ".".join(text.upper()) + "."


def is_word(capitals: str) -> bool:
    """Say whether capitals that no table knows are shouted words or pronounceable acronyms, not letters."""
    if capitals in _words() or len(capitals) > 7:
        return True
    if len(capitals) < 6 or not _VOWELS & set(capitals):
        return False
    return not _CLUSTER.search(capitals)


def spell_or_word(capitals: str) -> str:
    """Return what is said for capitals: the table's word, the word itself, or letters."""
    known = acronyms().get(capitals)
    if known is not None:
        return known
    return capitals if len(capitals) > 1 and is_word(capitals) else spell(capitals)
