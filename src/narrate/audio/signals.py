"""What the sound of an utterance tells of damage, without listening to its words."""

import functools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["BANDS_HZ", "Signal", "level_dbfs", "measure_signal"]

FRAME_MS = 20
"""Long enough for the lowest voice, short enough for a plosive."""
SPEECH_DB = 30.0
"""Frames at most this far below the loud ones hold speech."""
SILENCE_DBFS = -90.0
"""Stands for no sound at all."""
EDGE_FRAMES = 30
"""The beginning and the end of an utterance: 0.6 s."""
PITCH_FRAME_MS = 40
"""Two periods and more of the lowest voice."""
BANDS_HZ = (80, 160, 300, 450, 650, 900, 1250, 1700, 2300, 3100, 4200, 5600, 7500, 10_500)
"""Where the bands of a profile begin and end: two a critical band below, three above."""
FAINT_POWER = 1e-9
"""Of a band: keeps what isn't there from counting."""
PITCHES_HZ = (65, 400)
LEAST_VOICING = 0.6
OCTAVE_COST = 0.05
"""Of two lags that fit about as well, the shorter is the period."""
VOICED_DB = 12.0
"""Frames at most this far below the loud ones are asked for their pitch."""
TONE_BINS = 3
TONE_SHARE = 0.97
LOWEST_TONE_HZ = 350
CLICK_NEAR_MS = (3, 12)
"""A click is compared with what lies so far before and behind it: a plosive is longer."""
FAINT_BEND = 1e-7
"""A bend of a few steps of 16 bits isn't heard; it keeps silence from counting."""
FALL_MS = 10
"""Grain in which a sudden end is looked for."""
FALL_LOUD_DB = 20.0
"""What ends suddenly was at most so far below the loud frames."""
FALL_FLOOR_DB = 60.0
"""Below the loud frames: nobody hears what lies deeper."""
REPEAT_RATE_HZ = 4000
"""Copies are looked for in the sound up to 2 kHz."""
REPEAT_LEAST = 0.1
EDGE_MS = 2.0
"""A click at a join lies within this of it."""


@dataclass(frozen=True, slots=True)
class Spectrum:
    """Measures of an utterance's frequencies, over its frames with speech."""

    profile_db: tuple[float, ...]
    """Mean level of each of `BANDS_HZ`, over the mean of all."""
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
    span_ms: tuple[float, float]
    """Where the first speech begins and the last one ends."""
    gap_ms: float
    """Longest silence between two stretches of speech, or in front of or behind all of it."""
    swing_db: float
    """Spread of levels over the frames with speech (10th to 90th percentile): syllables swing, noise doesn't."""
    floor_db: float
    """How far the quietest frames (3rd percentile) lie below the loud ones."""
    course_db: tuple[float, float, float]
    """Loud frames of its first 0.6 s, of the second half of its speech, and of its last 0.6 s, over those of all."""
    fall_db: float
    """Steepest fall inside, from loud to quiet within 10 ms: up to 35 dB for a voice, which rings on."""
    jump: float
    """Steepest step at either join, over the steepest ones inside."""
    spectrum: "Spectrum"
    """Measures of its frequencies."""
    click_db: float
    """Sharpest bend inside, over those 3 to 12 ms away: up to 22 dB for a voice."""
    echo: float
    """Highest correlation with itself 50 to 600 ms later, spectrum flattened: up to 0.15 for a voice."""
    repeat: float
    """Highest correlation of 120 ms with other 120 ms that begin 0.1 to 0.8 s later: up to 0.94; 1 is a copy."""


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
        span_ms=_span(active),
        gap_ms=_longest_gap(active) * FRAME_MS,
        swing_db=float(np.percentile(spoken, 90) - np.percentile(spoken, 10)),
        floor_db=loud - float(np.percentile(levels, 3)),
        course_db=_course(levels, active, loud),
        fall_db=_fall(samples, rate_hz, loud),
        jump=_jump(samples, rate_hz),
        spectrum=_spectrum(samples, rate_hz),
        click_db=_click(samples, rate_hz),
        echo=_echo(samples, rate_hz),
        repeat=_repeat(samples, rate_hz),
    )


def _longest_gap(active: "np.ndarray[Any, Any]") -> int:
    edges = np.flatnonzero(np.concatenate(([True], active, [True])))
    return int(np.diff(edges).max()) - 1


def _span(active: np.ndarray) -> tuple[float, float]:
    places = np.flatnonzero(active)
    return (float(places[0]) * FRAME_MS, float(places[-1] + 1) * FRAME_MS) if len(places) else (0.0, 0.0)


def _course(levels: np.ndarray, active: np.ndarray, loud: float) -> tuple[float, float, float]:
    spoken = levels[active]
    if len(spoken) < EDGE_FRAMES:
        return 0.0, 0.0, 0.0
    first, last = np.flatnonzero(active)[[0, -1]]
    parts = levels[first : first + EDGE_FRAMES], spoken[len(spoken) // 2 :], levels[last + 1 - EDGE_FRAMES : last + 1]
    begin, behind, end = (float(np.percentile(part, 90)) - loud for part in parts)
    return begin, behind, end


def _fall(samples: np.ndarray, rate_hz: int, loud: float) -> float:
    """Return by how much the sound falls from 20 ms to the 30 ms that begin 10 ms behind them."""
    frame = rate_hz * FALL_MS // 1000
    rows = samples[: len(samples) // frame * frame].reshape(-1, frame)
    levels = np.maximum(10 * np.log10((rows**2).mean(axis=1) + 1e-12), loud - FALL_FLOOR_DB)
    if len(levels) < 6:
        return 0.0
    before = np.minimum(levels[:-5], levels[1:-4])
    behind = np.maximum(np.maximum(levels[3:-2], levels[4:-1]), levels[5:])
    return float(np.where(before > loud - FALL_LOUD_DB, before - behind, 0.0).max())


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
    size = frame * 3 // 4 * 2  # no lag of a pitch wraps around
    power = np.abs(np.fft.rfft(frames[active] * _window(frame), size)) ** 2
    hz = np.fft.rfftfreq(size, 1 / rate_hz)
    pitches, share = _pitches(power[levels[active] > loud - VOICED_DB], rate_hz, frame)
    return Spectrum(
        profile_db=_profile(power, hz),
        pitch_hz=float(np.median(pitches)) if len(pitches) else 0.0,
        voiced=share,
        tone_ms=_longest_tone(power, hz) * FRAME_MS,
    )


def _profile(power: np.ndarray, hz: np.ndarray) -> tuple[float, ...]:
    edges = np.searchsorted(hz, BANDS_HZ)
    bands = np.add.reduceat(power, np.minimum(edges, len(hz) - 1), axis=1)[:, :-1]
    levels = (10 * np.log10(bands + FAINT_POWER)).mean(axis=0)
    return tuple(map(float, levels - levels.mean()))


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
    frame, (first, last) = rate_hz // 1000, CLICK_NEAR_MS
    bends = np.diff(samples, 2) ** 2
    peaks = bends[: len(bends) // frame * frame].reshape(-1, frame).max(axis=1)
    if len(peaks) < 4 * last:
        return 0.0
    around = np.lib.stride_tricks.sliding_window_view(np.pad(peaks, last, mode="edge"), 2 * last + 1)
    near = np.concatenate([around[:, : last - first + 1], around[:, last + first :]], axis=1)
    usual = np.partition(near, -3, axis=1)[:, -3]
    return float(10 * np.log10(((peaks + FAINT_POWER**2) / (usual + FAINT_BEND)).max()))


def _echo(samples: np.ndarray, rate_hz: int) -> float:
    first, last = rate_hz * 50 // 1000, min(rate_hz * 600 // 1000, len(samples) // 2)
    if last <= first:
        return 0.0
    step = max(1, rate_hz // 12_000)
    size = 1 << (2 * len(samples[::step]) - 1).bit_length()
    spectrum = np.abs(np.fft.rfft(samples[: len(samples) // step * step].reshape(-1, step).mean(axis=1), size))
    near = max(3, len(spectrum) // 200)
    sums = np.cumsum(np.pad(spectrum.astype(float), (near - near // 2, near // 2)))
    smooth = (sums[near:] - sums[:-near]) / near + 1e-9
    correlation = np.fft.irfft(((spectrum / smooth) ** 2).astype(np.float32))
    return float(np.abs(correlation[first // step : last // step]).max() / (correlation[0] + 1e-12))


def _repeat(samples: np.ndarray, rate_hz: int) -> float:
    step = max(1, rate_hz // REPEAT_RATE_HZ)
    thin = samples[: len(samples) // step * step].reshape(-1, step).mean(axis=1)
    rate = rate_hz / step
    window, first, last = (int(s * rate) for s in (0.12, 0.1, 0.8))
    if len(thin) < window + first + window:
        return 0.0
    padded = np.pad(thin, (0, last + window))
    starts = np.arange(0, len(thin) - window - first, window * 2 // 3)
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
