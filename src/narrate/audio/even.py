"""Utterances of one recording brought near to one level, as an engineer rides the fader between two speakers."""

import logging
import statistics
from collections.abc import Sequence

import numpy as np

from narrate.audio.limiter import Sound
from narrate.audio.meter import k_weights
from narrate.model import Cue

__all__ = ["even", "speech_level"]

_log = logging.getLogger(__name__)

NATURAL_LU = 2.0
"""So far a voice strays by itself from sentence to sentence; that is left alone."""
LEFT_SHARE = 0.25
"""Of a larger difference so much stays, so that a quiet sentence is still a little quieter."""
BROKEN_LU = 12.0
"""A larger difference isn't a matter of level but damage, which must be reported and not lifted."""
LEVEL_FRAME_MS = 100
SILENCE_DB = -200.0
GATE_DB = 10.0
"""Frames this far below the mean don't count (BS.1770-4 has the same relative gate)."""


def even(sound: Sound, cues: Sequence[Cue]) -> None:
    """Change the levels of utterances that stray far from the recording's median, in place.

    Raises:
        OSError: The file can't be read or written.
    """
    spans = [tuple(round(ms * sound.rate_hz / 1000) for ms in (cue.start_ms, cue.end_ms)) for cue in cues]
    with sound.pcm.open("rb+") as file:

        def read(start: int, end: int) -> np.ndarray:
            file.seek(2 * start)
            return np.frombuffer(file.read(2 * (end - start)), "<i2").astype(np.float32)

        levels = [speech_level(read(start, end), sound.rate_hz) for start, end in spans]
        usual = statistics.median(levels)
        for index, ((start, end), level) in enumerate(zip(spans, levels, strict=True)):
            stray = level - usual
            if not NATURAL_LU < abs(stray) < BROKEN_LU:
                continue
            samples = read(start, end)
            room = 32767 / max(1.0, float(np.abs(samples).max()))
            gain = min(10 ** (-stray * (1 - LEFT_SHARE) / 20), max(1.0, room))
            file.seek(2 * start)
            file.write(np.rint(samples * gain).astype("<i2").tobytes())
            _log.debug("utterance %d strays by %.1f LU: gain %.2f", index, stray, gain)


def speech_level(samples: np.ndarray, rate_hz: int) -> float:
    """Return the K-weighted level of the frames with speech, in dB; only differences between levels mean anything."""
    frame = min(len(samples), rate_hz * LEVEL_FRAME_MS // 1000)
    if not frame:
        return SILENCE_DB
    frames = (samples[: len(samples) // frame * frame] / np.float32(32768)).reshape(-1, frame)
    power = (np.abs(np.fft.rfft(frames)) ** 2 * k_weights(frame, rate_hz) ** 2).sum(axis=1) / frame**2 + 1e-20
    loud = power[power > power.mean() / 10 ** (GATE_DB / 10)]
    return float(10 * np.log10(2 * loud.mean()))
