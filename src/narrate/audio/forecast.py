"""How loud sound will be behind the limiter, reckoned from its peaks and levels instead of by running it.

The limiter's gain follows from the peaks alone: down within its attack, up again within its release. Applied to the
K-weighted energy of each millisecond it tells the loudness for many gains at once, within about 0.1 LU of what the
meter then reads. A run of the limiter for every gain that is tried costs ten times as much.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from narrate.audio.encode import ATTACK_MS, RELEASE_MS, Sound
from narrate.audio.even import k_weights

__all__ = ["Forecast", "forecast"]

STEP_MS = 1500
LAP_MS = 50
"""Sound is read in steps of so much, with so much of its neighbours on both sides: longer than the release."""
HOP_MS = 100
"""BS.1770-4, Annex 1: blocks of 400 ms that begin every 100 ms."""
DRIVES_DB = np.array([-3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22], np.float32)
"""Gains that are tried, from the one that would do without a limiter; between them lies nearly a straight line."""
GATE_LUFS = -70.0
"""BS.1770-4's absolute gate; blocks below don't count."""
OFFSET_LU = -0.691
"""BS.1770-4, Annex 1, eq. 2: makes a sine of 997 Hz read as its level."""
BIN_LU = 0.02
BINS = 5000
"""Blocks are counted by loudness in bins, so that ten hours need no more memory than a minute."""
OVERSAMPLED = 2
"""Peaks between samples count; a finer grid moves the result by less than 0.03 LU."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Loudness as a function of gain and ceiling."""

    raw_lufs: float
    """Of the sound as it is; `-inf` for silence."""
    drives_db: tuple[float, ...]
    """Gains over the ceiling, ascending."""
    loudness_lufs: tuple[float, ...]
    """At each drive, for a ceiling of 0 dBFS, ascending."""

    def loudness(self, gain_db: float, ceiling_db: float) -> float:
        """Return the loudness in LUFS behind a limiter with this gain before it."""
        return ceiling_db + float(np.interp(gain_db - ceiling_db, self.drives_db, self.loudness_lufs))

    def gain_for(self, lufs: float, ceiling_db: float) -> float:
        """Return the gain in dB that gives the loudness `lufs`; the highest known if none does."""
        return ceiling_db + float(np.interp(lufs - ceiling_db, self.loudness_lufs, self.drives_db))


def forecast(sound: Sound, lufs: float, ceiling_db: float) -> Forecast:
    """Return how loud `sound` would be at gains around the one that gives `lufs` below `ceiling_db`.

    Memory doesn't grow with its length.

    Raises:
        OSError: The sound can't be read.
    """
    plain = _Meter(1)
    for _, energies in _levels(sound, peaks=False):
        plain.add(energies[None])
    (raw,) = plain.loudness()
    if raw == -math.inf:
        return Forecast(raw, (0.0,), (raw,))
    drives = lufs - raw - ceiling_db + DRIVES_DB
    meter, gains = _Meter(len(drives)), (10 ** (drives / 20))[:, None]
    for peaks, energies in _levels(sound, peaks=True):
        left = gains * _let_through(gains * peaks)[:, LAP_MS : LAP_MS + len(energies)]
        meter.add(energies * left**2)
    loudness = np.maximum.accumulate(meter.loudness())
    return Forecast(raw, tuple(drives.tolist()), tuple(loudness.tolist()))


def _let_through(peaks: np.ndarray) -> np.ndarray:
    """Return what a limiter at 1.0 leaves of each millisecond of rows with these peaks, as a factor."""
    cut = 1 - 1 / np.maximum(peaks, 1)
    most = cut.copy()
    for past in range(1, RELEASE_MS):
        np.maximum(most[:, past:], cut[:, :-past] * np.float32(1 - past / RELEASE_MS), out=most[:, past:])
    for ahead in range(1, ATTACK_MS):
        np.maximum(most[:, :-ahead], cut[:, ahead:] * np.float32(1 - ahead / ATTACK_MS), out=most[:, :-ahead])
    return 1 - most


def _levels(sound: Sound, *, peaks: bool) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the peak of each millisecond of a step and of its laps, and the K-weighted power of each of the step."""
    frame = sound.rate_hz // 1000  # a little less than a millisecond at 11,025 Hz and its multiples
    size = (STEP_MS + 2 * LAP_MS) * frame
    weights = np.sqrt(k_weights(size, sound.rate_hz)).astype(np.float32)
    total = sound.samples // frame
    for first in range(0, total, STEP_MS):
        samples = _stretch(sound, (first - LAP_MS) * frame, size)
        spectrum = np.fft.rfft(samples)
        weighted = np.fft.irfft(spectrum * weights).reshape(-1, frame)[LAP_MS:][: min(STEP_MS, total - first)]
        fine = np.fft.irfft(spectrum, OVERSAMPLED * size) * OVERSAMPLED if peaks else samples
        highest = np.abs(fine).reshape(STEP_MS + 2 * LAP_MS, -1).max(axis=1)
        yield highest.astype(np.float32), np.einsum("ij,ij->i", weighted, weighted) / frame


def _stretch(sound: Sound, start: int, count: int) -> np.ndarray:
    """Return `count` samples from -1 to 1 from `start` on, silence where there are none."""
    first = max(0, start)
    found = np.fromfile(sound.pcm, "<i2", count - (first - start), offset=2 * first)
    samples = np.zeros(count, np.float32)
    samples[first - start :][: len(found)] = found
    return samples / np.float32(32768)


class _Meter:
    """Gated loudness of several signals of one length: BS.1770-4, Annex 1, eq. 3 to 7."""

    def __init__(self, signals: int) -> None:
        self._hops = np.zeros((signals, 0))
        self._blocks = np.zeros((signals, BINS))
        self._power = np.zeros((signals, BINS))
        self._sum, self._frames = np.zeros(signals), 0

    def add(self, power: np.ndarray) -> None:
        """Take the power of further milliseconds, one row a signal."""
        self._sum += power.sum(axis=1)
        self._frames += power.shape[1]
        whole = power[:, : power.shape[1] // HOP_MS * HOP_MS].reshape(len(power), -1, HOP_MS).mean(axis=2)
        hops = np.concatenate((self._hops, whole), axis=1)
        self._hops = hops[:, -3:]
        if hops.shape[1] > 3:
            self._count((hops[:, :-3] + hops[:, 1:-2] + hops[:, 2:-1] + hops[:, 3:]) / 4)

    def loudness(self) -> np.ndarray:
        """Return the integrated loudness of each signal in LUFS, `-inf` for silence."""
        if not self._blocks.any() and self._frames:
            self._count(self._sum[:, None] / self._frames)  # shorter than a block: one block
        return np.array(list(map(_gated, self._blocks, self._power)))

    def _count(self, power: np.ndarray) -> None:
        bins = ((_lufs(power) - GATE_LUFS) / BIN_LU).astype(int)
        rows = np.arange(len(power))[:, None] * BINS
        places = np.where(bins > 0, rows + np.minimum(bins, BINS - 1), rows).ravel()
        self._blocks += np.bincount(places, minlength=self._blocks.size).reshape(-1, BINS)
        self._power += np.bincount(places, power.ravel(), self._power.size).reshape(-1, BINS)
        self._blocks[:, 0] = self._power[:, 0] = 0  # below the absolute gate


def _gated(blocks: np.ndarray, power: np.ndarray) -> float:
    """Return the loudness of one signal from its blocks, counted and summed by loudness."""
    if not blocks.any():
        return -math.inf
    gate = _lufs(power.sum() / blocks.sum()) - 10
    first = max(0, math.ceil((gate - GATE_LUFS) / BIN_LU))
    return float(_lufs(power[first:].sum() / blocks[first:].sum()))


def _lufs(power: Any) -> Any:
    return OFFSET_LU + 10 * np.log10(power + 1e-20)
