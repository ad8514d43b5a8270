"""Loudness and true peak as ITU-R BS.1770-4 and EBU R128 define them, and the program that decodes what is metered.

By hand: a meter that reads many gains from one pass, and peaks only where they can matter, costs a tenth of what a
process of ffmpeg's takes. Tests hold it against pyloudnorm and ffmpeg.
"""

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from narrate import ffmpeg

__all__ = ["FRAME_MS", "Loudness", "Meter", "frames_of", "k_weights", "laps_of", "measure", "raw_input", "true_peak"]

FRAME_MS = 2
"""Grain of peaks and levels: fine enough for a limiter that turns down within some milliseconds."""
STEP_MS = 1500
LAP_MS = 50
"""Sound is filtered in steps of so much with so much of its neighbours on both sides: longer than the filters ring."""
HOP = 100 // FRAME_MS
"""Frames in 100 ms: BS.1770-4, Annex 1, has blocks of 400 ms that begin every 100 ms."""
GATE_LUFS = -70.0
"""BS.1770-4's absolute gate; blocks below don't count."""
RELATIVE_GATE_LU = -10.0
"""BS.1770-4's relative gate, from the mean of the blocks above the absolute one."""
OFFSET_LU = -0.691
"""BS.1770-4, Annex 1, eq. 2: makes a sine of 997 Hz read as its level."""
BIN_LU = 0.05
BINS = 2000
"""Blocks are counted by loudness in bins, so that ten hours need no more memory than a minute."""
K_48KHZ = (
    ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)),
    ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)),
)
"""BS.1770-4, Annex 1, tables 1 and 2: the K weighting as two filters at 48 kHz, numerator and denominator."""
OVERSAMPLED_HZ = 192_000
TAPS = 32
WINDOW_BETA = 5.0
"""BS.1770-4, Annex 2, asks for 4 times 48 kHz at the least, with 12 taps a phase; a hiss near half the sample rate
needs more taps."""
NEAR_PEAK = 0.6
"""Between samples the sound rises at most some 3 dB above them (Annex 2, attachment 1): only frames whose samples come
so near to the highest one are oversampled."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What the meter read."""

    lufs: float
    """Integrated loudness, ITU-R BS.1770-4, one channel as plain mono; `-inf` for silence."""
    true_peak_dbtp: float
    """ITU-R BS.1770-4, Annex 2; `-inf` for silence."""
    samples: int
    """Decoded length at the rate that was asked for."""


def raw_input(pcm: Path, rate_hz: int) -> list[str | Path]:
    """Return the ffmpeg arguments that read `pcm` as s16le mono."""
    return ["-f", "s16le", "-ar", str(rate_hz), "-ac", "1", "-i", pcm]


def measure(source: Sequence[str | Path], rate_hz: int) -> Loudness:
    """Return loudness, peak and length of a source, mixed to mono.

    Args:
        source: ffmpeg arguments that open it: `["-i", path]` or `raw_input(...)`.
        rate_hz: Rate at which it is decoded.

    Raises:
        AudioError: It can't be decoded.
    """
    shape = ["-vn", "-f", "f32le", "-ac", "1", "-ar", str(rate_hz), "-"]
    meter, highest, samples = Meter(1), 0.0, 0
    blocks = (np.frombuffer(block, "<f4") for block in ffmpeg.stream([*source, *shape], "measuring the loudness", 4))
    for step, spectrum, kept in laps_of(blocks, rate_hz):
        weighted = np.fft.irfft(spectrum * k_weights(2 * (len(spectrum) - 1), rate_hz))[kept]
        meter.add(frames_of(weighted, rate_hz)[None])
        highest = true_peak(step, rate_hz, highest)
        samples += kept.stop - kept.start
    return Loudness(float(meter.loudness()[0]), 20 * math.log10(highest) if highest else -math.inf, samples)


def laps_of(blocks: Iterator[np.ndarray], rate_hz: int) -> Iterator[tuple[np.ndarray, np.ndarray, slice]]:
    """Yield sound step by step with its laps: the samples, their spectrum, and which of them are the step's own.

    Args:
        blocks: Samples from -1 to 1, in blocks of any size.
        rate_hz: Their rate.
    """
    frame = _frame(rate_hz)
    step, lap = STEP_MS // FRAME_MS * frame, LAP_MS // FRAME_MS * frame
    held = np.zeros(lap, np.float32)
    ended = False
    while not ended:
        while len(held) < step + 2 * lap and not ended:
            block = next(blocks, None)
            ended = block is None
            held = np.concatenate((held, np.zeros(lap, np.float32) if block is None else block))
        while len(held) >= step + 2 * lap or (ended and len(held) > 2 * lap):
            own = min(step, len(held) - 2 * lap)
            samples = np.zeros(step + 2 * lap, np.float32)
            samples[: own + 2 * lap] = held[: own + 2 * lap]
            yield samples, np.fft.rfft(samples), slice(lap, lap + own)
            held = held[own:]


def frames_of(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Return the mean power of every 2 ms; a part of a frame at the end counts as a frame of its own."""
    frame = _frame(rate_hz)
    whole = samples[: len(samples) // frame * frame].reshape(-1, frame)
    power = np.einsum("ij,ij->i", whole, whole) / frame
    rest = samples[whole.size :]
    return np.append(power, np.dot(rest, rest) / frame) if len(rest) else power


def true_peak(samples: np.ndarray, rate_hz: int, least: float = 0.0) -> float:
    """Return the highest level between the samples, 0 to 1 and above (BS.1770-4, Annex 2).

    Args:
        samples: From -1 to 1.
        rate_hz: Their rate.
        least: A peak that is known already: what can't be higher isn't looked at.
    """
    near = NEAR_PEAK * max(least, float(np.abs(samples).max(initial=0.0)))
    places = np.flatnonzero(np.abs(samples) > near) if near else np.zeros(0, int)
    if not len(places):
        return least
    padded = np.pad(samples, TAPS)
    before = padded[(places + TAPS)[:, None] + np.arange(-TAPS // 2, TAPS // 2)]
    behind = padded[(places + TAPS)[:, None] + np.arange(1 - TAPS // 2, 1 + TAPS // 2)]
    phases = _phases(math.ceil(OVERSAMPLED_HZ / rate_hz))
    between = max(float(np.abs(around @ phases).max()) for around in (before, behind))
    return max(least, between, float(np.abs(samples).max()))


@functools.cache
def _phases(oversampling: int) -> np.ndarray:
    """Return weights of `TAPS` samples for what lies between the two middle ones, a column a phase.

    A sinc under a Kaiser window.
    """
    taps = np.arange(TAPS) - TAPS // 2 + 1
    distance = taps[:, None] - np.arange(1, oversampling)[None] / oversampling
    window = np.i0(WINDOW_BETA * np.sqrt(np.maximum(0, 1 - (distance / (TAPS / 2)) ** 2))) / np.i0(WINDOW_BETA)
    phases = np.sinc(distance) * window
    weights: np.ndarray = (phases / phases.sum(axis=0)).astype(np.float32)
    return weights


@functools.cache
def k_weights(length: int, rate_hz: int) -> np.ndarray:
    """Return the K weighting of amplitudes at the frequencies of a spectrum of `length` samples."""
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(length, 1 / rate_hz) / 48_000)
    gain: np.ndarray = np.ones(len(turn))
    for above, below in K_48KHZ:
        gain = gain * np.abs(np.polyval(above[::-1], turn) / np.polyval(below[::-1], turn))
    weights: np.ndarray = gain.astype(np.float32)
    return weights


def _frame(rate_hz: int) -> int:
    """Return a frame's samples; a little less than 2 ms at 11,025 Hz and its multiples."""
    return rate_hz * FRAME_MS // 1000


class Meter:
    """Gated loudness of several signals of one length: BS.1770-4, Annex 1, eq. 3 to 7."""

    def __init__(self, signals: int) -> None:
        """Begin with no sound.

        Args:
            signals: How many are metered side by side.
        """
        self._hops = np.zeros((signals, 0))
        self._rest = np.zeros((signals, 0))
        self._blocks = np.zeros((signals, BINS))
        self._power = np.zeros((signals, BINS))
        self._sum, self._frames = np.zeros(signals), 0

    def add(self, power: np.ndarray) -> None:
        """Take the K-weighted power of further frames, one row a signal."""
        self._sum += power.sum(axis=1)
        self._frames += power.shape[1]
        power = np.concatenate((self._rest, power), axis=1)
        count = power.shape[1] // HOP * HOP
        self._rest = power[:, count:]
        hops = np.concatenate((self._hops, power[:, :count].reshape(len(power), -1, HOP).mean(axis=2)), axis=1)
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
    gate = _lufs(float(power.sum()) / float(blocks.sum())) + RELATIVE_GATE_LU
    first = max(0, math.ceil((gate - GATE_LUFS) / BIN_LU))
    return float(_lufs(float(power[first:].sum()) / float(blocks[first:].sum())))


def _lufs(power: Any) -> Any:
    return OFFSET_LU + 10 * np.log10(power + 1e-20)
