"""Counts with a magnitude: "2.3bn users", "10k followers", "1.5m-2m people"."""

import re
from functools import cache

from narrate.script.normalize.cardinals import number
from narrate.script.normalize.grammar import Grammar, needing
from narrate.script.normalize.shapes import CURRENCY, DASH, NUMBER, SPACE, before, magnitude, word_after
from narrate.script.normalize.signs import pattern
from narrate.script.normalize.tables import rows, words

__all__ = ["grammars"]

_NEEDED = pattern(r"\d ?(?:[bm]n|tr?n|[mb]ln|[mkKMBT])(?![a-z])")


_MANY = ("s", "people", "children", "men", "women")
_PAIR = pattern(r" [a-z-]+ ([a-z]+)\b")
_CODE = pattern(r"\b(?:[A-Z]{3}|[KTU]Sh|Ksh|Rs\.?|R[pM]|SFr|Dh|kr|Php) $")


@cache
def _measured() -> frozenset[str]:
    return frozenset(row[0] for row in rows("en", "units")) - {"m", "in", "h", "s"}


def _count(match: re.Match[str]) -> str | None:
    """Read a letter as a magnitude only where a plural noun follows: "5k users", but "a 5k run" and "100m sprint"."""
    mag, following = match["mag"], word_after(match)
    if following in _measured() or match.string.startswith(" b/d", match.end()) or _CODE.search(before(match)):
        return None  # a matter of `measures` and `money`
    if len(mag) == 1 and not _is_counted(match, following):
        return None
    if mag == "m":
        return None  # a matter of `measures`: it may be a metre
    low = number(match["low"])
    if match["high"]:
        low += f"{magnitude(match['lowmag']) if match['lowmag'] != mag else ''} to {number(match['high'])}"
    plus = "more than " if match["plus"] else ""
    return f"{plus}{low}{magnitude(mag)}"


def _is_counted(match: re.Match[str], following: str) -> bool:
    """Say whether things that are counted follow a letter: "5k users", "200M+ weekly users"."""
    if not following.islower():
        return False
    if following.endswith(_MANY):
        return following not in words("en", "function")  # "Apt. 4B was" is no billion
    pair = _PAIR.match(match.string, match.end())
    return bool(match["plus"]) and pair is not None and pair[1].endswith(_MANY)


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    return needing(_NEEDED, _all())


def _all() -> tuple[Grammar, ...]:
    return (
        Grammar(
            pattern(
                rf"(?<![\w.,{CURRENCY}-])(?<![{CURRENCY}]{SPACE})(?P<low>{NUMBER})(?:(?P<lowmag>bn|mn|tn|m|k|K|M|B)?{DASH}(?P<high>{NUMBER}))?"
                rf"{SPACE}?(?P<mag>bn|mn|trn|tn|mln|bln|m|k|K|M|B|T)(?P<plus>\+)?(?P<hyphen>-(?=[a-z]))?"
                rf"(?!\w)(?!\.\w)(?!{SPACE}?(?:[{CURRENCY}]|(?:kr|zł|Kč|[A-Z]{{3}})(?!\w)))"
            ),
            _count,
        ),
    )
