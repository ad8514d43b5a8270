"""Full stops: the abbreviations whose dot is only their own.

One list for the splitter, the normaliser and their tests: titles, labels and abbreviations are tables that also say how
they are read, `unended`, `ended`, `counting` and `measuring` are lists of the table `words`.
"""

import re
from functools import cache
from itertools import pairwise

from narrate.script.normalize.shapes import choice
from narrate.script.normalize.tables import rows, table, words
from narrate.text import OPENING_QUOTES

__all__ = ["STARTERS", "is_abbreviated", "never_ending"]

STARTERS = choice(words("en", "starters"))
"""First words of a sentence that are hardly part of a name, as an alternation."""
_STARTER = re.compile(rf"(?:{STARTERS})\b")
_NUMERAL = re.compile(r"\d|(?:[IVXL]{2,5}|[VX])\b")
_INITIAL = re.compile(r"[^\W\d_]\.")
_MAGNITUDE = re.compile(r"\d \w+\.$")
_BEFORE_WORD = f"{OPENING_QUOTES}'([—–"


@cache
def never_ending() -> frozenset[str]:
    """Return titles, labels and other abbreviations that no sentence ends with, as they are printed."""
    return frozenset(
        {*table("en", "titles"), *table("en", "labels"), *words("en", "unended"), *words("en", "measuring")}
    )


@cache
def _before_names() -> frozenset[str]:
    """Return the abbreviations behind which a sentence goes on, whatever follows."""
    titles = {title.rpartition(" ")[2] for title in table("en", "titles")}
    return frozenset({*titles, *words("en", "unended"), *words("en", "ended")})


@cache
def _before_figures() -> frozenset[str]:
    """Return the abbreviations behind which a sentence goes on with a figure or a Roman numeral."""
    labels = {label.rpartition(" ")[2] for label in table("en", "labels")}
    return frozenset({*labels, *words("en", "counting"), *words("en", "measuring")})


@cache
def _anywhere() -> frozenset[str]:
    """Return the last words of what is abbreviated wherever it stands."""
    return frozenset(written.rpartition(" ")[2] for written in table("en", "abbreviations"))


@cache
def _states() -> frozenset[str]:
    return frozenset(table("en", "states"))


@cache
def _inside(language: str) -> frozenset[tuple[str, str]]:
    """Return the parts of titles, labels and abbreviations of several words that stand beside each other."""
    names = ("titles", "labels", "abbreviations")
    return frozenset(pair for name in names for row in rows(language, name) for pair in pairwise(row[0].split()))


@cache
def _elsewhere(language: str) -> dict[str, tuple[tuple[str, re.Pattern[str] | None], ...]]:
    """Return the abbreviations of another language by their last words, each with what must stand behind it."""
    found: dict[str, tuple[tuple[str, re.Pattern[str] | None], ...]] = {}
    for written, _, *behind in rows(language, "abbreviations"):
        follows = re.compile(behind[0]) if behind and behind[0] else None
        for form in dict.fromkeys((written, written[0].upper() + written[1:])):
            last = form.rpartition(" ")[2].lstrip(_BEFORE_WORD)
            found[last] = (*found.get(last, ()), (form, follows))
    return found


@cache
def _last_words(language: str) -> frozenset[str]:
    listed = table(language, "phrases").get("last_words", "")
    return frozenset(word.replace("_", " ") for word in listed.split())


def _is_abbreviated_in(left: str, right: str, language: str) -> bool:
    """Say the same of any language but English: its table tells what stands behind an abbreviation."""
    word = left.rsplit(maxsplit=1)[-1].lstrip(_BEFORE_WORD)
    following = right.split(maxsplit=1)[0]
    if (word, following) in _inside(language) or (_INITIAL.fullmatch(word) and word.isupper() and right[:1].isupper()):
        return True
    if _MAGNITUDE.search(left) and word.removesuffix(".") in table(language, "phrases").get("dotted", "").split():
        return following not in table(language, "phrases").get("starts", "").split()
    for written, follows in _elsewhere(language).get(word, ()):
        if not re.search(rf"(?<!\w){re.escape(written)}$", left):
            continue
        if follows.match(f" {right}") if follows else (not right[:1].isupper() or written not in _last_words(language)):
            return True
    return False


def is_abbreviated(left: str, right: str, language: str = "en") -> bool:
    """Say whether the dot at the end of `left` is an abbreviation's alone, and the sentence goes on with `right`.

    Args:
        left: Text up to a dot, without blanks behind it; not empty.
        right: Text behind the blanks; not empty.
        language: ISO 639-1 code.
    """
    if language != "en":
        return left.endswith(".") and _is_abbreviated_in(left, right, language)
    word, following = left.rsplit(maxsplit=1)[-1].lstrip(_BEFORE_WORD), right.split(maxsplit=1)[0]
    if not word.endswith(".") or (word, following) in _inside("en"):
        return word.endswith(".")
    for each in (word, word.rpartition("-")[2]):
        if each in _before_names():
            return not (each in words("en", "ended") and _STARTER.match(right))
        if each in _before_figures() and _NUMERAL.match(right):
            return True
    if word in _states() and left.removesuffix(word).endswith(", "):
        return _STARTER.match(right) is None
    return right[:1].islower() and word in _anywhere()
