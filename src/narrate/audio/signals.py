"""What the sound of an utterance tells of damage, without listening to its words."""

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Signal", "level_dbfs", "measure_signal"]

FRAME_MS = 20
"""Long enough for the lowest voice, short enough for a plosive."""
SPEECH_DB = 30.0
"""Frames at most this far below the loud ones hold speech."""
SILENCE_DBFS = -90.0
"""Stands for no sound at all."""
PITCH_FRAME_MS = 40
"""Two periods and more of the lowest voice."""
BANDS_HZ = ((60, 300), (300, 3000), (3000, 8000))
PITCHES_HZ = (65, 400)
LEAST_VOICING = 0.6
OCTAVE_COST = 0.05
"""Of two lags that fit about as well, the shorter is the period."""
VOICED_DB = 12.0
"""Frames at most this far below the loud ones are asked for their pitch."""
TONE_BINS = 4
TONE_SHARE = 0.97
LOWEST_TONE_HZ = 350
CLICK_MS = 5
FAINT_BEND = 2e-4
"""A bend of a few steps of 16 bits isn't heard; it keeps silence from counting."""
REPEAT_RATE_HZ = 4000
"""Copies are looked for in the sound up to 2 kHz."""
REPEAT_LEAST = 0.1
EDGE_MS = 2.0
"""A click at a join lies within this of it."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Measures of an utterance's frequencies, over its frames with speech."""

    high_db: float
    """Power from 3 to 8 kHz over that from 0.3 to 3 kHz."""
    low_db: float
    """Power from 60 to 300 Hz over that from 0.3 to 3 kHz."""
    pitch_hz: float
    """Median pitch of the voiced frames; 0 where there are none."""
    voiced: float
    """Share of the loud frames that have a pitch."""
    tone_ms: float
    """Longest stretch in which nearly all power lies at one frequency above 350 Hz, as in a bleep."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Measures of one utterance's sound."""

    level_dbfs: float
    """Of its loud frames (95th percentile of RMS)."""
    active_ms: float
    """Time with speech."""
    gap_ms: float
    """Longest silence between two stretches of speech, or in front of or behind all of it."""
    swing_db: float
    """Spread of levels over the frames with speech (10th to 90th percentile): syllables swing, noise doesn't."""
    floor_db: float
    """How far the quietest frames (3rd percentile) lie below the loud ones."""
    jump: float
    """Steepest step at either join, over the steepest ones inside."""
    spectrum: "Spectrum"
    """Measures of its frequencies."""
    click: float
    """Sharpest bend inside, over those within 5 ms of it: about 5 for a voice, 30 for a faint click."""
    echo: float
    """Highest correlation with itself 50 to 600 ms later, spectrum flattened: up to 0.14 for a voice."""
    repeat: float
    """Highest correlation of 120 ms with other 120 ms that begin 0.1 to 0.8 s later: up to 0.97; 1 is a copy."""


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
    return Signal(
        level_dbfs=loud,
        active_ms=float(active.sum()) * FRAME_MS,
        gap_ms=_longest_gap(active) * FRAME_MS,
        swing_db=float(np.percentile(spoken, 90) - np.percentile(spoken, 10)),
        floor_db=loud - float(np.percentile(levels, 3)),
        jump=_jump(samples, rate_hz),
        spectrum=_spectrum(samples, rate_hz),
        click=_click(samples, rate_hz),
        echo=_echo(samples, rate_hz),
        repeat=_repeat(samples, rate_hz),
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


def level_dbfs(samples: np.ndarray) -> float:
    """Return the RMS level of samples from -1 to 1, `SILENCE_DBFS` at the least."""
    power = float(np.mean(np.square(samples))) if len(samples) else 0.0
    return max(SILENCE_DBFS, 10 * math.log10(power + 1e-13))


def _spectrum(samples: np.ndarray, rate_hz: int) -> Spectrum:
    frame, hop = rate_hz * PITCH_FRAME_MS // 1000, rate_hz * FRAME_MS // 1000
    padded = np.pad(samples, (0, max(0, frame - len(samples)))).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(padded, frame)[::hop]
    levels = 10 * np.log10(np.einsum("ij,ij->i", frames, frames) / frame + 1e-12)
    loud = float(np.percentile(levels, 95))
    active = levels > loud - SPEECH_DB
    size = 1 << (2 * frame - 1).bit_length()
    power = np.abs(np.fft.rfft(frames[active] * _window(frame), size)) ** 2
    hz = np.fft.rfftfreq(size, 1 / rate_hz)
    low, mid, high = (float(power[:, (hz >= a) & (hz < b)].sum()) + 1e-12 for a, b in BANDS_HZ)
    pitches, share = _pitches(power[levels[active] > loud - VOICED_DB], rate_hz, frame)
    return Spectrum(
        high_db=10 * math.log10(high / mid),
        low_db=10 * math.log10(low / mid),
        pitch_hz=float(np.median(pitches)) if len(pitches) else 0.0,
        voiced=share,
        tone_ms=_longest_tone(power, hz) * FRAME_MS,
    )


@functools.cache
def _window(length: int) -> np.ndarray:
    return np.hanning(length).astype(np.float32)


def _pitches(power: np.ndarray, rate_hz: int, frame: int) -> tuple[np.ndarray, float]:
    """Return the pitches of frames and the share that has one: the highest autocorrelation, its window's taken off.

    After Boersma, Accurate short-term analysis of the fundamental frequency (1993), section 3.
    """
    if not len(power):
        return np.zeros(0), 0.0
    size = 2 * (power.shape[1] - 1)
    longest, shortest = (int(rate_hz / hz) for hz in PITCHES_HZ)
    own = np.fft.irfft(np.abs(np.fft.rfft(_window(frame), size)) ** 2)[shortest:longest]
    found = np.fft.irfft(power)
    correlation = found[:, shortest:longest] / (found[:, :1] + 1e-12) / (own / own[0])
    is_voiced = correlation.max(axis=1) > LEAST_VOICING
    lags = np.arange(shortest, longest)
    best = (correlation - OCTAVE_COST * np.log2(lags / shortest)).argmax(axis=1)
    pitches: np.ndarray = rate_hz / lags[best[is_voiced]]
    return pitches, float(is_voiced.mean())


def _longest_tone(power: np.ndarray, hz: np.ndarray) -> int:
    """Return the longest run of frames whose power lies at one frequency."""
    if not len(power):
        return 0
    sums = np.cumsum(np.pad(power, ((0, 0), (TONE_BINS + 1, TONE_BINS))), axis=1)
    peaks = power.argmax(axis=1)
    rows = np.arange(len(power))
    near = sums[rows, peaks + 2 * TONE_BINS + 1] - sums[rows, peaks]
    is_tone = (near > TONE_SHARE * (sums[:, -1] + 1e-12)) & (hz[peaks] > LOWEST_TONE_HZ)
    return _longest_gap(~is_tone) if is_tone.any() else 0


def _click(samples: np.ndarray, rate_hz: int) -> float:
    hop = rate_hz * CLICK_MS // 1000
    bends = np.abs(np.diff(samples, 2))
    rows = bends[: len(bends) // hop * hop].reshape(-1, hop)
    if not len(rows):
        return 0.0
    usual = np.partition(rows, int(0.9 * hop), axis=1)[:, int(0.9 * hop)]
    return float((rows.max(axis=1) / (usual + FAINT_BEND)).max())


def _echo(samples: np.ndarray, rate_hz: int) -> float:
    first, last = rate_hz * 50 // 1000, min(rate_hz * 600 // 1000, len(samples) // 2)
    if last <= first:
        return 0.0
    step = max(1, rate_hz // 12_000)
    size = 1 << (2 * len(samples[::step]) - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(samples[: len(samples) // step * step].reshape(-1, step).mean(axis=1), size))
    around = np.full(max(3, len(spectrum) // 200), 1.0)
    smooth = np.convolve(spectrum, around / len(around), "same") + 1e-9
    correlation = np.fft.irfft((spectrum / smooth) ** 2)
    return float(np.abs(correlation[first // step : last // step]).max() / (correlation[0] + 1e-12))


def _repeat(samples: np.ndarray, rate_hz: int) -> float:
    step = max(1, rate_hz // REPEAT_RATE_HZ)
    thin = samples[: len(samples) // step * step].reshape(-1, step).mean(axis=1)
    rate = rate_hz / step
    window, first, last = (int(s * rate) for s in (0.12, 0.1, 0.8))
    if len(thin) < window + first + window:
        return 0.0
    padded = np.pad(thin, (0, last + window))
    starts = np.arange(0, len(thin) - window - first, window // 2)
    pieces = padded[starts[:, None] + np.arange(window)]
    energy = np.einsum("ij,ij->i", pieces, pieces)
    kept = energy > REPEAT_LEAST * np.percentile(energy, 95)
    starts, pieces, energy = starts[kept], pieces[kept], energy[kept]
    behind = padded[starts[:, None] + first + np.arange(last - first + window)]
    size = 1 << (behind.shape[1] + window - 1).bit_length()
    match = np.fft.irfft(np.fft.rfft(behind, size) * np.conj(np.fft.rfft(pieces, size)))[:, : last - first]
    sums = np.cumsum(np.pad(behind.astype(float) ** 2, ((0, 0), (1, 0))), axis=1)
    energies = sums[:, window : window + last - first] - sums[:, : last - first]
    return float((match / np.sqrt(energy[:, None] * energies + 1e-6 * energy[:, None] ** 2 + 1e-15)).max(initial=0.0))
