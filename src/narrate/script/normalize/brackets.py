"""Brackets that explain to the eye: an abbreviation behind its own words, codes of the market, marks of footnotes."""

import re

from narrate.script.normalize.letters import acronyms, spell
from narrate.script.normalize.page import Page
from narrate.script.normalize.shapes import pattern
from narrate.script.normalize.tables import words
from narrate.script.normalize.units import units

_WORD = pattern(r"[^\W\d_]+(?:'s)?")
_SMALL = words("en", "unabbreviated")
_MOST_WORDS = 14  # of an expansion, hyphened parts counted
_REACH = 160  # characters


def _explained(match: re.Match[str], page: Page) -> str | None:
    """Leave out an abbreviation behind its own words, or spell it if the page goes on with it."""
    written = match["written"]
    front = match.string[max(0, match.start() - _REACH) : match.start()]
    spelled = [word.group().removesuffix("'s") for word in _WORD.finditer(front)][-_MOST_WORDS:]
    letters = re.sub(r"[^A-Za-z]", "", written)
    unit = units().get(written)
    if unit and spelled and (spelled[-1] in unit or (written.islower() and _shortens(letters, spelled))):
        return ""
    if not _is_initials(letters, spelled) and not _is_initials(letters.removesuffix("s"), spelled):
        return None
    if not page.uses(written):
        return ""
    is_word = letters.removesuffix("s").isupper() or written in acronyms()
    return None if is_word else f" ({spell(letters.removesuffix('s'))})"


def _is_initials(letters: str, spelled: list[str]) -> bool:
    """Say whether letters are the initials of the last words, in order; small words may be left out, and one other."""
    if len(letters) < 2 or not spelled:
        return False
    wanted, at, spare = letters.lower(), len(letters) - 1, len(letters) > 2
    for word in reversed(spelled):
        if word[0].lower() == wanted[at]:
            at -= 1
            if at < 0:
                return True
        elif word.lower() not in _SMALL:
            if not spare:
                return False
            spare = False
    return False


def _shortens(letters: str, spelled: list[str]) -> bool:
    """Say whether letters stand in the last words, in order: "bps" in "basis points"."""
    for count in (1, 2, 3):
        phrase = "".join(spelled[-count:]).lower()
        at = 0
        for letter in letters.lower():
            at = phrase.find(letter, at) + 1
            if not at:
                break
        if at and phrase[0] == letters[0].lower():
            return True
    return False
