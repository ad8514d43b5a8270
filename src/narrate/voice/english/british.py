"""American readings of names in British sounds, by the letters that the sounds stand for."""

import re

from narrate.voice.english.graphones import Pieces
from narrate.voice.english.ipa import VOWELS

__all__ = ["british"]

_STRESSES = "ˈˌ"
_SIGN = re.compile(rf"[{_STRESSES}]?[^{_STRESSES}]")
_BEFORE_R = {
    "ɪ": "ɪə",
    "i": "ɪə",
    "ɛ": "ɛː",
    "A": "ɛː",
    "ʊ": "ʊə",
    "u": "ʊə",
    "ɑ": "ɑː",
    "ɔ": "ɔː",
    "O": "ɔː",
    "ɜ": "ɜː",
}
_BEFORE_R_ALSO = {"I": "Iə", "W": "Wə", "Y": "Yə", "æ": "a", "a": "a"}
"""A vowel before an r that belongs to its syllable. Wells, Accents of English (1982), sections 2.2 and 3.2."""
_PLAIN = {"æ": "a", "O": "Q", "ɔ": "ɔː", "ᵻ": "ɪ", "T": "t", "ɜ": "ɜː"}


def british(pieces: Pieces) -> str:
    """Return the phonemes of `pieces`, which are American, in the British signs of the voices.

    The r is heard before a vowel only; an American `ɑ` written with an o is `ɒ`, another one long; `i` and `u` are long
    where stressed; a weak vowel written with an i is `ɪ`.
    """
    signs = [(sign, letters) for letters, phonemes in pieces for sign in _SIGN.findall(phonemes)]
    phonemes = ""
    after_primary = False
    for index, (sign, letters) in enumerate(signs):
        mark, base = (sign[0], sign[1:]) if sign[0] in _STRESSES else ("", sign)
        if after_primary and mark == "ˌ":
            mark = ""
        after_primary = after_primary or mark == "ˈ"
        next_ = signs[index + 1][0].lstrip(_STRESSES) if index + 1 < len(signs) else ""
        before = signs[index - 1][0] if index else ""
        behind = signs[index + 2][0].lstrip(_STRESSES) if index + 2 < len(signs) else ""
        phonemes += mark + _sign(base, mark, letters, before, next_, behind)
    return phonemes


def _sign(base: str, mark: str, letters: str, before: str, next_: str, behind: str) -> str:  # noqa: PLR0911, PLR0913, PLR0917 - one rule a line
    """Return the British sign or signs for `base`.

    Args:
        base: One American sign without stress.
        mark: Its stress mark, or nothing.
        letters: What it is written with.
        before: The sign before it.
        next_: The sign behind it.
        behind: The one behind that.
    """
    if base == "ɹ" and before.lstrip(_STRESSES) in VOWELS and next_ not in VOWELS:
        return ""
    if next_ == "ɹ":
        return _before_r(base, letters, has_vowel_behind=bool(behind) and behind in VOWELS)
    if base == "ɑ":
        if "o" in letters or (before == "w" and "a" in letters):
            return "ɒ"
        return "ɑː" if mark == "ˈ" or not next_ else "a"
    if base == "ɔ" and "o" in letters and "u" not in letters and "w" not in letters:
        return "ɒ"
    if base in "iu" and (mark or (next_ == "z" and not behind)):
        return f"{base}ː"
    if base == "u":
        return "uː"
    if base == "i":
        return "ɪ" if next_ else "i"
    if base == "ə" and letters in {"i", "y"}:
        return "ɪ"
    return _PLAIN.get(base, base)


def _before_r(base: str, letters: str, *, has_vowel_behind: bool) -> str:
    if base == "ə":
        return "ə"
    if has_vowel_behind:
        if base == "ɛ" and "a" in letters and "i" not in letters:
            return "a"
        if base in "ɛɪ":
            return base
        if base == "ɑ" and "o" in letters:
            return "ɒ"
        if base == "ɔ" and letters == "o":
            return "ɒ"
    return _BEFORE_R.get(base) or _BEFORE_R_ALSO.get(base) or _PLAIN.get(base, base)
