"""What can be told of each utterance from its sound alone."""

from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Signal", "measure_signal"]

FRAME_MS = 20
"""Long enough for the lowest voice, short enough for a plosive."""
SPEECH_DB = 30.0
"""Frames at most this far below the loud ones hold speech."""
SILENCE_DBFS = -90.0
"""Stands for no sound at all."""
EDGE_MS = 2.0
"""A click at a join lies within this of it."""


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
