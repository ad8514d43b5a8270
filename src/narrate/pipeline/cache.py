"""The segment cache as one thing: where it is, and whether what lies in it is whole."""

from collections.abc import Iterator
from pathlib import Path

from narrate.settings import Settings
from narrate.store import upkeep
from narrate.voice.segments import unpack

__all__ = ["damaged_segments", "segment_folder"]


def segment_folder(settings: Settings) -> Path:
    """Return the folder that holds the sounds of sentences."""
    return settings.voice.cache_dir / "segments"


def damaged_segments(settings: Settings) -> Iterator[Path]:
    """Give every cached sound whose checksum doesn't fit. Raises StoreError."""
    return upkeep.damaged(segment_folder(settings), lambda content: unpack(content) is not None)
