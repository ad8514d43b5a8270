"""Slavic counted nouns: the case of a number by what governs it, and the forms of one, two and of people.

A preposition or verb in front and the ending of the noun behind tell the case; tables say the rest.
"""

import re
from typing import TYPE_CHECKING

from narrate.script.normalize.languages.cases import FEW, ONE, declined, form_of_count
from narrate.script.normalize.shapes import before
from narrate.script.normalize.tables import rows

if TYPE_CHECKING:
    from narrate.script.normalize.languages.language import Language

__all__ = ["accusative", "agreed", "governs_genitive"]

_PAIR = re.compile(r" ([^\W\d_A-ZА-ЯҐЄІЇ]+)(?: ([^\W\d_A-ZА-ЯҐЄІЇ]+))?")
_BETWEEN = re.compile(r"\b([Мм]іж|[Пп]оміж|[Мм]ежду|[Mm]iędzy|[Pp]omiędzy) \d[\d ]{0,9} (?:і|й|та|и|a|i) $")
"""In front of the second of two numbers: "між 3 і 5"."""
_SHORTEST = 4  # pronouns on "-их" are shorter
_DIRECT = frozenset({"один", "одна", "одну", "одне", "одно", "jeden", "jedna", "jedną", "jedno"})
"""Forms of one that are no locative: "на двадцять одну школу"."""
_WITH = ("ою", "ею", "ой", "ей", "ом", "ем", "ą", "em")
"""Endings of one thing with which something is or happens."""


def agreed(lang: "Language", match: re.Match[str], n: int) -> str:
    """Return a whole number as it stands before the noun behind `match`, or alone."""
    noun, head = _nouns(match)
    case = _case(lang, match, noun, n)
    reading = lang.words(n)
    if noun and reading.split()[-1] in _ones(lang.code) and (lang.code != "pl" or n == 1):
        body, form = reading.rpartition(" ")[0], _one(lang.code, case, noun)
        is_oblique = case and not (case == "l" and form in _DIRECT)
        body = declined(body, case, lang.code) if is_oblique else accusative(lang, match, body)
        return f"{body} {form}".strip()
    if case:
        reading = _gendered(lang, match, reading, noun, head) if case == "i" else reading
        return declined(reading, case, lang.code)
    if n > 1 and not lang.listed("men").isdisjoint((noun, head)):
        return _men(lang, reading)
    if head in lang.listed("persons") and form_of_count(n, lang.code) == FEW:
        return _people(lang, match, reading, head)
    if form_of_count(n, lang.code) == FEW and head.endswith(tuple(lang.listed("animate_endings")) or "-"):
        return declined(reading, "g", lang.code)  # a genitive plural is no subject: "шукала двох злочинців"
    return accusative(lang, match, _gendered(lang, match, reading, noun, head))


def _nouns(match: re.Match[str]) -> tuple[str, str]:
    """Return the word behind a number, and the noun itself if that word is an adjective."""
    pair = _PAIR.match(match.string, match.end())
    if pair is None:
        return "", ""
    is_adjective = re.search(r"(?:[иыі]х|[иы]е|і|ych|ich|[^i]e)$", pair[1]) and pair[2] and len(pair[2]) > 3
    return pair[1], pair[2] if is_adjective else pair[1]


def _ones(code: str) -> frozenset[str]:
    return frozenset({"uk": ("один", "одна"), "ru": ("один",), "pl": ("jeden",)}[code])


def _one(code: str, case: str, noun: str) -> str:
    """Return the form of "one" before `noun` in a case; empty is whatever the noun says."""
    for wanted, ending, form in rows(code, "one"):
        if wanted in {"*", case} and re.search(rf"(?:{ending})$", noun):
            return form
    return ""


def _case(lang: "Language", match: re.Match[str], noun: str, n: int) -> str:
    """Return the case of a number that is neither nominative nor accusative (g, d, i, l), else nothing."""
    between = _BETWEEN.search(before(match))
    front = between[1].lower() if between else lang.front(match)
    if form_of_count(n, lang.code) == ONE:
        return _by_front(lang, front, noun) or ("l" if front in lang.listed("in") else "")
    if noun.endswith(tuple(lang.listed("instrumental_endings"))) and _is_instrumental(lang, front, noun, n):
        return "i"
    return _by_front(lang, front, "") or _by_ending(lang, noun)


def _is_instrumental(lang: "Language", front: str, noun: str, n: int) -> bool:
    """Say whether "-ами" is an ending: after two to four it may be a Ukrainian noun's own, "дві програми"."""
    is_few = form_of_count(n, lang.code) == FEW
    governed = front in lang.listed("instrumental") | lang.listed("from")
    return governed or not is_few or not noun.endswith(tuple(lang.listed("not_instrumental")) or "-")


def _by_front(lang: "Language", front: str, noun: str) -> str:
    """Return the case that the word in front of a number asks for."""
    if front in lang.listed("from"):
        return "i" if noun.endswith(_WITH) else "g"
    if governs_genitive(lang, front):
        return "g"
    if front in lang.listed("instrumental"):
        return "i"
    return "d" if front in lang.listed("dative") else ""


def governs_genitive(lang: "Language", front: str) -> bool:
    """Say whether the preposition or verb in front asks for the genitive."""
    if (
        len(front) > _SHORTEST
        and front.endswith(("их", "іх", "ых", "ych", "ich"))
        and front not in lang.listed("persons")
    ):
        return True  # "за дозволених п'ятдесяти"
    return front.rstrip(".") in lang.listed("genitive") or front.startswith(tuple(lang.listed("genitive_verbs")) or "-")


def _by_ending(lang: "Language", noun: str) -> str:
    """Return the case that only the ending of the plural noun tells; "-ам" may be the noun's own: "грам"."""
    if noun.endswith(tuple(lang.listed("locative_endings"))):
        return "l"
    is_dative = noun.endswith(tuple(lang.listed("dative_endings")))
    return "d" if is_dative and not noun.endswith(tuple(lang.listed("not_dative")) or "-") else ""


def _gendered(lang: "Language", match: re.Match[str], reading: str, noun: str, head: str) -> str:
    """Return a number with its last word in the gender of the noun."""
    for word, ending, stems, form, *seen in rows(lang.code, "agreement"):
        tried = head if stems and ending != "." else noun
        if reading.rsplit(maxsplit=1)[-1] != word or not re.search(rf"(?:{ending})$", tried):
            continue
        if not tried.startswith(tuple(stems.split()) or ""):
            continue
        if seen and seen[0] and not re.search(seen[0], match.string[: match.start()]):
            continue
        rest = reading.removesuffix(word)
        if stems and form == declined(word, "g", lang.code):  # men are counted in the genitive, all of the number
            rest = declined(rest, "g", lang.code) + " " * rest.endswith(" ")
        return rest + form
    return reading


def _men(lang: "Language", reading: str) -> str:
    """Return a Polish number of men, which is in the genitive behind its thousands: "tysiąc dwustu pracowników"."""
    words = reading.split()
    size = max((at for at, word in enumerate(words, 1) if word in lang.listed("thousands")), default=0)
    return " ".join([*words[:size], *declined(" ".join(words[size:]), "g", lang.code).split()])


def _people(lang: "Language", match: re.Match[str], reading: str, head: str) -> str:
    """Return two to four people: "двоє військових" as a subject, "двох військових" behind a verb that takes them."""
    taken = head in lang.listed("never_collective") or _is_taken(lang, match)
    if taken:
        return declined(reading, "g", lang.code)
    rest, _, last = reading.rpartition(" ")
    if rest and lang.code == "ru":
        return reading
    forms = dict(pair.split("/") for pair in lang.phrases["collective"].split())
    return f"{rest} {forms[last]}".strip()


def _is_taken(lang: "Language", match: re.Match[str]) -> bool:
    """Say whether the nearest verb in front takes people as its object: "затримали двох жінок, трьох підлітків"."""
    for word in reversed(re.findall(r"[^\W\d_]+", before(match).lower().rpartition(". ")[2])):
        if word.startswith(tuple(lang.listed("taking"))):
            return True
        if word.startswith(tuple(lang.listed("intransitive"))):
            return False
    return False


def _is_transitive(lang: "Language", front: str) -> bool:
    """Say whether the word in front is a verb that takes an object, as most do."""
    if front.endswith(("ся", "сь")) or front.startswith(tuple(lang.listed("intransitive"))):
        return False
    return len(front) > 3 and front.endswith(tuple(lang.listed("verb_endings")))


def accusative(lang: "Language", match: re.Match[str], reading: str) -> str:
    """Return number words in the accusative where a preposition or a verb asks for it: "на тисячу"."""
    front = lang.front(match)
    if "accusative" not in lang.phrases:
        return reading
    if front not in lang.listed("onto") and not _is_transitive(lang, front):
        return reading
    changed = dict(pair.split("/") for pair in lang.phrases["accusative"].split())
    return " ".join(changed.get(word, word) for word in reading.split())
