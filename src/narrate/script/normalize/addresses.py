"""Street addresses: house numbers, abbreviated streets and directions, states and their codes."""

import re
from functools import cache

from narrate.script.normalize.cardinals import cardinal, pairs
from narrate.script.normalize.shapes import before, listed, pattern, speaks, word_after
from narrate.script.normalize.tables import codes, rows, table, words

_NUMBERED = pattern(r"(?<!No\. )(?<!No\. \d)(?<!#)(?<!#\d)\b\d+ (?:[NSEW]\.? )?$|\b(?:on|along|off|down|and|near) $")
_STUDIED = pattern(rf"\b(?:{listed('studied')})(?!\w)|No\. \d+ |\d+-\d+")
_LISTED = pattern(r"\b[A-Z]{2,5}, $")


def _house(written: str) -> str:
    return pairs(int(written)) if re.fullmatch(r"[1-9]\d{2,3}", written) else cardinal(int(written))


def _direction(written: str) -> str:
    return codes("point")[written.replace(".", "").upper()]


def _states() -> dict[str, str]:
    """Return states by their postal codes."""
    return {code: name for _, code, name in rows("en", "states") if code}


def _dotted_states() -> frozenset[str]:
    return frozenset(written for written in table("en", "states") if written.endswith("."))


def _street(match: re.Match[str]) -> str:
    stop = "." if match["dot"] and word_after(match) in words("en", "after_street") else ""  # the sentence's too
    return codes("street")[match["street"].title()] + stop


def _college(match: re.Match[str]) -> str | None:
    """Read "Ohio St." as a state's university where the sentence speaks of games or degrees, not of a house."""
    return None if _NUMBERED.search(before(match)) or not speaks(_STUDIED, match) else "State"


def _state(match: re.Match[str]) -> str | None:
    code, after = match["say"], match.string[match.end("say") :]
    if code in {"MD", "DO", "PA", "MA", "MS"} and not re.match(r" \d{5}", after):
        is_person = re.search(r"[A-Z][\w.'-]+ [A-Z][\w'-]+, $", before(match, "say"))
        if is_person or re.match(r", [A-Z]{2}", after):
            return None  # a degree: "Ann Lee, MD, said"
    if _LISTED.search(before(match, "say")) and re.match(r",? (?:and )?[A-Z]{2,}\b", after):
        return None  # one of many initialisms: "DJ, MC, ID, HQ"
    if code in codes("point") and re.search(r"\b(?:St|Ave|Blvd|Rd|Dr|Street|Avenue|Road)\.?, $", before(match, "say")):
        return codes("point")[code]
    return _states()[match["say"]]


_PLACED = pattern(r"(?:\b(?:in|of|from|to|across|near|for|and|through|throughout|around|at|by|outside) |, |\()$")
_SURNAME = pattern(r" (?P<name>[A-Z][a-z]+)\b")


def _certain_state(match: re.Match[str]) -> str | None:
    """Read an abbreviated state; two letters in front of a surname are initials: "an N.C. Wyeth painting"."""
    written = match["say"]
    surname = _SURNAME.match(match.string, match.end()) if len(written) == 4 else None
    if surname and surname["name"] not in words("en", "of_a_state") and not _PLACED.search(before(match)):
        return None
    return _state_names()[written]


@cache
def _state_names() -> dict[str, str]:
    return {row[0]: row[2] for row in rows("en", "states")}


SHAPES = {
    "certain_states": lambda: _dotted_states() - words("en", "wordlike_states"),
    "dotted_states": _dotted_states,
    "state_codes": _states,
    "streets": lambda: codes("street"),
}
