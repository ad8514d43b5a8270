"""The closed loop: encode, decode, measure, correct, until the file that people hear meets its targets."""

import logging
import math
from pathlib import Path

from narrate.audio.encode import Sound, encode, limiter
from narrate.audio.loudness import Loudness, measure, raw_input
from narrate.audio.options import AudioOptions
from narrate.errors import AudioError

__all__ = ["master"]

_log = logging.getLogger(__name__)

CLOSE_LU = 0.15
"""Near enough to the target; the meter reads tenths."""
CODEC_LOSS_LU = 0.4
"""First guess of how much softer the decoded file reads than what went into the encoder (a low-pass of the codec)."""
HEADROOM_DB = 1.5
"""First guess of how far the codec's peaks rise above the limiter's ceiling."""
PROBES = 6
ENCODINGS = 8
"""Rounds before giving up; one or two are usual."""
PEAK_STEP_DB = 0.2
"""The ceiling goes down by this more than was seen: a codec's peaks move a little with every change."""
MOST_GAIN_DB = 40.0
"""More would only lift noise."""
GENTLEST_SLOPE = 0.25
"""Deep in the limiter a decibel of gain gives this much loudness at least; keeps the secant from leaping."""


def master(sound: Sound, options: AudioOptions, suffix: str, target: Path) -> Loudness:
    """Encode `sound` to `target` so that the decoded file has the loudness and the peak of `options`.

    A gain search around a limiter: first on the samples alone, then on the decoded file, whose difference to the
    samples (the codec) becomes part of the aim. A peak above the target lowers the limiter's ceiling.

    Returns:
        What was measured on the decoded file. A loudness that can't be reached under the peak is a warning.

    Raises:
        AudioError: The sound is silent, its peak can't be held, or ffmpeg failed.
    """
    raw = measure(raw_input(sound.pcm, sound.rate_hz), sound.rate_hz, sound.samples, peak=False).lufs
    if raw == -math.inf:
        raise AudioError(f"{target.stem} holds nothing but silence; choose another voice or check the text.")
    gain = min(options.loudness_lufs + CODEC_LOSS_LU - raw, MOST_GAIN_DB)
    ceiling, codec = options.true_peak_dbtp - HEADROOM_DB, CODEC_LOSS_LU
    gain, loud, slope = _search(sound, gain, ceiling, options.loudness_lufs + codec)
    for _ in range(ENCODINGS):
        encode(sound, limiter(sound, gain, ceiling), suffix, options.bitrate_kbps, target)
        heard = measure(["-i", target], sound.rate_hz, sound.samples)
        _log.debug("%s: gain %.2f ceiling %.2f gives %s", target.name, gain, ceiling, heard)
        miss, over = options.loudness_lufs - heard.lufs, heard.true_peak_dbtp - options.true_peak_dbtp
        if over <= 0 and (abs(miss) <= CLOSE_LU or gain >= MOST_GAIN_DB):
            break
        if over > 0:
            ceiling -= over + PEAK_STEP_DB
        codec = loud - heard.lufs
        gain, loud, slope = _search(sound, gain + miss / slope, ceiling, options.loudness_lufs + codec)
    if over > 0:
        raise AudioError(
            f"The peak of {target.name} stays {over:.1f} dB too high; ask for a lower loudness or bitrate."
        )
    if abs(miss) > CLOSE_LU:
        _log.warning("%s reached %.1f LUFS instead of %.1f", target.name, heard.lufs, options.loudness_lufs)
    return heard


def _search(sound: Sound, gain: float, ceiling: float, aim: float) -> tuple[float, float, float]:
    """Return the gain whose limited sound has the loudness `aim`, that loudness, and LU per dB around there."""
    slope, before = 1.0, None
    for probe in range(PROBES):
        source = raw_input(sound.pcm, sound.rate_hz)
        loud = measure(source, sound.rate_hz, sound.samples, filters=limiter(sound, gain, ceiling), peak=False).lufs
        if before is not None and abs(gain - before[0]) > 0.05:
            slope = min(1.0, max(GENTLEST_SLOPE, (loud - before[1]) / (gain - before[0])))
        if abs(loud - aim) <= CLOSE_LU / 2 or gain >= MOST_GAIN_DB or probe == PROBES - 1:
            break
        before = gain, loud
        gain = min(gain + (aim - loud) / slope, MOST_GAIN_DB)
    return gain, loud, slope
