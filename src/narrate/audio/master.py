"""The closed loop: limit, encode, decode, measure, correct, until the file that people hear meets its targets."""

import logging
import math
from pathlib import Path

from narrate.audio.encode import encode
from narrate.audio.limiter import Sound, limited, prepared
from narrate.audio.meter import Loudness, measure
from narrate.errors import AudioError
from narrate.settings.options import AudioOptions

__all__ = ["master"]

_log = logging.getLogger(__name__)

CLOSE_LU = 0.15
"""Near enough to the target; the meter reads tenths."""
PEAK_ROOM_DB = 0.5
"""So far below the target the true peak may lie: louder speech for the same peak needs no more."""
CODEC_LOSS_LU = {"mp3": 0.4, "m4a": 0.0, "opus": 0.0}
"""First guess of how much softer the decoded file reads than what went into the encoder: LAME scales by 0.95."""
HEADROOM_DB = {"mp3": 0.3, "m4a": 1.0, "opus": 1.0}
"""First guess of how far the decoded file's true peak rises above the limiter's ceiling."""
JUDGED_S = 3.0
"""The short-term window of EBU Tech 3341: of a shorter sound few blocks pass the gate; its loudness moves in steps."""
ENCODINGS = 8
"""Rounds before giving up; one is usual."""
TIGHT_ENCODINGS = 3
"""So often a peak that is lower than it may be is worth another round; a codec's peaks can jump back and forth."""
MOST_STEP_DB = 0.7
"""Of a peak that is too high, the ceiling follows so much at once. LAME may make a burst of hiss 5 dB higher in one
encoding and not in the next, a tenth of a decibel away; a ceiling that followed such chance would squeeze the voice.
"""
MOST_GAIN_DB = 40.0
"""More would only lift noise."""


def master(sound: Sound, options: AudioOptions, targets: dict[str, Path], work: Path) -> Loudness:
    """Encode `sound` so that each decoded file has the loudness and the true peak of `options`.

    The gain before the limiter is reckoned from the levels; what the decoded file differs by (the codec) becomes part
    of the next round's aim. The ceiling moves both ways until the decoded peak lies in the half decibel below its
    target, if the limiter works at all.

    Args:
        sound: What was joined and arranged.
        options: Targets.
        targets: Files to write, by suffix; `mp3` first.
        work: Folder for what lies between.

    Returns:
        What was measured on the first target. A loudness that can't be reached under the peak is a warning, but for a
        word or two.

    Raises:
        AudioError: The sound is silent, its peak can't be held, or ffmpeg failed.
        OSError: `work` can't be written.
    """
    turned, levels = prepared(sound, work)
    if levels.loudness(MOST_GAIN_DB, math.inf) == -math.inf:
        name = next(iter(targets.values())).stem
        raise AudioError(f"{name} holds only silence; choose another voice or check the text")
    results = []
    for suffix, target in targets.items():
        ceiling, codec = options.true_peak_dbtp - PEAK_ROOM_DB / 2 - HEADROOM_DB[suffix] / 2, CODEC_LOSS_LU[suffix]
        for number in range(ENCODINGS):
            gain = levels.gain_for(options.loudness_lufs + codec, ceiling, MOST_GAIN_DB)
            encode(limited(turned, levels, gain, ceiling, work / "limited.pcm"), suffix, options.bitrate_kbps, target)
            measured = measure(["-i", target], sound.rate_hz)
            _log.debug("%s: gain %.2f ceiling %.2f gives %s", target.name, gain, ceiling, measured)
            miss, over = options.loudness_lufs - measured.lufs, measured.true_peak_dbtp - options.true_peak_dbtp
            is_close = abs(miss) <= CLOSE_LU or gain >= MOST_GAIN_DB
            is_low = over < -PEAK_ROOM_DB and number < TIGHT_ENCODINGS and levels.is_limited(gain, ceiling)
            if over <= 0 and is_close and not is_low:
                break
            codec = levels.loudness(gain, ceiling) - measured.lufs
            if over > 0 or is_low:
                ceiling -= min(over + PEAK_ROOM_DB / 2, MOST_STEP_DB)
        if over > 0:
            raise AudioError(f"the peak of {target.name} stays {over:.1f} dB too high; set a lower loudness or bitrate")
        if abs(miss) > CLOSE_LU and sound.samples >= JUDGED_S * sound.rate_hz:
            _log.warning("%s reached %.1f LUFS instead of %.1f", target.name, measured.lufs, options.loudness_lufs)
        results.append(measured)
    return results[0]
