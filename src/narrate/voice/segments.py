"""What becomes of an utterance's sound: its key and bytes in the store, and the times of its printed words."""

import hashlib
import json
import logging
import re
import struct
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from narrate.model import Span, Speech, Utterance, Waveform, Word

__all__ = ["SCHEMA", "pack", "printed_words", "segment_key", "tokens", "unpack"]


SCHEMA = 2
"""Version of key and bytes together; raised when either changes, so that old entries are never read wrongly."""

_MAGIC = b"narrate-segment\n"
_log = logging.getLogger(__name__)


_TOKEN = re.compile(r"\S+")


def segment_key(utterance: Utterance, fingerprint: str) -> str:
    """Return the store's key for the sound of `utterance` by the backend with `fingerprint`.

    It covers what is said and by whom, nothing else: the same sentence on another page is the same key.
    """
    identity = json.dumps([SCHEMA, utterance.spoken, utterance.pronunciations, fingerprint], ensure_ascii=False)
    digest = hashlib.sha256(identity.encode()).hexdigest()
    return f"segments/{digest[:2]}/{digest}"


def pack(speech: Speech) -> bytes:
    """Return `speech` as bytes: a mark, a checksum, the length of a JSON head, the head, the samples."""
    head = json.dumps(
        {
            "rate_hz": speech.waveform.rate_hz,
            "words": [[word.text, word.start_ms, word.end_ms] for word in speech.words],
        },
        ensure_ascii=False,
    ).encode()
    body = struct.pack("<I", len(head)) + head + speech.waveform.pcm
    return _MAGIC + hashlib.sha256(body).digest() + body


def unpack(content: bytes) -> Speech | None:
    """Return the speech that `pack` made `content` from, or None if the bytes are damaged."""
    begin = len(_MAGIC) + 32
    body = content[begin:]
    if content[: len(_MAGIC)] != _MAGIC or hashlib.sha256(body).digest() != content[len(_MAGIC) : begin]:
        _log.warning("a cached segment is damaged and will be made again")
        return None
    (length,) = struct.unpack_from("<I", body)
    head = json.loads(body[4 : 4 + length])
    words = tuple(Word(text, start_ms, end_ms) for text, start_ms, end_ms in head["words"])
    return Speech(Waveform(body[4 + length :], head["rate_hz"]), words)


def tokens(text: str) -> list[tuple[int, int]]:
    """Return start and end of every white-space separated token of `text`."""
    return [match.span() for match in _TOKEN.finditer(text)]


def printed_words(utterance: Utterance, spoken_words: Sequence[Word]) -> tuple[Word, ...]:
    """Return one word per white-space token of `utterance.printed`, timed by what was heard for it.

    A token that is said as several spoken words takes their whole time; several tokens that share one span divide
    its time by their lengths; a token that isn't said (a dash) has no length and stands where the last one ended.

    Args:
        utterance: With the span map from its spoken to its printed text; without spans the two texts must be equal
            or are laid on each other as a whole.
        spoken_words: One per white-space token of `utterance.spoken`, in order; empty if the engine has none.

    Returns:
        Words in order, not overlapping, inside the time of `spoken_words`; empty when `spoken_words` is.
    """
    spoken_tokens = tokens(utterance.spoken)
    if not spoken_words or len(spoken_tokens) != len(spoken_words):
        return ()
    spans = utterance.spans or _whole(utterance)
    clock = _Clock(spoken_tokens, spoken_words)
    words: list[Word] = []
    latest = spoken_words[0].start_ms
    for start, end in tokens(utterance.printed):
        stretch = _spoken_stretch(spans, start, end)
        start_ms, end_ms = clock.times(*stretch) if stretch else (latest, latest)
        start_ms = max(start_ms, latest)
        latest = max(end_ms, start_ms)
        words.append(Word(utterance.printed[start:end], start_ms, latest))
    return tuple(words)


def _whole(utterance: Utterance) -> tuple[Span, ...]:
    """Return the one span that lays the whole spoken text on the whole printed text."""
    return (Span(0, len(utterance.spoken), 0, len(utterance.printed)),)


def _spoken_stretch(spans: Sequence[Span], start: int, end: int) -> tuple[float, float] | None:
    """Return where the printed stretch is said, as (fractional) positions in the spoken text; None if nowhere."""
    first: float | None = None
    last = 0.0
    for span in spans:
        low, high = max(start, span.printed_start), min(end, span.printed_end)
        if low >= high or span.spoken_start >= span.spoken_end:
            continue
        scale = (span.spoken_end - span.spoken_start) / (span.printed_end - span.printed_start)
        if first is None:
            first = span.spoken_start + (low - span.printed_start) * scale
        last = span.spoken_start + (high - span.printed_start) * scale
    return None if first is None else (first, last)


class _Clock:
    """When a position of the spoken text is heard; linear inside a word."""

    def __init__(self, spoken_tokens: list[tuple[int, int]], words: Sequence[Word]) -> None:
        self._starts = [start for start, _ in spoken_tokens]
        self._ends = [end for _, end in spoken_tokens]
        self._words = words

    def times(self, start: float, end: float) -> tuple[float, float]:
        """Return when the stretch begins and ends, in milliseconds."""
        first = min(bisect_right(self._ends, start), len(self._words) - 1)
        last = max(bisect_left(self._starts, end) - 1, 0)
        return self._at(first, start), self._at(last, end)

    def _at(self, index: int, position: float) -> float:
        low, high = self._starts[index], self._ends[index]
        share = min(max((position - low) / (high - low), 0.0), 1.0)
        word = self._words[index]
        return word.start_ms + share * (word.end_ms - word.start_ms)
