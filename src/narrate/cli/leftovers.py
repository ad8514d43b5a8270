"""What narrate keeps for itself: sounds of sentences, whether they are whole, and what ended runs left behind."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from narrate.settings import Settings
from narrate.store import files, upkeep
from narrate.voice.segments import unpack

__all__ = ["damaged_segments", "leftovers", "segment_folder", "sweep"]

_UNFINISHED = ("kokoro/*.tmp", ".whisper-*")
"""In the cache folder: voices and listeners that are being made, which takes seconds."""


def segment_folder(settings: Settings) -> Path:
    """Return the folder that holds the sounds of sentences."""
    return settings.voice.cache_dir / "segments"


def damaged_segments(settings: Settings) -> Iterator[Path]:
    """Give every cached sound whose checksum doesn't fit. Raises StoreError."""
    return upkeep.damaged(segment_folder(settings), lambda content: unpack(content) is not None)


def leftovers(settings: Settings) -> Iterator[Path]:
    """Give the unfinished files and folders that killed runs left. Raises StoreError."""
    yield from upkeep.parts(segment_folder(settings))
    for pattern in _UNFINISHED:
        yield from filter(upkeep.is_abandoned, settings.voice.cache_dir.glob(pattern))
    yield from files.abandoned(settings.output.out_dir)


def sweep(settings: Settings) -> int:
    """Remove the leftovers; returns how many went. Raises StoreError."""
    count = 0
    for path in list(leftovers(settings)):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            upkeep.remove(path)
        count += not path.exists()
    return count
