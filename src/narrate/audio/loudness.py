"""Loudness and true peak of sound in a file, measured by ffmpeg's EBU R128 meter."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from narrate import ffmpeg
from narrate.errors import AudioError

__all__ = ["Loudness", "measure", "raw_input"]

QUIETEST_LUFS = -69.0
"""The meter gives -70 when all blocks are below BS.1770's absolute gate."""
SHORTEST_MS = 1000
"""Shorter sound is measured repeated, so that blocks of 400 ms fit in (BS.1770-4, Annex 1)."""


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
    said = ffmpeg.run(
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
        _read(said, r"I:\s+(\S+) LUFS"),
        _read(said, r"Peak:\s+(\S+) dBFS") if peak else -math.inf,
        _samples(said, rate_hz),
    )


def _read(said: str, pattern: str) -> float:
    summary = said[max(0, said.rfind("Summary:")) :]
    found = re.search(pattern, summary)
    if not found:
        raise AudioError("ffmpeg gave no loudness; install an ffmpeg with the filter ebur128 (`narrate doctor`).")
    value = -math.inf if found[1] in {"-inf", "nan"} else float(found[1])
    return -math.inf if "LUFS" in pattern and value < QUIETEST_LUFS else value


def _samples(said: str, rate_hz: int) -> int:
    # Microseconds are finer than a sample up to 384 kHz, so rounding gives the exact count.
    times = re.findall(r"out_time_us=(\d+)", said)
    return round(int(times[-1]) * rate_hz / 1_000_000) if times else 0
