"""Capitals: initialisms letter by letter, acronyms as words, dotted forms, plurals and possessives."""

import re

from narrate.script.normalize.grammar import Grammar
from narrate.script.normalize.letters import acronyms, spell, spell_or_word
from narrate.script.normalize.shapes import choice
from narrate.script.normalize.signs import pattern

__all__ = ["grammars"]
_DOTS = pattern(r"[A-Z]\.[A-Z]")
_CAPITALS = pattern(r"[A-Z]{2}")


def _stopped(said: str, match: re.Match[str]) -> str:
    """Drop the last dot of letters where the sentence's own dot follows."""
    return said[:-1] if said.endswith(".") and match.string[match.end() : match.end() + 1] == "." else said


def _dotted(match: re.Match[str]) -> str | None:
    letters = re.sub(r"[.\s]", "", match["letters"])
    said = _plural(letters, match["s"])
    if match["hyphen"]:
        return f"{said} "
    return said


def _plural(letters: str, s: str | None) -> str:
    said = spell(letters)
    return f"{said[:-1]}{s}" if s else said


def _capitals(match: re.Match[str]) -> str | None:
    letters, s = match["letters"], match["s"] or ""
    if _is_shouted(match):
        return None
    said = spell_or_word(letters)
    if said == letters:
        return None
    if s:
        said = said.removesuffix(".") + s
    if match["hyphen"]:
        return f"{said} "
    return _stopped(said, match)


def _is_shouted(match: re.Match[str]) -> bool:
    """Say whether the text around is in capitals too, so that capitals say nothing: a headline or a shout."""
    text = match.string
    window = text[max(0, match.start() - 40) : match.end() + 40]
    words = re.findall(r"[^\W\d_]{2,}", window)
    capitals = sum(w.isupper() for w in words)
    return len(words) > 2 and capitals > 0.7 * len(words) and match["letters"] not in acronyms()


def _ampersand(match: re.Match[str]) -> str:
    known = acronyms().get(match[0])
    if known:
        return _stopped(known, match)
    left, right = match["a"], match["b"]
    say = [side if len(side) == 1 else spell(side) for side in (left, right)]
    return _stopped(" and ".join(say), match)


def _plus(match: re.Match[str]) -> str:
    return f"{spell_or_word(match['letters'])} plus"


def _mixed(match: re.Match[str]) -> str:
    return _stopped(acronyms()[match[0]], match)


def grammars() -> tuple[Grammar, ...]:
    """Return the grammars of this class, in order of priority."""
    mixed = choice(k for k in acronyms() if not (k.isalpha() and k.isupper()))
    left = r"(?<![\w.@#])"
    return (
        Grammar(pattern(rf"(?<![\w@#])(?:{mixed})(?!\w)"), _mixed, needs=""),
        Grammar(pattern(rf"{left}(?P<a>[A-Z]{{1,4}}) ?& ?(?P<b>[A-Z]{{1,4}})(?!\w)"), _ampersand, needs="&"),
        Grammar(pattern(rf"{left}(?P<letters>[A-Z]{{2,8}})\+(?!\w)"), _plus, needs="+"),
        Grammar(
            pattern(rf"{left}(?P<letters>(?:[A-Z]\.){{2,6}}(?:[A-Z](?![\w]))?)(?P<s>s\b)?(?P<hyphen>-(?=\w))?"),
            _dotted,
            needs=_DOTS,
        ),
        Grammar(
            pattern(rf"{left}(?P<letters>[A-Z]{{2,10}})(?P<s>s)?(?:(?P<hyphen>-)(?=\w)|(?![\w+]))"),
            _capitals,
            needs=_CAPITALS,
        ),
    )
