"""Words whose sound is certain: own words, names, letters in the plural, heteronyms in context."""

import re
from functools import cache

from narrate.script.normalize.tables import rows, table

__all__ = ["sounds"]

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_LETTERS = re.compile(r"(?:[A-Z]\.){1,6}[A-Z]['’]?s\b")
_VOICELESS = ("p", "t", "k", "f", "θ")
_HISSING = ("s", "z", "ʃ", "ʒ")


def sounds(spoken: str, language: str = "en", own: tuple[tuple[str, str], ...] = ()) -> tuple[tuple[str, str], ...]:
    """Return the words of `spoken` whose IPA is certain, as they stand in it, sorted by word.

    Names of several words count only as a whole; a possessive or plural "s" is added to a name's sound. A heteronym
    counts only if all its occurrences in `spoken` have the same certain reading.

    Args:
        spoken: What the voice says.
        language: ISO 639-1 code.
        own: A newsroom's words with their IPA, one per word; they win.
    """
    found: dict[str, str] = {}
    for known in (dict(own), _names(language)):
        for word, ipa in _listed(spoken, known):
            found.setdefault(word, ipa)
    if language == "en":
        for match in _LETTERS.finditer(spoken):
            found.setdefault(match[0], _spelled(match[0]))
        for word, ipa in _heteronyms(spoken):
            found.setdefault(word, ipa)
    return tuple(sorted(found.items()))


@cache
def _names(language: str) -> dict[str, str]:
    return {row[0]: row[1] for row in rows(language, "names")}


def _listed(spoken: str, known: dict[str, str]) -> list[tuple[str, str]]:
    if not known:
        return []
    words = _WORD.findall(spoken)
    found: list[tuple[str, str]] = []
    for size in (3, 2, 1):
        for i in range(len(words) - size + 1):
            parts = words[i : i + size]
            ipa = _ipa(" ".join(parts), known)
            if ipa and len(heard := ipa.split()) == size:
                found += zip(parts, heard, strict=True)
    return found


def _ipa(word: str, known: dict[str, str]) -> str | None:
    if word in known:
        return known[word]
    if word.isupper() and len(word) > 3 and word.title() in known:
        return known[word.title()]
    for stem in (re.sub(r"['’]s$|(?<=s)['’]$", "", word), word.removesuffix("s") if word[:1].isupper() else word):
        if stem != word and stem in known:
            return known[stem] + _ending(known[stem])
    return None


def _ending(ipa: str) -> str:
    if ipa.endswith(_HISSING):
        return "ɪz"
    return "s" if ipa.endswith(_VOICELESS) else "z"


def _spelled(written: str) -> str:
    """Return the IPA of letters with an "s": "N.G.Os" has its stress on the O."""
    heard = [table("en", "alphabet")[c] for c in written[:-1] if c.isalpha()]
    *first, last = heard
    return "".join(f"ˌ{h}" for h in first) + f"ˈ{last}{_ending(last)}".replace("ˈˈ", "ˈ")


@cache
def _rules() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    rules: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for word, ipa, pattern in rows("en", "heteronyms"):
        rules.setdefault(word, []).append((ipa, re.compile(pattern)))
    return rules


def _heteronyms(spoken: str) -> list[tuple[str, str]]:
    found = []
    words = set(_WORD.findall(spoken))
    for word, readings in _rules().items():
        if word not in words:
            continue
        places = {m.start() for m in re.finditer(rf"\b{word}\b", spoken)}
        for ipa, pattern in readings:
            covered = {p for m in pattern.finditer(spoken) for p in places if m.start() <= p < m.end()}
            if covered == places:
                found.append((word, ipa))
                break
    return found
