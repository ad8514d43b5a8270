"""Utterances by their sound alone: measured for the listening gate, and brought near to one level for the listener."""

import logging
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from narrate.audio.limiter import Sound
from narrate.audio.meter import k_weights
from narrate.model import Cue

__all__ = ["Signal", "even", "measure_signal", "speech_level"]


FRAME_MS = 20
"""Long enough for the lowest voice, short enough for a plosive."""
SPEECH_DB = 30.0
"""Frames at most this far below the loud ones hold speech."""
SILENCE_DBFS = -90.0
"""Stands for no sound at all."""
EDGE_MS = 2.0
"""A click at a join lies within this of it."""


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


@dataclass(frozen=True, slots=True)
class Signal:
    """Measures of one utterance's sound."""

    level_dbfs: float
    """Of its loud frames (95th percentile of RMS)."""
    active_ms: float
    """Time with speech."""
    gap_ms: float
    """Longest silence between two stretches of speech, or in front of or behind all of it."""
    crest_db: float
    """Peak over RMS of the loud frames, median: about 12 for a voice, 3 for a sine, 0 for a square wave."""
    swing_db: float
    """Spread of levels over the frames with speech (10th to 90th percentile): syllables swing, noise doesn't."""
    floor_db: float
    """How far the quietest frames (3rd percentile) lie below the loud ones."""
    jump: float
    """Steepest step at either join, over the steepest ones inside."""


def measure_signal(samples: np.ndarray, rate_hz: int) -> Signal:
    """Return the measures of an utterance.

    Args:
        samples: From -1 to 1, at least one.
        rate_hz: Samples per second.
    """
    frame = rate_hz * FRAME_MS // 1000
    count = max(1, len(samples) // frame)
    frames = np.resize(samples, frame) if len(samples) < frame else samples[: count * frame]
    frames = frames.reshape(count, frame)
    power = 10 * np.log10((frames**2).mean(axis=1) + 1e-12)
    levels: np.ndarray = np.maximum(power, SILENCE_DBFS)
    loud = float(np.percentile(levels, 95))
    active = (levels > loud - SPEECH_DB) & (levels > SILENCE_DBFS)
    spoken = levels[active] if active.any() else levels
    strong = frames[levels >= np.percentile(levels, 70)]
    rms = np.sqrt((strong**2).mean(axis=1)) + 1e-9
    return Signal(
        level_dbfs=loud,
        active_ms=float(active.sum()) * FRAME_MS,
        gap_ms=_longest_gap(active) * FRAME_MS,
        crest_db=float(np.median(20 * np.log10(np.abs(strong).max(axis=1) / rms + 1e-9))),
        swing_db=float(np.percentile(spoken, 90) - np.percentile(spoken, 10)),
        floor_db=loud - float(np.percentile(levels, 3)),
        jump=_jump(samples, rate_hz),
    )


def _longest_gap(active: "np.ndarray[Any, Any]") -> int:
    edges = np.flatnonzero(np.concatenate(([True], active, [True])))
    return int(np.diff(edges).max()) - 1


def _jump(samples: np.ndarray, rate_hz: int) -> float:
    edge = max(2, round(EDGE_MS * rate_hz / 1000))
    if len(samples) < 20 * edge:
        return 0.0
    steps = np.abs(np.diff(samples))
    inside = float(np.percentile(steps[edge:-edge], 99.9)) + 1e-6
    return float(max(steps[:edge].max(), steps[-edge:].max())) / inside


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
