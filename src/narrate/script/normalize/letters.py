"""Which capitals are a word (NATO) and which are said letter by letter (IAEA), and how letters are written for a voice.

Letters are joined by dots ("I.A.E.A."): every front end then says the letters with the stress on the last,
and no "A" is mistaken for the article.
"""

import re
from functools import cache

from narrate.script.normalize.tables import rows, words

__all__ = ["acronyms", "is_shout", "is_word", "spell", "spell_or_word"]

_LONG = (
    5  # acronyms of fewer letters are said letter by letter unless a table knows them or each vowel has its consonant
)
_OPEN = re.compile(r"(?:[BCDFGHJKLMNPRSTVWZ][AEIOU]){2}")
_RUN = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]+")


@cache
def acronyms() -> dict[str, str]:
    """Return capitals with what is said for them: a word, or letters with dots."""
    return {row[0]: row[1] or row[0] for row in rows("en", "acronyms")}


@cache
def _words() -> frozenset[str]:
    return frozenset(word.upper() for row in rows("en", "capitals") for word in row[0].split())


def spell(text: str) -> str:
    """Return letters for a voice: "NGO" is "N.G.O."."""
    return ".".join(text.upper()) + "."


def is_shout(word: str) -> bool:
    """Say whether capitals are an ordinary word in capitals, not an acronym."""
    return word not in acronyms() and (word in _words() or len(word) > 5)


def is_word(capitals: str) -> bool:
    """Say whether capitals that no table knows are shouted words or pronounceable acronyms, not letters."""
    if capitals in _words() or len(capitals) > 9 or _OPEN.fullmatch(capitals):
        return True
    return len(capitals) >= _LONG and _is_pronounceable(capitals)


def _is_pronounceable(capitals: str) -> bool:
    """Say whether English could say `capitals` as a word: legal consonants at the edges and inside."""
    for run in _RUN.finditer(capitals):
        letters = run[0]
        if run.start() == 0:
            legal = len(letters) == 1 or letters in words("en", "onsets")
        elif run.end() == len(capitals):
            legal = len(letters) == 1 or letters in words("en", "codas")
        else:
            legal = len(letters) < 3 or letters in words("en", "middles")
        if not legal:
            return False
    return True


def spell_or_word(capitals: str) -> str:
    """Return what is said for capitals: the table's word, the word itself, or letters."""
    acronym = acronyms().get(capitals)
    if acronym is not None:
        return acronym
    return capitals if is_word(capitals) else spell(capitals)
