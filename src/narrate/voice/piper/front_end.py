"""Which phonemes a Piper voice takes, and where they come from."""

import re
from functools import cache

from narrate.errors import SynthesisFailed
from narrate.model import Pronunciations
from narrate.text import rows
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.english.ipa import VOWELS
from narrate.voice.espeak import EspeakFrontEnd
from narrate.voice.piper.voice import PiperVoice
from narrate.voice.readings import FrontEnd, Reading

__all__ = ["front_end_of", "needs_espeak", "to_espeak"]


_VOWELS = "".join(sorted(VOWELS))
_LONG_I = re.compile(rf"((?:^|[ˈˌ\s])[^{_VOWELS}ˈˌ\s]*)i(?![ːə])")
"""The vowel of "he", "react" and "green": nothing but consonants between it and the stress or the word's beginning.

The others ("happy", "serious") are short in espeak-ng's American English.
"""


def needs_espeak(voice: PiperVoice) -> bool:
    """Whether only the program espeak-ng can read for `voice`."""
    return voice.phoneme_type == "espeak" and not _is_english(voice)


def front_end_of(voice: PiperVoice) -> FrontEnd:
    """Return what reads for `voice`. Raises BackendUnavailable."""
    if needs_espeak(voice):
        return EspeakFrontEnd(voice.espeak_voice)
    return _Letters() if voice.phoneme_type == "text" else _English(british=voice.language == "en-GB")


def _is_english(voice: PiperVoice) -> bool:
    return voice.language.partition("-")[0] == "en"


class _English:
    """narrate's own English, which knows names and reads words by their context, as espeak-ng would write it."""

    def __init__(self, *, british: bool) -> None:
        self._front_end = EnglishFrontEnd(british=british)
        self.version = f"{self._front_end.version} piper1"

    def load(self) -> None:
        self._front_end.load()

    def read(self, text: str, pronunciations: Pronunciations = ()) -> tuple[Reading, ...]:
        return tuple(
            Reading(each.token, to_espeak(each.phonemes)) for each in self._front_end.read(text, pronunciations)
        )


class _Letters:
    """The letters as they are: for voices that were trained on text."""

    version = "letters1"

    def load(self) -> None:
        """Do nothing: letters are there."""

    def read(self, text: str, pronunciations: Pronunciations = ()) -> tuple[Reading, ...]:  # noqa: ARG002 - the voice knows no IPA
        if not any(map(str.isalpha, text)):
            raise SynthesisFailed(f"there is nothing to say in {text!r}")
        return tuple(Reading(token, token) for token in re.findall(r"\S+", text))


def to_espeak(phonemes: str) -> str:
    """Return `phonemes`, in misaki's alphabet with punctuation, as espeak-ng would print them."""
    pattern, ipa_by_sign = _table()
    return pattern.sub(lambda match: ipa_by_sign[match[0]], _LONG_I.sub(r"\1iː", phonemes))


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return what finds the signs of `english.tsv`, the longest first, and their IPA."""
    cells = sorted(rows("narrate.voice.piper", "english.tsv"), key=lambda row: -len(row[0]))
    patterns = [re.escape(sign) + (f"(?![ˈˌ]?[{_VOWELS}])" if where else "") for sign, _, *where in cells]
    return re.compile("|".join(patterns)), {sign: ipa for sign, ipa, *_ in cells}
