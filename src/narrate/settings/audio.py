"""What can be set about a recording's sound."""

from dataclasses import dataclass
from pathlib import Path

from narrate.store.recording import EXTRA_SOUNDS

__all__ = ["EXTRA_FORMATS", "AudioOptions"]

EXTRA_FORMATS = tuple(ending.removeprefix(".") for ending in EXTRA_SOUNDS)
"""What can be made beside the MP3; the name is also the file's suffix."""


@dataclass(frozen=True, slots=True)
class AudioOptions:
    """Targets and forms of a recording."""

    loudness_lufs: float = -16.0
    """Integrated loudness of the decoded file, plain mono; -16 is what Apple asks of podcasts."""
    true_peak_dbtp: float = -1.0
    """No true peak of the decoded file lies above this."""
    bitrate_kbps: int = 64
    """Of the MP3."""
    extra_formats: tuple[str, ...] = ()
    """Made beside the MP3 under the same name: `m4a`, `opus` or both."""

    intro: Path | None = None
    """A sound before the reading, in any form that ffmpeg reads."""
    jingle: Path | None = None
    """A sound between what is said first (headline, byline, date) and the body."""
    outro: Path | None = None
    """A sound after the reading."""
    music_lu: float = -2.0
    """Loudness of intro, jingle and outro against the voice."""
    bed: Path | None = None
    """A sound under the whole reading, repeated as often as needed."""
    bed_lu: float = -22.0
    """Its loudness against the voice; WCAG 1.4.7 asks for 20 dB of distance."""

    def __post_init__(self) -> None:
        """Raise ValueError for what no recording can have."""
        if not -40 <= self.loudness_lufs <= -8:
            raise ValueError(f"loudness_lufs must lie between -40 and -8, not {self.loudness_lufs}")
        if not -9 <= self.true_peak_dbtp <= 0:
            raise ValueError(f"true_peak_dbtp must lie between -9 and 0, not {self.true_peak_dbtp}")
        if not 24 <= self.bitrate_kbps <= 160:
            raise ValueError(f"bitrate_kbps must lie between 24 and 160, not {self.bitrate_kbps}")
        if not -30 <= self.music_lu <= 6:
            raise ValueError(f"music_lu must lie between -30 and 6, not {self.music_lu}")
        if not -40 <= self.bed_lu <= -10:
            raise ValueError(f"bed_lu must lie between -40 and -10, not {self.bed_lu}")
        if unknown := set(self.extra_formats) - set(EXTRA_FORMATS):
            raise ValueError(f"extra_formats can hold {', '.join(EXTRA_FORMATS)}, not {', '.join(sorted(unknown))}")
