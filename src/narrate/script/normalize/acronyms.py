"""Capitals: initialisms letter by letter, acronyms as words, dotted forms, plurals and possessives."""

import re

from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.letters import acronyms, is_shout, spell, spell_or_word
from narrate.script.normalize.shapes import before, choice
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]
_DOTS = pattern(r"[A-Z]\.[A-Z]")
_ASKING = pattern(r"\b(?:LET|GIVE|TELL|HELP|SAVE|JOIN|FREE|TRUST|HEAR|LEAVE|STOP|TAKE|SHOW|MAKE|GET|END|FIX|ABOUT) $")
_RUN_BEFORE = pattern(r"(?:[A-Z][A-Z',:-]* )*$")
_RUN_AFTER = pattern(r"(?: [A-Z][A-Z',:-]*\b)*")
# The place before a report: "RIVERTON, Va. (AP) —", "RIVERTON, Dec 12:", "RIVERTON (Reuters)".
_DATELINE = pattern(
    r"^(?P<place>[A-Z]['’.A-Z-]+(?: [A-Z]['’.A-Z-]+){0,3})"
    r"(?:, [A-Z][\w.]+(?: [A-Z\d][\w.]*){0,3})?(?: ?\([A-Z][\w. ]{1,24}\)| ?(?:—|–|--?)(?= )|:)"
)
_CONSONANTS = "BCDFGHJKLMNPQRSTVWXZbcdfghjklmnpqrstvwxz"
_INNER = pattern(r"[a-z][A-Z]")
_CAPITALS = pattern(r"[A-Z]{2}")


def _dotted(match: re.Match[str]) -> str | None:
    letters = re.sub(r"[.\s]", "", match["letters"])
    said = _plural(letters, match["s"])
    if match["hyphen"]:
        return f"{said} "
    return said.removesuffix(".") if _is_owner(match) else said


def _plural(letters: str, s: str | None) -> str:
    return _inflected(spell(letters), s)


def _inflected(said: str, s: str | None) -> str:
    """Return letters with a plural: front ends read "M.P's" as the plural, "M.Ps" as three letters."""
    return f"{said[:-1]}'s" if s and said.endswith(".") else f"{said}{s or ''}"


def _capitals(match: re.Match[str]) -> str | None:
    letters, s = match["letters"], match["s"] or ""
    if _is_shouted(match) or _is_dateline(match):
        return None
    said = spell_or_word(letters)
    if said == letters:
        return None
    said = _inflected(said, s)
    if match["hyphen"]:
        return f"{said} "
    return said.removesuffix(".") if _is_owner(match) else said


def _is_owner(match: re.Match[str]) -> bool:
    """Say whether a possessive "'s" follows: then the letters take no last dot, as in "the B.B.C's man"."""
    return match.string.startswith("'s", match.end())


def _is_dateline(match: re.Match[str]) -> bool:
    """Say whether the letters belong to the place that a report begins with; an agency isn't one."""
    letters = match["letters"]
    found = _DATELINE.match(match.string)
    if found is None or match.end() > found.end("place") or letters in acronyms():
        return False
    return len(letters) > 4 or found["place"] != letters or not found[0].endswith(":")


def _is_shouted(match: re.Match[str]) -> bool:
    """Say whether the text around is in capitals too, so that capitals say nothing: a headline or a shout."""
    text, letters = match.string, match["letters"]
    runs = (_RUN_BEFORE.search(before(match)), _RUN_AFTER.match(text, match.end()))
    around = [word for run in runs if run for word in run[0].split()]
    shouts = sum(is_shout(word.strip(",:;'\"")) for word in around)
    if letters in {"US", "IT"}:
        return shouts > 1 and _ASKING.search(before(match)) is not None
    return shouts > 1 and letters not in acronyms()


def _plus(match: re.Match[str]) -> str:
    return f"{spell_or_word(match['letters'])} plus"


def _mixed(match: re.Match[str]) -> str:
    said = acronyms()[match[0]]
    return said.removesuffix(".") if _is_owner(match) else said


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    mixed = choice(k for k in acronyms() if not (k.isalpha() and k.isupper()))
    left, right = r"(?<![\w.@#])", r"(?!\w)"
    return (
        Grammar(pattern(rf"(?<![\w@#])(?:{mixed})(?!\w)"), _mixed, needs=""),
        Grammar(pattern(rf"{left}(?P<letters>[A-Z]{{2,8}})\+(?!\w)"), _plus, needs="+"),
        Grammar(
            pattern(rf"{left}(?P<letters>(?:[A-Z]\.){{2,6}}(?:[A-Z](?![\w]))?)(?P<s>s\b)?(?P<hyphen>-(?=\w))?"),
            _dotted,
            needs=_DOTS,
        ),
        Grammar(
            pattern(
                rf"{left}(?![A-Z]{{2,6}}s(?!\w))(?P<letters>(?=[A-Z]+[a-z]+[A-Z]|[a-z]+[A-Z]{{2}})[{_CONSONANTS}]{{3,6}}){right}"
            ),
            lambda m: spell(m["letters"]).removesuffix(".") if _is_owner(m) else spell(m["letters"]),
            needs=_INNER,
        ),
        Grammar(
            pattern(rf"{left}(?P<letters>[A-Z]{{2,10}})(?P<s>s)?(?:(?P<hyphen>-)(?=\w)|(?![\w+]))"),
            _capitals,
            needs=_CAPITALS,
        ),
    )
