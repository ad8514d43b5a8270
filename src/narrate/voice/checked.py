"""A backend that takes texts of any length and lets no empty or silent sound through."""

import array
import logging
import math

from narrate.errors import BackendUnavailable, NarrateError, SynthesisFailed
from narrate.model import Backend, Loadable, Pronunciations, Speech, Waveform, Word
from narrate.text import best_cut
from narrate.voice.segments import tokens

__all__ = ["CheckedBackend", "cut"]


SILENCE_PEAK = 64  # of 32768, about -54 dBFS: no engine's speech stays below, every engine's silence does
SHORTEST_MS_PER_CHAR = 8.0  # fast speech takes about 35; below 8 most of the text can't have been said
LONGEST_MS_PER_CHAR = 900.0  # slow speech takes about 110, spelled-out initials about 400
ALLOWANCE_MS = 4000.0  # pauses that an engine puts around even the shortest text
_HINT = "try another --voice, or give it other words by a lexicon"

_log = logging.getLogger(__name__)


_EARLIEST = 0.35  # of the limit: an earlier mark would leave a stump that sounds like a list item


class CheckedBackend:
    """Speaks through another backend; cuts what is too long for it, and refuses what isn't speech.

    A text whose sound is unusable is tried again in two halves, since an engine that fails on a whole sentence often
    says its parts; if that fails too, SynthesisFailed names the text.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.rate_hz = backend.rate_hz
        self.languages = backend.languages
        self.max_chars = 1_000_000
        """Cut here, so the engine's own limit no longer matters."""

    @property
    def fingerprint(self) -> str:
        """The inner backend's: checking doesn't change the sound."""
        return self._backend.fingerprint

    def load(self) -> None:
        """Have the inner backend load what it needs, if it can before it is given a text. Raises as it does."""
        if isinstance(self._backend, Loadable):
            self._backend.load()

    def synthesize(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
        """Return the sound of `text`, whole, with the times of its words if the engine has them.

        Raises:
            SynthesisFailed: No usable sound, even in parts.
            BackendUnavailable: The engine can't work at all.
        """
        if not any(character.isalnum() for character in text):
            raise SynthesisFailed(f"there is nothing to say in {text!r}")
        stretches = cut(text, self._backend.max_chars)
        return _join(text, stretches, [self._stretch(text[a:b], _within(pronunciations, a, b)) for a, b in stretches])

    def synthesize_in_parts(self, text: str, pronunciations: Pronunciations = ()) -> Speech:
        """Return the sound of `text` as `synthesize` does, but spoken in two parts or more where it can be cut."""
        stretches = cut(text, min(self._backend.max_chars, max(1, len(text) * 2 // 3)))
        return _join(text, stretches, [self._usable(text[a:b], _within(pronunciations, a, b)) for a, b in stretches])

    def close(self) -> None:
        """Close the inner backend."""
        self._backend.close()

    def _stretch(self, text: str, pronunciations: Pronunciations) -> Speech:
        try:
            return self._usable(text, pronunciations)
        except BackendUnavailable:
            raise
        except SynthesisFailed as error:
            halves = cut(text, max(1, len(text) * 2 // 3))
            if len(halves) < 2 or len(tokens(text)) < 2:
                raise
            _log.warning("%s; trying it in %d parts", error, len(halves))
            try:
                parts = [self._usable(text[a:b], _within(pronunciations, a, b)) for a, b in halves]
            except SynthesisFailed as again:
                _log.warning("%s", again)
                raise error from None
            return _join(text, halves, parts)

    def _usable(self, text: str, pronunciations: Pronunciations) -> Speech:
        if not any(character.isalnum() for character in text):
            return Speech(Waveform(b"", self.rate_hz), tuple(Word(text[a:b], 0.0, 0.0) for a, b in tokens(text)))
        try:
            speech = self._backend.synthesize(text, pronunciations)
        except NarrateError:
            raise
        except Exception as error:  # what an engine of somebody else's may raise isn't known
            message = f"the engine broke off with {type(error).__name__}: {error} for {text!r}"
            raise SynthesisFailed(f"{message}; {_HINT}") from error
        fault = _fault(text, speech)
        if fault:
            raise SynthesisFailed(f"the engine gave {fault} for {text!r}; {_HINT}")
        return speech


def _within(pronunciations: Pronunciations, start: int, end: int) -> Pronunciations:
    """Return the sounds of the words that lie whole in a stretch, with their places in it."""
    return tuple((a - start, b - start, ipa) for a, b, ipa in pronunciations if start <= a and b <= end)


def _fault(text: str, speech: Speech) -> str:
    """Return what is wrong with the sound in a few words, or nothing."""
    samples = array.array("h")
    samples.frombytes(speech.waveform.pcm)
    if not samples or (max(samples) < SILENCE_PEAK and min(samples) > -SILENCE_PEAK):
        return "silence"
    duration_ms = speech.waveform.duration_ms
    if duration_ms < SHORTEST_MS_PER_CHAR * len(text):
        return f"only {duration_ms:.0f} ms of sound"
    if duration_ms > LONGEST_MS_PER_CHAR * len(text) + ALLOWANCE_MS:
        return f"{duration_ms / 1000:.0f} s of sound"
    if speech.words and len(speech.words) != len(tokens(text)):
        return f"{len(speech.words)} word times for {len(tokens(text))} words"
    return ""


def _join(text: str, stretches: tuple[tuple[int, int], ...], parts: list[Speech]) -> Speech:
    """Return the parts as one speech; a word that a cut went through is one word again."""
    if len(parts) == 1:
        return parts[0]
    rate_hz = parts[0].waveform.rate_hz
    words: list[Word] = []
    offset_ms = 0.0
    glued = False
    timed = all(part.words for part in parts)
    for (_, end), part in zip(stretches, parts, strict=True):
        shifted = [Word(word.text, word.start_ms + offset_ms, word.end_ms + offset_ms) for word in part.words]
        if glued and words and shifted:
            first = shifted.pop(0)
            words[-1] = Word(words[-1].text + first.text, words[-1].start_ms, first.end_ms)
        words.extend(shifted)
        offset_ms += part.waveform.duration_ms
        glued = end < len(text) and not text[end].isspace()
    pcm = b"".join(part.waveform.pcm for part in parts)
    return Speech(Waveform(pcm, rate_hz), tuple(words) if timed else ())


def cut(text: str, limit: int) -> tuple[tuple[int, int], ...]:
    """Return the stretches of `text`, in order, each at most `limit` characters, that together say all of it.

    White space around a cut belongs to no stretch. A word is divided only when it alone is longer than `limit`.

    Args:
        text: Any text.
        limit: Longest stretch in characters, at least 1.

    Returns:
        Pairs of start and end, empty when the text is blank.
    """
    stretches: list[tuple[int, int]] = []
    start = 0
    while True:
        start = _skip_space(text, start)
        if start == len(text):
            return tuple(stretches)
        end = (
            len(text)
            if len(text.rstrip()) - start <= limit
            else start + best_cut(text[start:], limit, earliest=math.ceil(limit * _EARLIEST))
        )
        stretches.append((start, start + len(text[start:end].rstrip())))
        start = end


def _skip_space(text: str, start: int) -> int:
    """Return the index of the first character at or after `start` that isn't white space."""
    while start < len(text) and text[start].isspace():
        start += 1
    return start
