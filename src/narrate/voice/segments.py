"""How the sound of an utterance is kept: its key, and its bytes."""

import hashlib
import json
import logging
import struct

from narrate.model import Speech, Utterance, Waveform, Word

__all__ = ["SCHEMA", "pack", "segment_key", "unpack"]

SCHEMA = 2
"""Version of key and bytes together; raised when either changes, so that old entries are never read wrongly."""

_MAGIC = b"narrate-segment\n"
_log = logging.getLogger(__name__)


def segment_key(utterance: Utterance, fingerprint: str) -> str:
    """Return the store's key for the sound of `utterance` by the backend with `fingerprint`.

    It covers what is said and by whom, nothing else: the same sentence on another page is the same key.
    """
    known = json.dumps([SCHEMA, utterance.spoken, utterance.pronunciations, fingerprint], ensure_ascii=False)
    digest = hashlib.sha256(known.encode()).hexdigest()
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
