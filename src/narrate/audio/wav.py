"""Sound that is written while it is made, as a WAV file of unknown length."""

import struct
from collections.abc import Iterable
from typing import BinaryIO

from narrate.audio.stitch import outer_samples, pause_samples
from narrate.errors import StoreError
from narrate.model import Segment, Utterance

__all__ = ["write_wav"]

_UNKNOWN = 0xFFFFFFFF  # bytes; what ffmpeg writes into a pipe too: ffplay, mpv, aplay and sox read on to the end


def write_wav(segments: Iterable[Segment], sink: BinaryIO) -> None:
    """Write segments and their pauses to `sink`, each at once: whoever reads it hears the first while the next is made.

    Begins and ends with the silence of a recording. The level is the voice's own: it isn't mastered.

    Args:
        segments: As `narrate.audio.stitch.trimmed` gives them.
        sink: Needn't be seekable.

    Raises:
        BrokenPipeError: Nobody reads `sink` any more.
        StoreError: `sink` can't be written.
    """
    rate_hz = 0
    before: Utterance | None = None
    for segment in segments:
        if before is None:
            rate_hz = segment.speech.waveform.rate_hz
            _write(sink, _head(rate_hz))
        silence = outer_samples(rate_hz) if before is None else pause_samples(before, rate_hz)
        _write(sink, bytes(2 * silence) + segment.speech.waveform.pcm)
        before = segment.utterance
    _write(sink, bytes(2 * outer_samples(rate_hz)))


def _head(rate_hz: int) -> bytes:
    """Return the header of s16le mono (RIFF, Multimedia Programming Interface 1.0, chunks `fmt ` and `data`)."""
    form = struct.pack("<IHHIIHH", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    return b"RIFF" + struct.pack("<I", _UNKNOWN) + b"WAVEfmt " + form + b"data" + struct.pack("<I", _UNKNOWN)


def _write(sink: BinaryIO, content: bytes) -> None:
    try:
        sink.write(content)
        sink.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError(f"the sound can't be written ({error.strerror}); free some space and run again") from error
