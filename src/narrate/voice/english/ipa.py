"""IPA as dictionaries print it, to and from the alphabet that the English voices were trained on (misaki's)."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from narrate.text import rows

__all__ = ["VOWELS", "from_ipa", "read_table", "to_ipa"]

VOWELS = frozenset("AIOQWYaiuæɑɒɔəɛɜɪʊʌᵊᵻ")
_STRESSES = "ˈˌ"
_CONSONANTS = "bdfhjklmnpstvwzðŋɡɹɾTʃʒθʔʤʧxɬ"
_IPA_BY_SIGN = {
    "A": "eɪ",
    "I": "aɪ",
    "O": "oʊ",
    "Q": "əʊ",
    "T": "ɾ",
    "W": "aʊ",
    "Y": "ɔɪ",
    "a": "æ",
    "ʤ": "dʒ",
    "ʧ": "tʃ",
}
"""Signs of misaki's alphabet that aren't IPA, or stand for something else there; the others are the same in both."""
_ONSET = re.compile(
    r"s[ptk]?[lɹwj]?|s[fmn]|[pbkɡf]?l|[pbtdkɡfθʃ]?ɹ|[tdkɡθ]?w|[pbtdkɡfvmnh]?j|[^ŋɾTʔ]?",
)
"""The consonants before a vowel with which an English syllable can begin: its stress mark stands before them."""


@cache
def read_table(name: str) -> Mapping[str, str]:
    """Return a table of `data/` as a mapping from its left column, in decomposed letters, to its right one."""
    return {
        unicodedata.normalize("NFD", written): read for written, read in rows("narrate.voice.english", f"data/{name}")
    }


def _translated(text: str, table: Mapping[str, str]) -> str:
    """Return `text`, decomposed, with what `table` lists replaced, the longest match first; the rest stays."""
    text = unicodedata.normalize("NFD", text)
    longest = max(map(len, table))
    signs: list[str] = []
    index = 0
    while index < len(text):
        piece = next((text[index : index + n] for n in range(longest, 0, -1) if text[index : index + n] in table), None)
        signs.append(text[index] if piece is None else table[piece])
        index += len(piece or " ")
    return "".join(signs)


def from_ipa(ipa: str) -> str:
    """Return `ipa` in misaki's alphabet, where the stress mark stands before the vowel, not before the syllable."""
    signs = _translated(ipa.strip().strip("/[]"), read_table("ipa.tsv"))
    return _stress_at_vowel("".join(sign for sign in signs if not unicodedata.combining(sign)))


def _stress_at_vowel(phonemes: str) -> str:
    """Return `phonemes` with each stress mark moved in front of the next vowel; dropped if none follows."""
    placed: list[str] = []
    pending = ""
    for sign in phonemes:
        if sign in _STRESSES:
            pending = sign
            continue
        if pending and sign in VOWELS:
            placed.append(pending)
            pending = ""
        placed.append(sign)
    return "".join(placed)


def to_ipa(phonemes: str) -> str:
    """Return `phonemes`, one or more words in misaki's alphabet, as IPA that a lexicon takes; marks are left out.

    Of American ones `from_ipa` makes the same phonemes again. A dot parts signs that together would be another sound.
    """
    words = ("".join(sign for sign in word if sign.isalpha() or sign in _STRESSES) for word in phonemes.split())
    return " ".join(_ipa_of(word) for word in words if word)


def _ipa_of(word: str) -> str:
    written, before = "", ""
    for sign in _stress_at_syllable(word):
        ipa = _IPA_BY_SIGN.get(sign, sign)
        written += f".{ipa}" if from_ipa(before + ipa) != from_ipa(before) + from_ipa(ipa) else ipa
        before = "" if sign in _STRESSES else ipa
    return written


def _stress_at_syllable(word: str) -> str:
    """Return `word` with each stress mark moved in front of the consonants that begin its syllable."""
    placed = ""
    for piece in re.split(f"([{_STRESSES}])", word):
        if piece not in {*_STRESSES}:
            placed += piece
            continue
        consonants = placed[len(placed.rstrip(_CONSONANTS)) :]
        onset = consonants if consonants == placed else _longest_onset(consonants)
        placed = placed.removesuffix(onset) + piece + onset
    return placed


def _longest_onset(consonants: str) -> str:
    return next(consonants[start:] for start in range(len(consonants) + 1) if _ONSET.fullmatch(consonants[start:]))
