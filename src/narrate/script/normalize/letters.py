"""The lexicon of capitals: which are a word (NATO), which are letters (IAEA), and how letters are written for a voice.

Letters are joined by dots ("I.A.E.A."): every front end then says the letters with the stress on the last,
and no "A" is mistaken for the article.
"""

import re
from functools import cache, lru_cache

from narrate.script.normalize.tables import codes, rows, words
from narrate.text import sorted_table

__all__ = ["acronyms", "as_in_a_shout", "is_listed", "is_shout", "is_word", "spell", "spell_or_word"]

_DICTIONARY = "voice/english/data/us.tsv"
"""What the voice has learned to say as a word; the first cell of a row is 1 where a person has checked it."""
_SHORT = 3  # capitals of so few letters are a word only where the table `capitals` has them: sec, era and led are words
_SHORT_UNKNOWN = 5  # an unknown acronym of fewer letters is a word only where it is built like one
_OPEN = re.compile(
    r"(?:[BCDFGHJKLMNPRSTVWYZ][AEIOU]){2}"  # DACA
    r"|[AEIOU][BCDFGHJKLMNPRSTVZ][AEIOU][BCDFGHKLMNPRSTVXZ]"  # AWOL, ULEZ
    r"|[BCDFGHJKLMNPRSTVWZ]{1,2}[AEIOU]{1,2}[BCDFGHJKLMNPRSTVWXZ]{1,2}"  # SERP, MOOC
)
_COUNTRY = re.compile(r"US[^AEIOU]|UK[A-Z]")  # of agencies and services: USDA, USMC, UKRI
_RUN = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]+")
_ENDINGS = (("IES", "Y"), ("ES", ""), ("S", ""), ("ED", ""), ("ED", "E"), ("ING", ""), ("ING", "E"), ("LY", ""))
_VOWEL = re.compile(r"[AEIOUYÀ-Þ]")
_KEPT = 1 << 12


@cache
def acronyms() -> dict[str, str]:
    """Return capitals with what is said for them: a word, or letters with dots."""
    return {row[0]: row[1] or row[0] for row in rows("en", "acronyms")}


@cache
def _names() -> frozenset[str]:
    return frozenset(row[0] for row in rows("en", "names"))


@cache
def _short_words() -> frozenset[str]:
    return frozenset(word for row in rows("en", "capitals") for word in row[0].split())


@lru_cache(_KEPT)
def is_listed(word: str) -> bool:
    """Say whether the dictionary has `word`, in this case of its letters, checked by a person."""
    return (sorted_table(_DICTIONARY).get(word) or "").startswith("1")


@lru_cache(_KEPT)
def _is_ordinary(capitals: str) -> bool:
    """Say whether capitals are an ordinary word, or a form of one: "RAISES", "FEARED"."""
    if len(capitals) <= _SHORT:
        return capitals in _short_words() or (len(capitals) == _SHORT and is_listed(capitals.lower()))
    stems = (capitals.removesuffix(ending) + stem for ending, stem in _ENDINGS if capitals.endswith(ending))
    return any(is_listed(word.lower()) for word in (capitals, *stems) if len(word) >= _SHORT)


def spell(text: str) -> str:
    """Return letters for a voice: "NGO" is "N.G.O."."""
    return ".".join(text.upper()) + "."


def is_shout(word: str) -> bool:
    """Say whether capitals are an ordinary word in capitals, not an acronym."""
    if word in words("en", "shouted"):
        return True
    return word not in acronyms() and len(word) > 1 and (_is_ordinary(word) or len(word) > _SHORT_UNKNOWN)


def is_word(capitals: str) -> bool:
    """Say whether capitals that no table of acronyms has are a word wherever they stand: "NOT", "FOMO", "HELOC"."""
    if len(capitals) <= _SHORT:
        return capitals in _short_words()
    if _is_ordinary(capitals) or is_listed(capitals.capitalize()) or _is_compound(capitals) or len(capitals) > 9:
        return True
    if _COUNTRY.match(capitals) or not _is_pronounceable(capitals):
        return False
    return len(capitals) >= _SHORT_UNKNOWN or _OPEN.fullmatch(capitals) is not None


def _is_compound(capitals: str) -> bool:
    """Say whether capitals are two ordinary words of four letters or more: "BLACKPINK"."""
    places = range(_SHORT + 1, len(capitals) - _SHORT)
    return any(_is_ordinary(capitals[:at]) and _is_ordinary(capitals[at:]) for at in places)


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


def as_in_a_shout(capitals: str) -> str:
    """Return what is said for a word of a text in capitals: "era", "Moscow", "NATO", "F.B.I.".

    An ordinary word is one whatever it abbreviates elsewhere; what nobody knows is a name, or letters if it can't be.
    """
    if capitals in codes("shout"):
        return codes("shout")[capitals]
    if capitals not in words("en", "shouted"):
        acronym = acronyms().get(capitals)
        if acronym is not None:
            return acronym
    if capitals == "I" or len(capitals) == 1:
        return capitals.lower() if capitals == "A" else capitals
    if capitals.capitalize() in _names():
        return capitals.capitalize()
    if capitals in words("en", "shouted") or _is_ordinary(capitals):
        return capitals.lower()
    name = re.sub(r"^Mc[a-z]", lambda start: f"Mc{start[0][2].upper()}", capitals.capitalize())
    is_name = len(capitals) >= _SHORT and (
        is_listed(name) or (len(capitals) >= _SHORT_UNKNOWN and _VOWEL.search(name.upper()))
    )
    return name if is_name or is_word(capitals) else spell(capitals)
