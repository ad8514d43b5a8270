"""Capitals: initialisms letter by letter, acronyms as words, dotted forms, plurals and possessives."""

import re

from narrate.script.normalize.letters import acronyms, is_shout, spell, spell_or_word
from narrate.script.normalize.shapes import before, pattern

_ASKING = pattern(r"\b(?:LET|GIVE|TELL|HELP|SAVE|JOIN|FREE|TRUST|HEAR|LEAVE|STOP|TAKE|SHOW|MAKE|GET|END|FIX|ABOUT) $")
_RUN_BEFORE = pattern(r"(?:[A-Z][A-Z',:-]* )*$")
_RUN_AFTER = pattern(r"(?: [A-Z][A-Z',:-]*\b)*")
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
    return reading.removesuffix(".") if _is_owner(match) else reading


def _plural(letters: str, s: str | None) -> str:
    return _inflected(spell(letters), s)


def _inflected(reading: str, s: str | None) -> str:
    """Return letters with a plural: front ends read "M.P's" as the plural, "M.Ps" as three letters."""
    return f"{reading[:-1]}'s" if s and reading.endswith(".") else f"{reading}{s or ''}"


def _capitals(match: re.Match[str]) -> str | None:
    letters, s = match["letters"], match["s"] or ""
    if _is_shouted(match) or _is_dateline(match):
        return None
    reading = spell_or_word(letters)
    if reading == letters:
        return None
    reading = _inflected(reading, s)
    if match["hyphen"]:
        return f"{reading} "
    return reading.removesuffix(".") if _is_owner(match) else reading


def _is_owner(match: re.Match[str]) -> bool:
    """Say whether a possessive "'s" follows: then the letters take no last dot, as in "the B.B.C's man"."""
    return match.string.startswith("'s", match.end())


def _is_dateline(match: re.Match[str]) -> bool:
    """Say whether the letters belong to the place that a report begins with; an agency isn't one."""
    letters = match["letters"]
    dateline = _DATELINE.match(match.string)
    if dateline is None or match.end() > dateline.end("place") or letters in acronyms():
        return False
    return len(letters) > 4 or dateline["place"] != letters or not dateline[0].endswith(":")


def _is_shouted(match: re.Match[str]) -> bool:
    """Say whether the text around is in capitals too, so that capitals say nothing: a headline or a shout."""
    text, letters = match.string, match["letters"]
    runs = (_RUN_BEFORE.search(before(match)), _RUN_AFTER.match(text, match.end()))
    around = [word for run in runs if run for word in run[0].split()]
    shouts = sum(is_shout(word.strip(",:;'\"")) for word in around)
    if letters in {"US", "IT"}:
        return shouts > 1 and _ASKING.search(before(match)) is not None
    return shouts > 1 and letters not in acronyms()


def _mixed(match: re.Match[str]) -> str:
    reading = acronyms()[match[0]]
    return reading.removesuffix(".") if _is_owner(match) else reading


def _consonants(match: re.Match[str]) -> str:
    reading = spell(match["letters"])
    return reading.removesuffix(".") if _is_owner(match) else reading


SHAPES = {"mixed": lambda: (acronym for acronym in acronyms() if not (acronym.isalpha() and acronym.isupper()))}
