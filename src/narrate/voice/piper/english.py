"""The English front end's phonemes in the IPA that Piper's English voices were trained on."""

import re
from functools import cache

from narrate.text import rows
from narrate.voice.english.ipa import VOWELS

__all__ = ["to_espeak"]

_VOWELS = "".join(sorted(VOWELS))
_LONG_I = re.compile(rf"((?:^|[ˈˌ\s])[^{_VOWELS}ˈˌ\s]*)i(?![ːə])")
"""The vowel of "he", "react" and "green": nothing but consonants between it and the stress or the word's beginning.

The others ("happy", "serious") are short in espeak-ng's American English.
"""


def to_espeak(phonemes: str) -> str:
    """Return `phonemes`, in misaki's alphabet with punctuation, as espeak-ng would print them."""
    pattern, ipa_by_sign = _table()
    return pattern.sub(lambda found: ipa_by_sign[found[0]], _LONG_I.sub(r"\1iː", phonemes))


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds the signs of `english.tsv`, the longest first, and their IPA."""
    cells = sorted(rows("narrate.voice.piper", "english.tsv"), key=lambda row: -len(row[0]))
    patterns = [re.escape(sign) + (f"(?![ˈˌ]?[{_VOWELS}])" if where else "") for sign, _, *where in cells]
    return re.compile("|".join(patterns)), {sign: ipa for sign, ipa, *_ in cells}
