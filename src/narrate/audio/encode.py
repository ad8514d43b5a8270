"""One stretch of sound on disk, limited and encoded by one ffmpeg process."""

from dataclasses import dataclass
from pathlib import Path

from narrate import ffmpeg
from narrate.audio.loudness import raw_input

__all__ = ["Sound", "encode", "limiter"]

OVERSAMPLED_HZ = 96_000
"""The limiter works at about this rate, so that peaks between samples are met too."""
ATTACK_MS = 3
RELEASE_MS = 40
"""Short enough to let go between syllables, long enough not to distort the lowest voice (about 70 Hz)."""


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
