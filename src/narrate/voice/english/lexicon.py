"""What the dictionaries say of an English word: its listed reading, or one made from the word that it is a form of.

The dictionaries and the rules for stress, endings and small words are those of misaki 0.9 (hexgrad, Apache-2.0), with
which the voices were trained: other readings than these would be strange to them.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, lru_cache

from narrate.voice.english.ipa import VOWELS
from narrate.voice.english.table import open_table

__all__ = ["VOWEL_LETTERS", "Lexicon", "Next", "open_lexicon", "weakened"]

_PRIMARY, _SECONDARY = "ˈ", "ˌ"
_SYMBOLS = {"%": "percent", "&": "and", "+": "plus", "@": "at"}
_FLAPPING = frozenset("AIOWYiuæɑəɛɪɹʊʌ")
"""Sounds after which an American t before a vowel is a flap, written T."""
_DOUBLED_ING = re.compile(r"([bcdgklmnprstvxz])\1ing$|cking$")
_SHORTEST_PLAIN_CAPITALS = 4
_KEPT = 1 << 16  # readings remembered: some hours of news
VOWEL_LETTERS = frozenset("AEIOUY")


class Next(Enum):
    """What is heard after a word."""

    VOWEL = auto()
    CONSONANT = auto()
    PAUSE = auto()


@dataclass(frozen=True, slots=True)
class _Entry:
    is_checked: bool
    """Whether a person has checked it; the others come from a larger, rougher list."""
    default: str
    by_tag: tuple[tuple[str, str], ...]
    """Readings that belong to a part of speech; `None` names the one before a pause; an empty one means spelled."""


class Lexicon:
    """The dictionaries of one accent."""

    def __init__(self, *, british: bool) -> None:
        self._british = british
        self._table = open_table("gb.tsv" if british else "us.tsv")
        self._names = open_table("names_gb.tsv" if british else "names_us.tsv")
        self._weak_i = "ɪ" if british else "ᵻ"
        self.say = lru_cache(_KEPT)(self._say)
        self._entry = lru_cache(_KEPT)(self._find)

    def is_listed(self, word: str) -> bool:
        """Whether the dictionaries hold `word` itself, whatever the case of its first letter."""
        return self._entry(word) is not None

    def name(self, word: str) -> str | None:
        """Return the reading of a name whose word the dictionaries hold too ("Hughes" isn't "Hughe" and an s)."""
        if not word[:1].isupper():
            return None
        is_shout = word == word.upper() and len(word) >= _SHORTEST_PLAIN_CAPITALS
        return self._names.get(word.capitalize() if is_shout else word)

    def rare(self, word: str) -> str | None:
        """Return the reading of a word that only the larger dictionary of names holds, or of its plural, or None."""
        small = word.lower()
        phonemes = self._names.get(small)
        stem = None if phonemes or not small.endswith("s") else self._names.get(small[:-1])
        return self.with_s(stem) if stem else phonemes

    def is_checked(self, word: str) -> bool:
        """Whether `word` itself, with its capital, has an entry that a person has checked."""
        line = self._table.get(word)
        return line is not None and _parsed(line).is_checked

    def _say(self, word: str, tag: str, next_: Next = Next.PAUSE, *, before_to: bool = False) -> str | None:
        """Return the phonemes of `word`, or None where neither it nor a word that it is a form of is listed.

        Args:
            word: A word with straight apostrophes, which may have hyphens; or a symbol such as "%".
            tag: Its part of speech, as Penn Treebank tag.
            next_: What is heard after it.
            before_to: Whether the next word is "to", as in "used to".
        """
        small = self._small_word(word, tag, next_, before_to=before_to)
        if small is not None:
            return small
        if word in _SYMBOLS:
            return self.say(_SYMBOLS[word], tag, next_)
        stress = 0.0 if word == word.lower() else 2.0 if word == word.upper() else 0.5
        word = self._uncapped(word, tag, next_)
        if self._is_known(word):
            return self._listed(word, tag, stress, next_)
        for ending, stem_ending in (("s'", "'s"), ("'", "")):
            stem = word.removesuffix(ending) + stem_ending
            if word.endswith(ending) and self._is_known(stem):
                return self._listed(stem, tag, stress, next_)
        return self._inflected(word, tag, stress, next_)

    def spell(self, letters: str) -> str | None:
        """Return the names of `letters` with the stress on the last; None if one isn't a letter of the alphabet."""
        names = [self._entry(letter.upper()) for letter in letters if letter.isalpha()]
        if not names or None in names:
            return None
        joined = weakened("".join(name.default for name in names if name))
        if _SECONDARY not in joined:
            return joined
        head, _, tail = joined.rpartition(_SECONDARY)
        return head + _PRIMARY + tail

    def _find(self, word: str) -> _Entry | None:
        """Return the entry of `word`, or that of its twin with the other case of the first letter.

        A checked entry of the twin goes before a rough one of the word itself.
        """
        small = word.lower()
        twin = small.capitalize() if word == small else small
        spellings = (word, twin) if len(word) > 1 and word in {small, small.capitalize()} else (word,)
        entries = [_parsed(line) for line in map(self._table.get, spellings) if line is not None]
        return next((entry for entry in entries if entry.is_checked), entries[0] if entries else None)

    def _small_word(self, word: str, tag: str, next_: Next, *, before_to: bool) -> str | None:
        """Return the phonemes of a word whose sound depends on what stands around it, or None."""
        lower = word.lower()
        is_plain = word in {lower, lower.capitalize()}
        is_before_pause = next_ is Next.PAUSE
        phonemes: str | None = None
        match lower:
            case "a":
                phonemes = "ɐ" if tag == "DT" else f"{_PRIMARY}A"
            case "an" if is_plain or not tag.startswith("NN"):
                phonemes = "ɐn"
            case "am" if word == "am" and not tag.startswith("NN") and not is_before_pause:
                phonemes = "ɐm"
            case "i" if word == "I" and tag == "PRP":
                phonemes = f"{_SECONDARY}I"
            case "by" if tag.startswith("RB"):
                phonemes = f"b{_PRIMARY}I"
            case "to" if (is_plain or tag in {"TO", "IN"}) and not is_before_pause:
                phonemes = "tʊ" if next_ is Next.VOWEL else "tə"
            case "in" if is_plain or tag != "NNP":
                phonemes = f"{_PRIMARY}ɪn" if is_before_pause or tag != "IN" else "ɪn"
            case "the" if is_plain or tag == "DT":
                phonemes = "ði" if next_ is Next.VOWEL else "ðə"
            case "used":
                entry = self._entry("used")
                phonemes = (
                    _reading(entry, "VBD" if before_to and tag in {"VBD", "JJ"} else "", next_) if entry else None
                )
        return phonemes

    def _uncapped(self, word: str, tag: str, next_: Next) -> str:
        """Return `word` in small letters where its capitals are only dress, else as it is.

        Whoever writes for a voice puts dots between letters that are to be spelled; other capitals are a word if it is
        a known one, or long and with a vowel.
        """
        lower = word.lower()
        if word == lower or len(word) == 1 or self.is_listed(word) or not word.replace("'", "").isalpha():
            return word
        is_capital = word == word.upper()
        if is_capital and len(word) >= _SHORTEST_PLAIN_CAPITALS and not VOWEL_LETTERS.isdisjoint(word):
            return lower if self._is_or_has_stem(lower, tag, next_) else word.capitalize()
        may_be_plain = (tag != "NNP" or len(word) > 7) and (
            is_capital or word[1:] == lower[1:]
        )  # 7: misaki's own bound
        return lower if may_be_plain and self._is_or_has_stem(lower, tag, next_) else word

    def _is_or_has_stem(self, lower: str, tag: str, next_: Next) -> bool:
        return self.is_listed(lower) or self._inflected(lower, tag, 0.0, next_) is not None

    def _is_known(self, word: str) -> bool:
        """Whether `word` is listed, or is letters that are spelled: one alone, or capitals that no entry explains."""
        if self.is_listed(word):
            return True
        if not (word.isascii() and word.isalpha()):
            return False
        if len(word) == 1 or (word == word.upper() and self.is_listed(word.lower())):
            return True
        return word[1:] == word[1:].upper()

    def _listed(self, word: str, tag: str, stress: float, next_: Next) -> str | None:
        """Return the entry's reading for this part of speech, stressed as its capitals ask; spelled if it has none."""
        is_name_in_capitals = False
        entry = self._entry(word)
        if word == word.upper() and not (entry and entry.is_checked):
            is_name_in_capitals = tag == "NNP"
            entry = self._entry(word.lower())
            if is_name_in_capitals and entry and not entry.is_checked:
                entry = None
        phonemes = _reading(entry, tag, next_) if entry else ""
        if not phonemes or (is_name_in_capitals and _PRIMARY not in phonemes):
            return self.spell(word) or phonemes or None
        return _stressed(phonemes, stress)

    def _inflected(self, word: str, tag: str, stress: float, next_: Next) -> str | None:
        """Return the reading of a word with -s, -'s, -ed or -ing from that of its stem, or None."""
        for ending, stems, joined in (
            ("s", _stems_of_s, self.with_s),
            ("d", _stems_of_ed, self._with_ed),
            ("ing", _stems_of_ing, self._with_ing),
        ):
            stem = next((stem for stem in stems(word) if self._is_known(stem)), None) if word.endswith(ending) else None
            phonemes = self._listed(stem, tag, max(stress, 0.5) if ending == "ing" else stress, next_) if stem else None
            result = joined(phonemes) if phonemes else None
            if result:
                return result
        return None

    def with_s(self, stem: str) -> str:
        """Return the phonemes of a word with -s or -'s from those of the word."""
        if stem[-1] in "ptkfθ":
            return stem + "s"
        return stem + (f"{self._weak_i}z" if stem[-1] in "szʃʒʧʤ" else "z")

    def _with_ed(self, stem: str) -> str:
        if stem[-1] in "pkfθʃsʧ":
            return stem + "t"
        if stem[-1] == "d":
            return stem + f"{self._weak_i}d"
        if stem[-1] != "t":
            return stem + "d"
        if self._british or len(stem) < 2:
            return stem + "ɪd"
        return stem[:-1] + "Tᵻd" if stem[-2] in _FLAPPING else stem + "ᵻd"

    def _with_ing(self, stem: str) -> str | None:
        if self._british and stem[-1] in "əː":
            return None  # an r would be heard that the stem doesn't show
        is_flap = not self._british and len(stem) > 1 and stem[-1] == "t" and stem[-2] in _FLAPPING
        return (stem[:-1] + "T" if is_flap else stem) + "ɪŋ"


@cache
def open_lexicon(*, british: bool) -> Lexicon:
    """Return the lexicon of an accent, one a process. Raises OSError if its table is missing."""
    return Lexicon(british=british)


def weakened(phonemes: str) -> str:
    """Return `phonemes` with the primary stress as a secondary one; a word without any gets one."""
    if _PRIMARY in phonemes:
        return phonemes.replace(_SECONDARY, "").replace(_PRIMARY, _SECONDARY)
    return phonemes if _SECONDARY in phonemes else _marked(phonemes, _SECONDARY)


def _stressed(phonemes: str, stress: float) -> str:
    """Return `phonemes` with the stress that capitals ask for: 2 is a primary one, 0.5 one where there is none."""
    if stress >= 1 and _PRIMARY not in phonemes:
        return phonemes.replace(_SECONDARY, _PRIMARY) if _SECONDARY in phonemes else _marked(phonemes, _PRIMARY)
    if stress > 0 and _PRIMARY not in phonemes and _SECONDARY not in phonemes:
        return _marked(phonemes, _SECONDARY)
    return phonemes


def _marked(phonemes: str, mark: str) -> str:
    """Return `phonemes` with the stress mark before the first vowel; unchanged if there is none."""
    at = next((index for index, sign in enumerate(phonemes) if sign in VOWELS), None)
    return phonemes if at is None else phonemes[:at] + mark + phonemes[at:]


def _parsed(line: str) -> _Entry:
    quality, default, *others = line.split("\t")
    by_tag = tuple((tag, phonemes) for tag, _, phonemes in (other.partition("=") for other in others))
    return _Entry(quality == "1", default, by_tag)


def _reading(entry: _Entry, tag: str, next_: Next) -> str:
    by_tag = dict(entry.by_tag)
    if next_ is Next.PAUSE and "None" in by_tag:
        return by_tag["None"]
    return by_tag.get(tag, by_tag.get(_class_of(tag), entry.default))


def _class_of(tag: str) -> str:
    """Return the name that the dictionaries have for a family of tags."""
    for start, name in (("VB", "VERB"), ("NN", "NOUN"), ("RB", "ADV"), ("ADV", "ADV"), ("JJ", "ADJ"), ("ADJ", "ADJ")):
        if tag.startswith(start):
            return name
    return tag


def _stems_of_s(word: str) -> list[str]:
    stems = []
    if len(word) > 2 and not word.endswith("ss"):
        stems.append(word[:-1])
    if word.endswith("'s") or (len(word) > 4 and word.endswith("es") and not word.endswith("ies")):
        stems.append(word[:-2])
    if len(word) > 4 and word.endswith("ies"):
        stems.append(word[:-3] + "y")
    return stems


def _stems_of_ed(word: str) -> list[str]:
    stems = []
    if len(word) > 3 and not word.endswith("dd"):
        stems.append(word[:-1])
    if len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        stems.append(word[:-2])
    return stems


def _stems_of_ing(word: str) -> list[str]:
    if len(word) < 5:
        return []
    stems = [word[:-3], word[:-3] + "e"] if len(word) > 5 else [word[:-3] + "e"]
    return [*stems, word[:-4]] if len(word) > 5 and _DOUBLED_ING.search(word) else stems
