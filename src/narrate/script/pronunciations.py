"""Words whose sound is certain: own words, names, letters in the plural, heteronyms in context."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from narrate.model import Pronunciations
from narrate.script.normalize.tables import rows, table

__all__ = ["pronunciations"]

_Lexicon = tuple[tuple[str, str], ...]
_Place = tuple[int, int, str]
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_PART = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_LETTERS = re.compile(r"(?:[A-Z]\.){1,6}[A-Z]['’]?s\b")
_SHORTEST_SHOUT = 4  # letters; "US" or "WHO" in capitals is an abbreviation, not a name that shouts
_VOICELESS = ("p", "t", "k", "f", "θ")
_HISSING = ("s", "z", "ʃ", "ʒ")


def pronunciations(spoken: str, language: str = "en", own: _Lexicon = ()) -> Pronunciations:
    """Return the words of `spoken` whose IPA is certain, by their places in it.

    Names of several words count only as a whole; a possessive or plural "s" is added to a name's sound, and a name is
    known in capitals and before or after a hyphen. A heteronym counts where its neighbours make its reading certain.

    Args:
        spoken: What the voice says.
        language: ISO 639-1 code.
        own: A newsroom's words with their IPA, one per word; they win.
    """
    places: dict[int, tuple[int, str]] = {}
    for index in (_index(own), _index(_names(language))):
        for start, end, ipa in _listed(spoken, index):
            _add(places, start, end, ipa)
    if language == "en":
        for match in _LETTERS.finditer(spoken):
            _add(places, match.start(), match.end(), _spelled(match[0]))
        for start, end, ipa in _heteronyms(spoken):
            _add(places, start, end, ipa)
    return tuple((start, end, ipa) for start, (end, ipa) in sorted(places.items()))


def _add(places: dict[int, tuple[int, str]], start: int, end: int, ipa: str) -> None:
    """Note a sound unless another one lies on its place."""
    if not any(start < stop and at < end for at, (stop, _) in places.items()):
        places[start] = (end, ipa)


@cache
def _names(language: str) -> _Lexicon:
    return tuple((row[0], row[1]) for row in rows(language, "names"))


@dataclass(frozen=True, slots=True)
class _Index:
    """A lexicon in the forms that a text may give its words."""

    ipa_by_word: Mapping[str, str]
    longest: int
    """Words of its longest name."""


@cache
def _index(lexicon: _Lexicon) -> _Index:
    """Return the words as written, in capitals, and, where they are lower-case ones, as a sentence begins with them."""
    ipa_by_word: dict[str, str] = {}
    for word, ipa in lexicon:
        if len(word) >= _SHORTEST_SHOUT:
            ipa_by_word.setdefault(word.upper(), ipa)
        if word.islower():
            ipa_by_word.setdefault(word[0].upper() + word[1:], ipa)
    ipa_by_word.update(lexicon)
    return _Index(ipa_by_word, max((len(word.split()) for word, _ in lexicon), default=0))


def _listed(spoken: str, index: _Index) -> Iterator[_Place]:
    """Give the known words: the longest names first, then the parts of hyphenated words."""
    places = [match.span() for match in _WORD.finditer(spoken)]
    for size in range(index.longest, 0, -1):
        for first in range(len(places) - size + 1):
            group = places[first : first + size]
            if all(spoken[a:b] == " " for (_, a), (b, _) in pairwise(group)):
                yield from _place(spoken, group, index)
    for start, end in places if index.longest else ():
        if "-" in spoken[start:end]:
            for part in _PART.finditer(spoken, start, end):
                yield from _place(spoken, [part.span()], index)


def _place(spoken: str, group: list[tuple[int, int]], index: _Index) -> Iterator[_Place]:
    ipa = _ipa(" ".join(spoken[start:end] for start, end in group), index.ipa_by_word)
    parts = ipa.split() if ipa else []
    if len(parts) == len(group):
        yield from ((start, end, part) for (start, end), part in zip(group, parts, strict=True))


def _ipa(word: str, ipa_by_word: Mapping[str, str]) -> str | None:
    if word in ipa_by_word:
        return ipa_by_word[word]
    for stem in _stems(word):
        if stem in ipa_by_word:
            return ipa_by_word[stem] + _ending(ipa_by_word[stem])
    return None


def _stems(word: str) -> Iterator[str]:
    """Give what may stand before a possessive or, in a name, a plural ending."""
    possessor = re.sub(r"['’][sS]$", "", word)
    if possessor != word:
        yield possessor
    elif word[:1].isupper() and word[-1:] in "sS":
        yield word[:-1]
        if re.search(r"(?:[sxz]|[cs]h)es$", word, re.IGNORECASE):
            yield word[:-2]


def _ending(ipa: str) -> str:
    if ipa.endswith(_HISSING):
        return "ɪz"
    return "s" if ipa.endswith(_VOICELESS) else "z"


def _spelled(written: str) -> str:
    """Return the IPA of letters with an "s": "N.G.Os" has its stress on the O."""
    parts = [table("en", "alphabet")[c] for c in written[:-1] if c.isalpha()]
    *first, last = parts
    return "".join(f"ˌ{h}" for h in first) + f"ˈ{last}{_ending(last)}".replace("ˈˈ", "ˈ")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Where one reading of a heteronym is certain."""

    word: re.Pattern[str]
    ipa: str
    place: re.Pattern[str]
    """Holds the word with the neighbours that decide."""
    company: re.Pattern[str] | None
    """What else the utterance must hold."""


@cache
def _rules() -> Mapping[str, tuple[_Rule, ...]]:
    """Return the rules by word in lower case, each word's in order of rank."""
    rules: dict[str, tuple[_Rule, ...]] = {}
    for word, ipa, place, *company in rows("en", "heteronyms"):
        case = re.IGNORECASE if word.islower() else re.NOFLAG
        also = re.compile(company[0], re.IGNORECASE) if company else None
        rule = _Rule(re.compile(rf"\b{word}\b", case), ipa, re.compile(place, case), also)
        rules[word.lower()] = (*rules.get(word.lower(), ()), rule)
    return rules


def _heteronyms(spoken: str) -> Iterator[_Place]:
    rules = _rules()
    for word in {word.lower() for word in _PART.findall(spoken)} & rules.keys():
        for rule in rules[word]:
            if rule.company and not rule.company.search(spoken):
                continue
            for match in rule.place.finditer(spoken):
                for place in rule.word.finditer(match[0]):
                    yield match.start() + place.start(), match.start() + place.end(), rule.ipa
