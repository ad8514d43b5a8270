"""Compressed sound from a service to samples, by ffmpeg."""

import subprocess

from narrate import ffmpeg
from narrate.errors import SynthesisFailed
from narrate.model import Waveform

__all__ = ["decode"]

_TIMEOUT_S = 60


def decode(content: bytes, rate_hz: int, *, speed: float = 1.0) -> Waveform:
    """Return `content` (MP3, WAV, Opus: what ffmpeg knows) as mono samples at `rate_hz`.

    Args:
        content: A whole file.
        rate_hz: Sample rate of the result.
        speed: Tempo, 0.5 to 2.0; the pitch stays.

    Raises:
        FfmpegMissing: There is no ffmpeg.
        SynthesisFailed: It isn't sound, or is damaged.
    """
    tempo = [] if speed == 1.0 else ["-af", f"atempo={speed:g}"]
    form = ["-f", "s16le", "-acodec", "pcm_s16le", "-ac", "1", "-ar", str(rate_hz)]
    command = [str(ffmpeg.find()), "-v", "error", "-xerror", "-i", "pipe:0", *tempo, *form, "pipe:1"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SynthesisFailed(f"ffmpeg couldn't decode the service's sound ({error}): run narrate doctor") from error
    if done.returncode or not done.stdout:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else "it is empty"
        raise SynthesisFailed(f"the service's sound can't be decoded ({reason}): try later or another --voice")
    return Waveform(done.stdout, rate_hz)
