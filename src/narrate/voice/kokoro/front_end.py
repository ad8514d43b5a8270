"""Where Kokoro's phonemes come from: narrate's English, or the program espeak-ng for Spanish and French."""

import logging
import re
import unicodedata
from functools import cache

from narrate.model import Pronunciations
from narrate.text import rows
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.espeak import EspeakFrontEnd
from narrate.voice.readings import FrontEnd, Reading, is_symbol

__all__ = ["front_end_of", "needs_espeak"]

_VOICE_BY_LANGUAGE = {"es": "es", "fr": "fr-fr"}
"""Voices of espeak-ng whose phonemes Kokoro's were trained on."""
_MARKS = ".,;:!?"
_PRINTED = str.maketrans({"«": "“", "»": "”", "„": "“", "–": "—"})
"""Punctuation that Kokoro knows by another sign."""
_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_log = logging.getLogger(__name__)


def needs_espeak(language: str) -> bool:
    """Whether texts in `language`, a BCP 47 tag, are read by the program espeak-ng."""
    return language.partition("-")[0] in _VOICE_BY_LANGUAGE


def front_end_of(language: str) -> FrontEnd:
    """Return what reads `language`, a BCP 47 tag. Raises BackendUnavailable."""
    if needs_espeak(language):
        return _Espeak(_VOICE_BY_LANGUAGE[language.partition("-")[0]])
    return EnglishFrontEnd(british=language == "en-GB")


class _Espeak:
    """Phonemes of espeak-ng in Kokoro's signs, with the punctuation as it is printed."""

    def __init__(self, voice: str) -> None:
        self._front_end = EspeakFrontEnd(voice, _sign_by_phoneme())
        self.version = f"{self._front_end.version} kokoro1".replace(" ", "-")
        self._reported: set[str] = set()

    def load(self) -> None:
        """Do nothing: the program is run for each text."""

    def read(self, text: str, pronunciations: Pronunciations = ()) -> tuple[Reading, ...]:
        return tuple(
            Reading(each.token, _printed(each.token, self._signs(each.phonemes.rstrip(_MARKS))))
            for each in self._front_end.read(text, pronunciations)
        )

    def _signs(self, phonemes: str) -> str:
        """Return `phonemes` in signs that the voice knows; what it doesn't know is told once."""
        signs = "".join(sign if is_symbol(sign) else unicodedata.normalize("NFD", sign) for sign in phonemes)
        unknown = {sign for sign in signs if not is_symbol(sign)} - {"-"}  # a hyphen only shows a liaison
        if unknown - self._reported:
            self._reported |= unknown
            _log.warning("Kokoro has no sign for %s; left out here and from now on", " ".join(sorted(unknown)))
        return "".join(filter(is_symbol, signs))


@cache
def _sign_by_phoneme() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("narrate.voice.kokoro", "espeak.tsv")}


def _printed(token: str, phonemes: str) -> str:
    """Return `phonemes` between the punctuation of `token` that the voice knows."""
    core = _CORE.search(token)
    head, tail = (token[: core.start()], token[core.end() :]) if core else (token, "")
    return _signs_of_marks(head) + phonemes + _signs_of_marks(tail)


def _signs_of_marks(punctuation: str) -> str:
    return "".join(sign for sign in punctuation.replace("...", "…").translate(_PRINTED) if is_symbol(sign))
