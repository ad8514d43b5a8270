"""The closed loop: encode, decode, measure, correct, until the file that people hear meets its targets."""

import logging
from pathlib import Path

from narrate.audio.encode import Sound, encode, limiter
from narrate.audio.forecast import forecast
from narrate.audio.loudness import Loudness, measure
from narrate.errors import AudioError
from narrate.settings.options import AudioOptions

__all__ = ["master"]

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
        heard = measure(["-i", target], sound.rate_hz, sound.samples)
        _log.debug("%s: gain %.2f ceiling %.2f gives %s", target.name, gain, ceiling, heard)
        miss, over = options.loudness_lufs - heard.lufs, heard.true_peak_dbtp - options.true_peak_dbtp
        if over <= 0 and (abs(miss) <= CLOSE_LU or gain >= MOST_GAIN_DB):
            break
        codec = outlook.loudness(gain, ceiling) - heard.lufs
        if over > 0:
            ceiling -= min(over, MOST_STEP_DB) + PEAK_STEP_DB
    if over > 0:
        raise AudioError(
            f"The peak of {target.name} stays {over:.1f} dB too high; ask for a lower loudness or bitrate."
        )
    if abs(miss) > CLOSE_LU and sound.samples >= JUDGED_S * sound.rate_hz:
        _log.warning("%s reached %.1f LUFS instead of %.1f", target.name, heard.lufs, options.loudness_lufs)
    return heard
