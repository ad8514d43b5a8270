"""The limiter: phases turned so that peaks are low, gain turned down before a peak and up again slowly behind it.

By hand, since its gain has to be known before it is applied: so one pass over the samples tells the loudness for every
gain that may be tried, and one encoding is the usual number.
"""

import functools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from narrate.audio.meter import FRAME_MS, Meter, frames_of, k_weights, laps_of

__all__ = ["Levels", "Sound", "limited", "prepared"]

ROTATED_HZ = 200.0
ROTATIONS = 4
"""Voices have pulses that rise higher on one side. Four all-pass filters of second order at 200 Hz, the circuit of
broadcast processors, turn their phases: the level stays at every frequency, the highest peaks fall by 1.6 dB and frames
with more than 3 dB of limiting from 1.9 to 0.7 % (six articles by heart)."""
HOLD_MS = 8
"""Gain stays down so long behind a peak: longer than half a period of 65 Hz, so that no wave of a voice is bent."""
AHEAD_MS = 12
"""Gain begins to go down so long before a peak."""
SMOOTH_FRAMES = 7
"""Gain is averaged over 14 ms around each frame; the hold and the look-ahead cover them, so peaks stay held."""
RELEASE_DB_PER_S = 40.0
"""How fast gain comes back: 3 dB in 75 ms, about a syllable's fall."""
LAP_FRAMES = 500
"""Frames before a stretch that its gain may depend on: 1 s releases 40 dB."""
STRETCH_FRAMES = 15_000
QUIETEST = 1e-9


@dataclass(frozen=True, slots=True)
class Sound:
    """Sound on disk: s16le mono."""

    pcm: Path
    rate_hz: int
    samples: int


@dataclass(frozen=True, slots=True)
class Levels:
    """What the limiter decides by: peak and K-weighted power of every 2 ms, float32 on disk, so that memory is flat."""

    path: Path
    frames: int

    def read(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield peaks and powers of stretches, each with up to `LAP_FRAMES` frames of both neighbours."""
        for first in range(0, self.frames, STRETCH_FRAMES):
            start = max(0, first - LAP_FRAMES)
            count = min(self.frames, first + STRETCH_FRAMES + LAP_FRAMES) - start
            rows = np.fromfile(self.path, np.float32, 2 * count, offset=8 * start).reshape(-1, 2)
            yield rows[:, 0], rows[:, 1]

    def loudness(self, gain_db: float, ceiling_db: float) -> float:
        """Return the loudness in LUFS behind the limiter; `-inf` for silence."""
        meter = Meter(1)
        for number, (peaks, power) in enumerate(self.read()):
            own = _own(number, len(peaks))
            meter.add((power * 10 ** ((gain_db + reduction_db(peaks, gain_db, ceiling_db)) / 10))[None, own])
        return float(meter.loudness()[0])

    def is_limited(self, gain_db: float, ceiling_db: float) -> bool:
        """Whether any sample would be above the ceiling without the limiter."""
        highest = max(float(peaks.max(initial=0.0)) for peaks, _ in self.read())
        return 20 * math.log10(highest + QUIETEST) + gain_db > ceiling_db

    def gain_for(self, lufs: float, ceiling_db: float, most_db: float) -> float:
        """Return the gain in dB, at most `most_db`, that gives the loudness `lufs` behind the limiter."""
        gain = min(most_db, lufs - self.loudness(0.0, math.inf))
        for _ in range(6):
            miss = lufs - self.loudness(gain, ceiling_db)
            if abs(miss) < 0.02 or (miss > 0 and gain == most_db):
                break
            gain = min(most_db, gain + miss)
        return gain


def prepared(sound: Sound, work: Path) -> tuple[Sound, Levels]:
    """Return `sound` with its phases turned, and its levels, both written below `work`.

    Raises:
        OSError: The sound can't be read, or `work` can't be written.
    """
    turned, levels = work / "turned.pcm", work / "levels.f32"
    frames = 0
    with turned.open("wb") as pcm, levels.open("wb") as table:
        for samples, spectrum, own in laps_of(_blocks(sound), sound.rate_hz):
            rotated = spectrum * _rotation(len(samples), sound.rate_hz)
            kept = np.fft.irfft(rotated)[own]
            pcm.write(_s16(kept))
            power = frames_of(np.fft.irfft(rotated * k_weights(len(samples), sound.rate_hz))[own], sound.rate_hz)
            rows = np.stack((_peaks(kept, sound.rate_hz), power), axis=1).astype(np.float32)
            table.write(rows.tobytes())
            frames += len(rows)
    return Sound(turned, sound.rate_hz, sound.samples), Levels(levels, frames)


def limited(sound: Sound, levels: Levels, gain_db: float, ceiling_db: float, target: Path) -> Sound:
    """Write `sound`, raised by `gain_db` and with its samples held at `ceiling_db`, to `target`; return that.

    Args:
        sound: As `prepared` gave it.
        levels: Its levels.
        gain_db: Before the limiter.
        ceiling_db: dBFS that no sample is above.
        target: Is written anew.

    Raises:
        OSError: A file can't be read or written.
    """
    frame = sound.rate_hz * FRAME_MS // 1000
    grid = (np.arange(frame, dtype=np.float32) + 0.5) / frame - 0.5
    with sound.pcm.open("rb") as source, target.open("wb") as sink:
        for number, (peaks, _) in enumerate(levels.read()):
            own = _own(number, len(peaks))
            gain = 10 ** ((gain_db + reduction_db(peaks, gain_db, ceiling_db)) / 20)
            padded = np.pad(gain, 1, mode="edge").astype(np.float32)[own.start : own.stop + 2]
            here, step = padded[1:-1, None], np.diff(padded)
            # straight lines from the middle of a frame to that of the next
            curve = np.where(grid < 0, here + grid * step[:-1, None], here + grid * step[1:, None]).ravel()
            samples = np.frombuffer(source.read(2 * len(curve)), "<i2").astype(np.float32)
            sink.write(_s16(samples * curve[: len(samples)] / 32768))
    return Sound(target, sound.rate_hz, sound.samples)


def reduction_db(peaks: np.ndarray, gain_db: float, ceiling_db: float) -> np.ndarray:
    """Return what the limiter adds to the gain of each frame, in dB, 0 or less.

    Args:
        peaks: The highest sample of each frame, from 0 to 1.
        gain_db: Before the limiter.
        ceiling_db: dBFS that no sample is above; `inf` for no limiter.
    """
    if math.isinf(ceiling_db):
        return np.zeros(len(peaks))
    needed = np.minimum(0.0, ceiling_db - gain_db - 20 * np.log10(peaks.astype(float) + QUIETEST))
    back, ahead, around = HOLD_MS // FRAME_MS, AHEAD_MS // FRAME_MS, SMOOTH_FRAMES // 2
    padded = np.pad(needed, (back, ahead), constant_values=0.0)
    held = np.lib.stride_tricks.sliding_window_view(padded, back + ahead + 1).min(axis=1)
    rise = np.arange(len(held)) * (RELEASE_DB_PER_S * FRAME_MS / 1000)
    released = np.minimum(0.0, np.minimum.accumulate(held - rise) + rise)
    return np.convolve(np.pad(released, around, mode="edge"), np.full(SMOOTH_FRAMES, 1 / SMOOTH_FRAMES), "valid")


def _own(number: int, count: int) -> slice:
    """Return which frames of a stretch that was read with its laps are its own."""
    start = LAP_FRAMES if number else 0
    return slice(start, min(count, start + STRETCH_FRAMES))


def _blocks(sound: Sound) -> Iterator[np.ndarray]:
    with sound.pcm.open("rb") as source:
        while block := source.read(1 << 18):
            yield np.frombuffer(block, "<i2").astype(np.float32) / np.float32(32768)


def _peaks(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    frame = rate_hz * FRAME_MS // 1000
    padded = np.pad(np.abs(samples), (0, -len(samples) % frame))
    peaks: np.ndarray = padded.reshape(-1, frame).max(axis=1)
    return peaks


def _s16(samples: np.ndarray) -> bytes:
    rounded: np.ndarray = np.clip(np.rint(samples * 32768), -32768, 32767).astype("<i2")
    return rounded.tobytes()


@functools.cache
def _rotation(length: int, rate_hz: int) -> np.ndarray:
    """Return the response of the all-pass filters: second order, Q 0.5, by the bilinear transform."""
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(length, 1 / rate_hz) / rate_hz)
    angle = 2 * math.pi * ROTATED_HZ / rate_hz
    low, mid, high = 1 - math.sin(angle), -2 * math.cos(angle), 1 + math.sin(angle)
    response: np.ndarray = (low + mid * turn + high * turn**2) / (high + mid * turn + low * turn**2)
    return (response**ROTATIONS).astype(np.complex64)
