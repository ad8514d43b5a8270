"""Looks at what a machine needs in order to narrate, and says how to mend what is missing."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from narrate.errors import NarrateError
from narrate.ffmpeg import find
from narrate.settings import Settings
from narrate.store.folder import FolderStore
from narrate.voice.registry import list_voices, open_backend

__all__ = ["Finding", "look"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    well: bool
    text: str
    """What was found; where it isn't well, what is wrong and how to mend it."""


def look(settings: Settings) -> Iterator[Finding]:
    """Give a finding for ffmpeg, the folders, each installed voice, and a sentence spoken by the voice in force."""
    yield _finding("ffmpeg", lambda: str(find()))
    yield _finding("cache folder", lambda: _writable(FolderStore(settings.voice.cache_dir)))
    yield _finding("output folder", lambda: _writable(FolderStore(settings.output.out_dir)))
    for info in list_voices(settings.voice):
        if not info.installed:
            continue
        place = "offline" if info.offline else "online"
        yield Finding(f"voice {info.engine}:{info.voice}", well=True, text=f"{info.language}, {place}, {info.licence}")
    yield _finding(f"speaks with {settings.voice.voice}", lambda: _first_sound(settings))


def _finding(name: str, see: Callable[[], str]) -> Finding:
    try:
        return Finding(name, well=True, text=see())
    except NarrateError as error:
        return Finding(name, well=False, text=str(error))


def _writable(store: FolderStore) -> str:
    store.check_writable()
    return str(store.root)


def _first_sound(settings: Settings) -> str:
    started = time.monotonic()
    backend = open_backend(settings.voice)
    try:
        speech = backend.synthesize("This voice is ready.")
    finally:
        backend.close()
    return f"{speech.waveform.duration_ms / 1000:.1f} s of sound, ready after {time.monotonic() - started:.1f} s"
