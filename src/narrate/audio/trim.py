"""One segment's sound, cut and faded: the only file that knows pydub."""

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from narrate.model import Waveform

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["speech_spans", "trim"]

FADE_MS = 5
"""Long enough that no edge clicks, too short to be heard as a fade."""
FRAME_MS = 5
"""Edges are found to this grain."""
EDGE_DB = -45.0
"""Frames this far below the loudest one are silence at an edge; a final "s" or "f" lies about 35 dB below."""
FLOOR_DBFS = -66.0
"""Below this nothing is clear speech, however quiet the rest is."""
SOFT_DB = -55.0
"""Frames between this and `EDGE_DB` may be a breathed onset or release: a final "th" of Piper's lies 50 dB below the
loudest frame, and 70 ms after clear speech has ended."""
SOFT_MS = 150.0
"""Looked for a soft sound so far around clear speech; no English release is longer."""
SOFT_FLOOR_DBFS = -78.0
"""Below this nothing is a soft sound: a few steps of 16 bits."""
TONE_DB = 6.0
"""A soft sound stands this far above the engine's own room tone, which isn't kept for its own sake."""


def trim(waveform: Waveform, edge_ms: float) -> tuple[bytes, int]:
    """Return the faded sound with `edge_ms` of silence before and after its clear speech.

    Silence of the engine's own is cut; what is missing is added, so that pauses are alike whatever engine speaks. No
    soft onset or release is cut: where one reaches farther than `edge_ms`, the edge is as long as it is.

    Args:
        waveform: At least one sample.
        edge_ms: At least `FADE_MS`.

    Returns:
        s16le, and how many samples went in front: below zero when silence was added there.
    """
    rate, length = waveform.rate_hz, waveform.samples
    edge, fade = round(edge_ms * rate / 1000), FADE_MS * rate // 1000
    clear, soft = speech_spans(waveform)
    start, end = min(clear[0] - edge, soft[0] - fade), max(clear[1] + edge, soft[1] + fade)
    first, last = max(0, start), min(length, end)
    sound = _audio_segment()(waveform.pcm, sample_width=2, frame_rate=rate, channels=1).get_sample_slice(first, last)
    if len(sound) > 2 * FADE_MS:
        sound = sound.fade_in(FADE_MS).fade_out(FADE_MS)
    return bytes(2 * (first - start)) + bytes(sound.raw_data) + bytes(2 * (end - last)), start


def speech_spans(waveform: Waveform) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the first sample of speech and the one after the last: of clear speech, and with soft sounds around it.

    Both are the whole waveform when all of it is silent.
    """
    samples = np.frombuffer(waveform.pcm, "<i2")
    frame = max(1, waveform.rate_hz * FRAME_MS // 1000)
    count = -(-len(samples) // frame)
    padded = np.zeros(count * frame, np.float32)
    padded[: len(samples)] = samples
    levels: NDArray[Any] = np.sqrt((padded.reshape(count, frame) ** 2).mean(axis=1)) / 32768
    loudest = float(levels.max(initial=0))
    clear = np.flatnonzero(levels > max(loudest * _ratio(EDGE_DB), _ratio(FLOOR_DBFS)))
    if not clear.size:
        return (0, len(samples)), (0, len(samples))
    tone = float(np.percentile(levels, 5)) * _ratio(TONE_DB)
    soft = np.flatnonzero(levels > max(loudest * _ratio(SOFT_DB), _ratio(SOFT_FLOOR_DBFS), tone))
    reach = round(SOFT_MS / FRAME_MS)
    near = np.append(soft[(soft >= clear[0] - reach) & (soft <= clear[-1] + reach)], clear)
    spans = [
        (int(frames.min()) * frame, min((int(frames.max()) + 1) * frame, len(samples))) for frames in (clear, near)
    ]
    return spans[0], spans[1]


def _ratio(level_db: float) -> float:
    return float(10 ** (level_db / 20))


def _audio_segment() -> Any:
    # pydub warns on import when no ffmpeg is on the PATH (this room finds its own) and about `audioop`.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    return AudioSegment
