"""Looks at what a machine needs in order to narrate, and says how to mend what is missing."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from narrate import ffmpeg
from narrate.errors import AudioError, NarrateError
from narrate.model import VoiceInfo
from narrate.settings import Settings
from narrate.store.folder import FolderStore
from narrate.voice.registry import list_voices, open_backend

__all__ = ["Finding", "look"]

_SHOWN_VOICES = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    text: str
    """What was found; where it isn't well, what is wrong and how to mend it."""
    exit_code: int = 0
    """Of the error that a run would end with; 0 where all is well."""


def look(settings: Settings) -> Iterator[Finding]:
    """Give a finding for ffmpeg, the folders, each engine, and a sentence spoken by the voice in force."""
    yield _finding("ffmpeg", _encoder)
    yield _finding("cache folder", lambda: _writable(FolderStore(settings.voice.cache_dir)))
    yield _finding("output folder", lambda: _writable(FolderStore(settings.output.out_dir)))
    for engine, infos in groupby(list_voices(settings.voice), key=lambda info: info.engine):
        yield _voices(engine, list(infos))
    yield _finding(f"speaks with {settings.voice.voice}", lambda: _first_sound(settings))


def _voices(engine: str, infos: list[VoiceInfo]) -> Finding:
    """Return what an engine has; one that isn't installed is no fault, but says how to get it."""
    there = [info for info in infos if info.installed]
    if not there:
        return Finding(f"engine {engine}", f"not installed; {infos[0].hint}")
    names = ", ".join(info.voice for info in there[:_SHOWN_VOICES] if info.voice)
    more = f" and {len(there) - _SHOWN_VOICES} more" if len(there) > _SHOWN_VOICES else ""
    place = "offline" if there[0].offline else "online"
    return Finding(f"engine {engine}", f"{place}, {there[0].licence}: {names}{more}".rstrip(": "))


def _finding(name: str, see: Callable[[], str]) -> Finding:
    try:
        return Finding(name, see())
    except NarrateError as error:
        return Finding(name, str(error), error.exit_code)


def _encoder() -> str:
    program = ffmpeg.find()
    known = ffmpeg.version(program)
    try:  # some builds leave out what others own the rights to
        work = ["-f", "lavfi", "-i", "anullsrc=duration=0.1", "-af", "alimiter,ebur128", "-c:a", "libmp3lame"]
        ffmpeg.run([*work, "-f", "null", "-"], "trying its MP3 encoder")
    except AudioError as error:
        hint = "put a complete build on the PATH, or none: then that of imageio-ffmpeg is used"
        raise AudioError(f"{program} lacks its MP3 encoder or filters; {hint}") from error
    return f"{program}, version {known}"


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
