"""Phonemes of languages that have no front end of their own here, from the program espeak-ng."""

import logging
import re
from collections.abc import Sequence
from functools import lru_cache

from narrate.errors import SynthesisFailed, UnknownVoice
from narrate.model import Sounds
from narrate.voice.espeak.program import languages, program, run, version
from narrate.voice.readings import Reading

__all__ = ["EspeakFrontEnd"]

_EDGES = re.compile(r"^([^\w]*)(.*?)([^\w]*)$", re.DOTALL)
_CLAUSE_ENDS = frozenset(".,;:!?…—–")
_SWITCH = re.compile(r"\([a-z-]+\)")
"""How the program says that a word is of another language."""
_KEPT = 4096  # clauses remembered
_log = logging.getLogger(__name__)


class EspeakFrontEnd:
    """Reads one language; the program runs once for each text that it hasn't read lately."""

    def __init__(self, language: str) -> None:
        """Take a language by the program's name for it, such as `fr-fr`.

        Raises:
            BackendUnavailable: The program isn't installed.
            UnknownVoice: It doesn't know the language.
        """
        if language not in languages():
            raise UnknownVoice(
                f"{program()} has no phonemes for {language!r}: `{program()} --voices` lists what it has"
            )
        self._language = language
        self.version = f"{version()} {language}"

    def load(self) -> None:
        """Open nothing: the program is run for each text."""

    def read(self, text: str, sounds: Sounds = ()) -> tuple[Reading, ...]:
        """Return one reading per white-space token of `text`, in IPA with the marks around it.

        Words of a clause are read together, so that they are bound as in speech; where the program makes one word of
        several, each is read by itself.

        Args:
            text: One line.
            sounds: Places of words with their IPA; they win.

        Raises:
            SynthesisFailed: The program breaks off, or can't read any word.
        """
        tokens = [found.span() for found in re.finditer(r"\S+", text)]
        edges = [_EDGES.match(text[start:end]) for start, end in tokens]
        words = [edge[2] if edge else "" for edge in edges]
        said = dict(
            zip(_sounding(words), self._words([words[index] for index in _sounding(words)], edges), strict=True)
        )
        for start, end, ipa in sounds:
            index = next((index for index, (low, high) in enumerate(tokens) if low <= start and end <= high), None)
            if index is not None and words[index] == text[start:end]:
                said[index] = ipa
        if not any(said.values()):
            raise SynthesisFailed(f"{program()} can't read any word of {text!r}; name another --voice")
        for index in _sounding(words):
            if not said[index]:
                _log.warning("%s has no phonemes for %r; it is left silent", program(), words[index])
        return tuple(
            Reading(text[start:end], f"{edge[1]}{said.get(index, '')}{edge[3]}" if edge else "")
            for index, ((start, end), edge) in enumerate(zip(tokens, edges, strict=True))
        )

    def _words(self, words: Sequence[str], edges: Sequence[re.Match[str] | None]) -> list[str]:
        """Return the phonemes of each word, clause by clause."""
        ends = [edge[3] for edge in edges if edge and any(map(str.isalnum, edge[2]))]
        clauses: list[list[str]] = [[]]
        for word, end in zip(words, ends, strict=True):
            clauses[-1].append(word)
            if not _CLAUSE_ENDS.isdisjoint(end):
                clauses.append([])
        return [said for clause in clauses if clause for said in _clause(self._language, tuple(clause))]


def _sounding(words: Sequence[str]) -> list[int]:
    """Return the places of words that have a letter or a figure."""
    return [index for index, word in enumerate(words) if any(map(str.isalnum, word))]


@lru_cache(_KEPT)
def _clause(language: str, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the phonemes of each word of a clause. Raises SynthesisFailed."""
    said = _phonemes(language, " ".join(words)).split()
    if len(said) == len(words):
        return tuple(said)
    if len(words) == 1:
        return ("".join(said),)
    return tuple(part for word in words for part in _clause(language, (word,)))


def _phonemes(language: str, text: str) -> str:
    """Return what the program writes for `text`, without its marks of languages and bonds."""
    written = run([program(), "-q", "--ipa", "-b", "1", "-v", language, "--stdin"], text.encode())
    return _SWITCH.sub("", written.decode(errors="replace")).replace("-", "").replace("\u200d", "")
