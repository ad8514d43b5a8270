"""Sound on disk, encoded and measured: the limiter, the codecs and the EBU R128 meter are ffmpeg's."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate import ffmpeg
from narrate.errors import AudioError

__all__ = ["Loudness", "Sound", "encode", "limiter", "measure", "raw_input"]


OVERSAMPLED_HZ = 96_000
"""The limiter works at about this rate, so that peaks between samples are met too."""
ATTACK_MS = 3
RELEASE_MS = 40
"""Short enough to let go between syllables, long enough not to distort the lowest voice (about 70 Hz)."""


QUIETEST_LUFS = -69.0
"""The meter gives -70 when all blocks are below BS.1770's absolute gate."""
SHORTEST_MS = 1000
"""Shorter sound is measured repeated, so that blocks of 400 ms fit in (BS.1770-4, Annex 1)."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Sound on disk: s16le mono."""

    pcm: Path
    rate_hz: int
    samples: int


def limiter(sound: Sound, gain_db: float, ceiling_db: float) -> str:
    """Return the filter chain that raises `sound` by `gain_db` and holds its peaks at `ceiling_db`.

    Its length stays the same.
    """
    high = sound.rate_hz * max(1, OVERSAMPLED_HZ // sound.rate_hz)
    limit = 10 ** (ceiling_db / 20)
    return (
        f"volume={gain_db:.3f}dB:precision=float,aresample={high},"
        f"alimiter=limit={limit:.5f}:attack={ATTACK_MS}:release={RELEASE_MS}:level=false:latency=true,"
        f"aresample={sound.rate_hz},apad=whole_len={sound.samples},atrim=end_sample={sound.samples}"
    )


def encode(sound: Sound, filters: str, suffix: str, bitrate_kbps: int, target: Path) -> None:
    """Write `sound` to `target` as the format that `suffix` names, without tags.

    Raises:
        AudioError: ffmpeg failed.
    """
    ffmpeg.run(
        [*raw_input(sound.pcm, sound.rate_hz), "-af", filters, *_codec(suffix, bitrate_kbps), target],
        f"encoding {target.name}",
    )


def _codec(suffix: str, bitrate_kbps: int) -> list[str]:
    rate = ["-b:a", f"{bitrate_kbps}k"]
    if suffix == "opus":
        return ["-c:a", "libopus", *rate, "-application", "audio", "-f", "opus"]
    if suffix == "m4a":
        return ["-c:a", "aac", *rate, "-movflags", "+faststart", "-f", "ipod"]
    # The Xing frame tells a player how many samples to drop at both ends: decoding is exact to the sample.
    return ["-c:a", "libmp3lame", *rate, "-write_xing", "1", "-id3v2_version", "0", "-f", "mp3"]


@dataclass(frozen=True, slots=True)
class Loudness:
    """What the meter read."""

    lufs: float
    """Integrated loudness, ITU-R BS.1770-4, one channel as plain mono; `-inf` for silence."""
    true_peak_dbtp: float
    """ITU-R BS.1770-4, Annex 2; `-inf` for silence, or when it wasn't asked for."""
    samples: int
    """Decoded length at the rate that was asked for."""


def raw_input(pcm: Path, rate_hz: int) -> list[str | Path]:
    """Return the ffmpeg arguments that read `pcm` as s16le mono."""
    return ["-f", "s16le", "-ar", str(rate_hz), "-ac", "1", "-i", pcm]


def measure(source: Sequence[str | Path], rate_hz: int, expected: int, *, peak: bool = True) -> Loudness:
    """Return loudness, peak and length of a source.

    Args:
        source: ffmpeg arguments that open it: `["-i", path]` or `raw_input(...)`.
        rate_hz: Rate at which samples are counted.
        expected: About how many samples it has; decides whether it is repeated for measuring.
        peak: Measure the true peak too, which takes longer.

    Raises:
        AudioError: It can't be decoded.
    """
    meter = f"ebur128=framelog=verbose{':peak=true' if peak else ''}"
    again = ""
    if expected * 1000 < SHORTEST_MS * rate_hz:
        again = f"aloop=loop={math.ceil(SHORTEST_MS * rate_hz / 1000 / max(1, expected))}:size={2 * expected},"
    chain = f"asplit=2[meter][count];[meter]{again}{meter},anullsink;[count]aresample={rate_hz}[out]"
    log = ffmpeg.run(
        [
            *source,
            "-filter_complex",
            f"[0:a]{chain}",
            "-map",
            "[out]",
            "-nostats",
            "-progress",
            "pipe:2",
            "-f",
            "null",
            "-",
        ],
        "measuring the loudness",
    )
    return Loudness(
        _read(log, r"I:\s+(\S+) LUFS"),
        _read(log, r"Peak:\s+(\S+) dBFS") if peak else -math.inf,
        _samples(log, rate_hz),
    )


def _read(log: str, pattern: str) -> float:
    summary = log[max(0, log.rfind("Summary:")) :]
    match = re.search(pattern, summary)
    if not match:
        raise AudioError("ffmpeg gave no loudness; install an ffmpeg with the filter ebur128 (`narrate doctor`).")
    value = -math.inf if match[1] in {"-inf", "nan"} else float(match[1])
    return -math.inf if "LUFS" in pattern and value < QUIETEST_LUFS else value


def _samples(log: str, rate_hz: int) -> int:
    # Microseconds are finer than a sample up to 384 kHz, so rounding gives the exact count.
    times = re.findall(r"out_time_us=(\d+)", log)
    return round(int(times[-1]) * rate_hz / 1_000_000) if times else 0
