"""Capitals: initialisms letter by letter, acronyms as words, dotted forms, plurals and possessives."""

import re
from functools import lru_cache

from narrate.script.normalize.letters import acronyms, as_in_a_shout, is_shout, spell, spell_or_word
from narrate.script.normalize.shapes import before, pattern
from narrate.script.normalize.tables import table, words

_ASKING = pattern(r"\b(?:LET|GIVE|TELL|HELP|SAVE|JOIN|FREE|TRUST|HEAR|LEAVE|STOP|TAKE|SHOW|MAKE|GET|END|FIX|ABOUT) $")
_WORD = pattern(r"[A-ZÀ-Þ]{2,}")
_SHORTEST_PLURAL = 4  # letters of a word that may have a small s behind it
_SAMPLE = 2_000  # characters of a text that tell whether it is all in capitals
_CAPITALS_A_SMALL_ONE = (
    12  # "McCAIN", "the iPHONE": so many capitals for each small letter are still a text in capitals
)
_RUN_BEFORE = pattern(r"(?:[A-Z][A-Z',:-]{0,30} ){0,8}$")
_RUN_AFTER = pattern(r"(?: [A-Z][A-Z',:-]{0,30}\b){0,8}")
# The place before a report: "RIVERTON, Va. (AP) —", "RIVERTON, Dec 12:", "RIVERTON (Reuters)".
_DATELINE = pattern(
    r"^(?P<place>[A-Z]['’.A-Z-]+(?: [A-Z]['’.A-Z-]+){0,3})"
    r"(?:, [A-Z][\w.]+(?: [A-Z\d][\w.]*){0,3})?(?: ?\([A-Z][\w. ]{1,24}\)| ?(?:—|–|--?)(?= )|:)"
)


def _dotted(match: re.Match[str]) -> str | None:
    letters = re.sub(r"[.\s]", "", match["letters"])
    reading = _plural(letters, match["s"])
    if match["hyphen"]:
        return f"{reading} "
    return _owning(reading, match)


def _plural(letters: str, s: str | None) -> str:
    return _inflected(spell(letters), s)


def _inflected(reading: str, s: str | None) -> str:
    """Return letters with a plural: front ends read "M.P's" as the plural, "M.Ps" as three letters."""
    return f"{reading[:-1]}'s" if s and reading.endswith(".") else f"{reading}{s or ''}"


def _capitals(match: re.Match[str]) -> str | None:
    letters, s, tail = match["letters"], match["s"] or "", match["tail"] or ""
    is_contracted = tail not in {"", "'S"}
    if _is_capital(match.string):
        return _in_capitals(match)
    if is_contracted:
        return match[0]  # WASN'T: said as it stands, with its tail
    if len(letters) == 1 or _is_dateline(match):
        return None
    reading = letters if _is_shouted(match) else spell_or_word(letters)
    if s and len(letters) < _SHORTEST_PLURAL and letters not in acronyms():
        reading = spell(letters)  # "DIDs" are no "did"
    if reading == letters:
        return None
    reading = _inflected(reading, s)
    if match["hyphen"]:
        return f"{reading} "
    return _owning(reading, match)


def _title(match: re.Match[str]) -> str | None:
    """Read "DR. LEE" in a text in capitals as "Doctor Lee"."""
    return table("en", "titles").get(f"{match['letters'].capitalize()}.") if _is_capital(match.string) else None


def _in_capitals(match: re.Match[str]) -> str:
    """Read a word of a text that is all in capitals as its sentence would print it: "End of an era"."""
    hyphen, letters = match["hyphen"] or "", match["letters"]
    reading = letters.lower() if match["tail"] in {"'T", "'RE"} else _unasked(match) or as_in_a_shout(letters)
    reading = _owning(_inflected(reading, match["s"]), match)
    if reading.islower() and not any(c.isalnum() for c in match.string[: match.start()]):
        reading = reading.capitalize()
    return reading + (" " if hyphen and reading.endswith(".") else hyphen)


def _unasked(match: re.Match[str]) -> str | None:
    """Return the pronoun where the country would be meant elsewhere: "TELL US"."""
    return "us" if match["letters"] == "US" and _ASKING.search(before(match)) else None


@lru_cache(8)
def _is_capital(text: str) -> bool:
    """Say whether a text is all in capitals, and at least one of two or more words is an ordinary one."""
    small = sum(c.islower() for c in text[:_SAMPLE])
    if small * _CAPITALS_A_SMALL_ONE > sum(c.isupper() for c in text[:_SAMPLE]):
        return False
    found = _WORD.findall(text[:_SAMPLE])
    return len(found) > 1 and any(is_shout(word) and word not in acronyms() for word in found)


def _owning(reading: str, match: re.Match[str]) -> str:
    """Return letters without their last dot before a possessive "'s", as in "the B.B.C's man", with what is theirs."""
    tail = match.groupdict().get("tail") or ""
    is_owner = tail or match.string.startswith("'s", match.end())
    return (reading.removesuffix(".") if is_owner else reading) + tail.lower()


def _is_dateline(match: re.Match[str]) -> bool:
    """Say whether the letters belong to the place that a report begins with; an agency isn't one."""
    letters = match["letters"]
    dateline = _DATELINE.match(match.string)
    if dateline is None or match.end() > dateline.end("place") or letters in acronyms():
        return False
    return len(letters) > 4 or dateline["place"] != letters or not dateline[0].endswith(":")


def _is_shouted(match: re.Match[str]) -> bool:
    """Say whether ordinary words around are in capitals too, so that capitals say nothing: "He said NO ONE KNOWS"."""
    text, letters = match.string, match["letters"]
    runs = (_RUN_BEFORE.search(before(match)), _RUN_AFTER.match(text, match.end()))
    around = [word for run in runs if run for word in run[0].split()]
    shouts = sum(is_shout(word.strip(",:;'\"")) for word in around)
    if letters == "US":
        return shouts > 1 and _ASKING.search(before(match)) is not None
    if letters in acronyms():
        return shouts > 1 and letters in words("en", "shouted")
    return shouts > 1 or (shouts == 1 and is_shout(letters))


def _mixed(match: re.Match[str]) -> str:
    reading = acronyms()[match[0]]
    return _owning(reading, match)


def _consonants(match: re.Match[str]) -> str:
    reading = spell(match["letters"])
    return _owning(reading, match)


SHAPES = {"mixed": lambda: (acronym for acronym in acronyms() if not (acronym.isalpha() and acronym.isupper()))}
