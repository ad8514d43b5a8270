"""The closed loop: forecast, encode, decode, measure, correct, until the file that people hear meets its targets.

The limiter's gain follows from the peaks alone: down within its attack, up again within its release. Applied to the
K-weighted power of every 2 ms it tells the loudness for many gains at once, within about 0.1 LU of what the meter then
reads. By hand, for no library foretells a limiter, and a run of ffmpeg for every gain that is tried costs ten times as
much.
"""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from narrate.audio.encode import ATTACK_MS, RELEASE_MS, Loudness, Sound, encode, limiter, measure
from narrate.audio.signals import k_weights
from narrate.errors import AudioError
from narrate.settings.options import AudioOptions

__all__ = ["Forecast", "forecast", "master"]


_log = logging.getLogger(__name__)

CLOSE_LU = 0.15
"""Near enough to the target; the meter reads tenths."""
CODEC_LOSS_LU = {"mp3": 0.4, "m4a": 0.0, "opus": 0.0}
"""First guess of how much softer the decoded file reads than what went into the encoder: LAME scales its input by 0.95.

Measured at 24 to 160 kbit/s on five voices: within 0.1 LU, but for 24 and 32 kbit/s at 24 kHz (0.5 to 0.7).
"""
HEADROOM_DB = 2.0
"""First guess of how far the codec's peaks rise above the limiter's ceiling."""
JUDGED_S = 3.0
"""The short-term window of EBU Tech 3341: of a shorter sound few blocks pass the gate; its loudness moves in steps."""
ENCODINGS = 8
"""Rounds before giving up; one or two are usual."""
PEAK_STEP_DB = 0.2
"""The ceiling goes down by this more than was seen: a codec's peaks move a little with every change."""
MOST_STEP_DB = 0.5
"""Of what was seen, the ceiling follows so much at once. LAME may make a burst of hiss 5 dB higher in one encoding and
not in the next, a tenth of a decibel away; a ceiling that followed such chance would squeeze the voice.
"""
MOST_GAIN_DB = 40.0
"""More would only lift noise."""


STEP_MS = 1500
LAP_MS = 50
"""Sound is read in steps of so much, with so much of its neighbours on both sides: longer than the release."""
FRAME_MS = 2
"""Grain of peaks and levels. Samples miss peaks between them, long frames widen peaks: at 2 ms the two nearly cancel
(0.01 LU on average, 0.05 at most with 3 dB of limiting, from what peaks of the sound 4 times oversampled give)."""
HOP = 100 // FRAME_MS
"""Frames in 100 ms: BS.1770-4, Annex 1, has blocks of 400 ms that begin every 100 ms."""
DRIVES_DB = np.array([-6, -2, -1, 0, 1, 2, 3, 4, 6, 8, 11, 15, 22], np.float32)
"""Gains that are tried, from the one that would do without a limiter and without K weighting, which takes up to 4 dB
off; between them lies nearly a straight line."""
GATE_LUFS = -70.0
"""BS.1770-4's absolute gate; blocks below don't count."""
OFFSET_LU = -0.691
"""BS.1770-4, Annex 1, eq. 2: makes a sine of 997 Hz read as its level."""
BIN_LU = 0.05
BINS = 2000
"""Blocks are counted by loudness in bins, so that ten hours need no more memory than a minute."""


def master(sound: Sound, options: AudioOptions, suffix: str, target: Path) -> Loudness:
    """Encode `sound` to `target` so that the decoded file has the loudness and the peak of `options`.

    The gain before a limiter is reckoned; what the decoded file differs by from the reckoning (the codec) becomes part
    of the aim of the next round. A peak above the target lowers the limiter's ceiling.

    Returns:
        What was measured on the decoded file. A loudness that can't be reached under the peak is a warning, but for a
        word or two.

    Raises:
        AudioError: The sound is silent, its peak can't be held, or ffmpeg failed.
    """
    ceiling, codec = options.true_peak_dbtp - HEADROOM_DB, CODEC_LOSS_LU[suffix]
    outlook = forecast(sound, options.loudness_lufs + codec, ceiling)
    if outlook.is_silent:
        raise AudioError(f"{target.stem} holds nothing but silence; choose another voice or check the text.")
    for _ in range(ENCODINGS):
        gain = min(outlook.gain_for(options.loudness_lufs + codec, ceiling), MOST_GAIN_DB)
        encode(sound, limiter(sound, gain, ceiling), suffix, options.bitrate_kbps, target)
        level = measure(["-i", target], sound.rate_hz, sound.samples)
        _log.debug("%s: gain %.2f ceiling %.2f gives %s", target.name, gain, ceiling, level)
        miss, over = options.loudness_lufs - level.lufs, level.true_peak_dbtp - options.true_peak_dbtp
        if over <= 0 and (abs(miss) <= CLOSE_LU or gain >= MOST_GAIN_DB):
            break
        codec = outlook.loudness(gain, ceiling) - level.lufs
        if over > 0:
            ceiling -= min(over, MOST_STEP_DB) + PEAK_STEP_DB
    if over > 0:
        raise AudioError(
            f"The peak of {target.name} stays {over:.1f} dB too high; ask for a lower loudness or bitrate."
        )
    if abs(miss) > CLOSE_LU and sound.samples >= JUDGED_S * sound.rate_hz:
        _log.warning("%s reached %.1f LUFS instead of %.1f", target.name, level.lufs, options.loudness_lufs)
    return level


@dataclass(frozen=True, slots=True)
class Forecast:
    """Loudness as a function of gain and ceiling."""

    drives_db: tuple[float, ...]
    """Gains over the ceiling, ascending."""
    loudness_lufs: tuple[float, ...]
    """At each drive, for a ceiling of 0 dBFS, ascending; `-inf` for silence."""

    @property
    def is_silent(self) -> bool:
        """Whether no gain makes it heard."""
        return self.loudness_lufs[-1] == -math.inf

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
    rough = _Meter(1)
    for _, power in _levels(sound):
        rough.add(power[None])
    (level,) = rough.loudness()
    if level == -math.inf:
        return Forecast((0.0,), (level,))
    drives = lufs - level - ceiling_db + DRIVES_DB
    meter, gains = _Meter(len(drives)), (10 ** (drives / 20))[:, None]
    for peaks, power in _levels(sound, _weights(sound.rate_hz)):
        left = gains * _let_through(gains * peaks)
        meter.add(power * left[:, LAP_MS // FRAME_MS :][:, : len(power)] ** 2)
    return Forecast(tuple(drives.tolist()), tuple(np.maximum.accumulate(meter.loudness()).tolist()))


def _let_through(peaks: np.ndarray) -> np.ndarray:
    """Return what a limiter at 1.0 leaves of each frame of rows with these peaks, as a factor."""
    cut: np.ndarray = 1 - 1 / np.maximum(peaks, 1)
    most = cut.copy()
    for past in range(1, RELEASE_MS // FRAME_MS):
        left = np.float32(1 - past * FRAME_MS / RELEASE_MS)
        np.maximum(most[:, past:], cut[:, :-past] * left, out=most[:, past:])
    for ahead in range(1, -(-ATTACK_MS // FRAME_MS)):
        begun = np.float32(1 - ahead * FRAME_MS / ATTACK_MS)
        np.maximum(most[:, :-ahead], cut[:, ahead:] * begun, out=most[:, :-ahead])
    left_over: np.ndarray = 1 - most
    return left_over


def _frame(rate_hz: int) -> int:
    """Return a frame's samples; a little less than 2 ms at 11,025 Hz and its multiples."""
    return rate_hz * FRAME_MS // 1000


def _weights(rate_hz: int) -> np.ndarray:
    """Return the K weighting of amplitudes for the spectrum of a step with its laps."""
    length = (STEP_MS + 2 * LAP_MS) // FRAME_MS * _frame(rate_hz)
    weights: np.ndarray = np.sqrt(k_weights(length, rate_hz)).astype(np.float32)
    return weights


def _levels(sound: Sound, weights: np.ndarray | None = None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the peaks of the frames of a step and its laps, and the power, weighted if asked to, of the step's."""
    frame, lap = _frame(sound.rate_hz), LAP_MS // FRAME_MS
    steps, total = STEP_MS // FRAME_MS, sound.samples // frame
    for first in range(0, total, steps):
        samples = _stretch(sound, (first - lap) * frame, (steps + 2 * lap) * frame)
        weighted = samples if weights is None else np.fft.irfft(np.fft.rfft(samples) * weights)
        kept = weighted.reshape(-1, frame)[lap:][: min(steps, total - first)]
        peaks = np.abs(samples).reshape(-1, frame).max(axis=1)
        yield peaks, np.einsum("ij,ij->i", kept, kept) / frame


def _stretch(sound: Sound, start: int, count: int) -> np.ndarray:
    """Return `count` samples from -1 to 1 from `start` on, silence where there are none."""
    first = max(0, start)
    present = np.fromfile(sound.pcm, "<i2", count - (first - start), offset=2 * first)
    samples = np.zeros(count, np.float32)
    samples[first - start :][: len(present)] = present
    return samples / np.float32(32768)


class _Meter:
    """Gated loudness of several signals of one length: BS.1770-4, Annex 1, eq. 3 to 7."""

    def __init__(self, signals: int) -> None:
        self._hops = np.zeros((signals, 0))
        self._blocks = np.zeros((signals, BINS))
        self._power = np.zeros((signals, BINS))
        self._sum, self._frames = np.zeros(signals), 0

    def add(self, power: np.ndarray) -> None:
        """Take the power of further frames, one row a signal."""
        self._sum += power.sum(axis=1)
        self._frames += power.shape[1]
        whole = power[:, : power.shape[1] // HOP * HOP].reshape(len(power), -1, HOP).mean(axis=2)
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
    gate = _lufs(float(power.sum()) / float(blocks.sum())) - 10
    first = max(0, math.ceil((gate - GATE_LUFS) / BIN_LU))
    return float(_lufs(float(power[first:].sum()) / float(blocks[first:].sum())))


def _lufs(power: Any) -> Any:
    return OFFSET_LU + 10 * np.log10(power + 1e-20)
