"""One segment's sound, cut and faded: the only file that knows pydub."""

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from narrate.model import Waveform

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["speech_span", "trim"]

FADE_MS = 5
"""Long enough that no edge clicks, too short to be heard as a fade."""
FRAME_MS = 5
"""Edges are found to this grain."""
EDGE_DB = -45.0
"""Frames this far below the loudest one are silence at an edge; a final "s" or "f" lies about 35 dB below."""
FLOOR_DBFS = -66.0
"""Below this nothing is speech, however quiet the rest is."""


def speech_span(waveform: Waveform) -> tuple[int, int]:
    """Return the first sample of speech and the one after the last; the whole waveform when all of it is silent."""
    samples = np.frombuffer(waveform.pcm, "<i2")
    frame = max(1, waveform.rate_hz * FRAME_MS // 1000)
    count = -(-len(samples) // frame)
    padded = np.zeros(count * frame, np.float32)
    padded[: len(samples)] = samples
    level: NDArray[Any] = np.sqrt((padded.reshape(count, frame) ** 2).mean(axis=1)) / 32768
    bar = max(float(level.max(initial=0)) * 10 ** (EDGE_DB / 20), 10 ** (FLOOR_DBFS / 20))
    loud = np.flatnonzero(level > bar)
    if not loud.size:
        return 0, len(samples)
    return int(loud[0]) * frame, min((int(loud[-1]) + 1) * frame, len(samples))


def trim(waveform: Waveform, lead_ms: float, tail_ms: float) -> tuple[bytes, int]:
    """Return the faded sound with at most so much silence at its ends, and how many samples went in front.

    Args:
        waveform: At least one sample.
        lead_ms: Silence kept before the speech.
        tail_ms: Silence kept after it.
    """
    rate = waveform.rate_hz
    first, last = speech_span(waveform)
    start = max(0, first - round(lead_ms * rate / 1000))
    end = min(waveform.samples, last + round(tail_ms * rate / 1000))
    segment = _audio_segment()(waveform.pcm, sample_width=2, frame_rate=rate, channels=1)
    kept = segment.get_sample_slice(start, end)
    if len(kept) > 2 * FADE_MS:
        kept = kept.fade_in(FADE_MS).fade_out(FADE_MS)
    return bytes(kept.raw_data), start


def _audio_segment() -> Any:
    # pydub warns on import when no ffmpeg is on the PATH (this room finds its own) and about `audioop`.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment
