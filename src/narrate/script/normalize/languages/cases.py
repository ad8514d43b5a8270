"""Slavic number words in their cases: cardinals by a table of genitives, ordinals by their endings."""

from functools import cache

from narrate.script.normalize.languages.language import ordinal_word
from narrate.script.normalize.tables import rows

__all__ = ["FEW", "ONE", "combined", "declined", "form_of_count", "form_of_noun", "genitive", "ordinal"]

_NOT_ORDINAL = frozenset({"trzy", "cztery"})  # Polish cardinals with the ending of an ordinal


ONE, FEW, MANY = 0, 1, 2
"""Forms of a counted noun."""


def form_of_count(n: int, code: str) -> int:
    """Return the form that a noun has behind `n`; in Polish 21 are many."""
    is_teen = n % 100 // 10 == 1
    if n % 10 == 1 and not is_teen and (code != "pl" or n == 1):
        return ONE
    return FEW if 1 < n % 10 < 5 and not is_teen else MANY


@cache
def _numerals(code: str) -> dict[str, tuple[str, str, str, str]]:
    """Return for each cardinal its genitive, its form in a compound, its instrumental and its dative."""
    forms = {}
    for word, genitive, *more in rows(code, "numerals"):
        joined, instrumental, dative = (form or genitive for form in (*more, "", "", "")[:3])
        forms[word] = (genitive, joined, instrumental, dative)
    return forms


def declined(words: str, case: str, code: str) -> str:
    """Return a cardinal in a case: g, d, i or l, which is as the genitive."""
    table, index = _numerals(code), {"i": 2, "d": 3}.get(case, 0)
    first, *more = [(word, table[word][index] if word in table else word) for word in words.split()] or [("", "")]
    kept = {"jeden"} if code == "pl" else set()  # behind tens it never declines
    return " ".join([first[1], *(word if word in kept else reading for word, reading in more)])


def genitive(words: str, code: str) -> str:
    """Return a cardinal in the genitive, which also is its locative: "трьохсот п'яти"."""
    return declined(words, "g", code)


def combined(words: str, code: str) -> str:
    """Return a cardinal as it begins a compound: "сорокадво" of "сорокадворічний"."""
    table = _numerals(code)
    return "".join(table[word][1] if word in table else word for word in words.split())


@cache
def ordinal(n: int, form: str, code: str) -> str:
    """Return an ordinal in a form.

    Args:
        n: The number.
        form: Gender (m, f, n, p for plural) and case (n, g, d, l, a, i), such as `mg`, as in the table `ordinals`.
        code: uk, ru or pl.
    """
    words = ordinal_word(n, code).split()
    if code == "uk" and words[0] == "одна":
        words = words[1:]
    first = len(words) - 1
    if code == "pl":  # tens and units both decline
        while first and words[first - 1][-1] in "yi" and words[first - 1] not in _NOT_ORDINAL:
            first -= 1
    return " ".join([*words[:first], *(_ordinal_form(word, form, code) for word in words[first:])])


def _ordinal_form(word: str, form: str, code: str) -> str:
    """Return one adjectival word in a form: by the class whose ending it has in the nominative."""
    classes = {row[0]: row[1:] for row in rows(code, "ordinals")}
    if form == "mn":
        return word
    for index, endings in enumerate(classes["mn"]):
        for ending in endings.split(";"):
            if word.endswith(ending):
                return word.removesuffix(ending) + classes[form][index]
    return word


@cache
def _endings(code: str) -> tuple[tuple[str, str, frozenset[str], str], ...]:
    forms = [(row[0], row[1], frozenset(row[2].split()), row[3]) for row in rows(code, "nouns")]
    return tuple(sorted(forms, key=lambda row: -len(row[0])))


def form_of_noun(noun: str, front: str, code: str) -> str:
    """Return the form of an ordinal before `noun`, by its ending and the preposition `front`; masculine if unknown."""
    for ending, form, prepositions, after_them in _endings(code):
        if noun.endswith(ending):
            return after_them if front in prepositions else form
    return "mn"
