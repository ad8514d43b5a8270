"""Segments in, finished file out: whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from narrate.audio.arrange import arrange, check
from narrate.audio.even import even
from narrate.audio.limiter import Sound
from narrate.audio.master import master
from narrate.audio.stitch import stitch
from narrate.audio.tags import Tags, render, scaled, tag
from narrate.errors import AudioError, StoreError
from narrate.model import Recording, Segment
from narrate.settings.options import AudioOptions

__all__ = ["Tags", "record"]

WORKSPACE = ".narrate-audio-"
"""Temporary folders beside the target begin so: on the same disk, and hidden. The pipeline's target stands in a staging
folder, with which all goes that a killed run leaves."""


def record(segments: Iterable[Segment], path: Path, tags: Tags, options: AudioOptions | None = None) -> Recording:
    """Join, master, encode and tag `segments` into the MP3 at `path`, replacing what was there.

    Other forms that `options` asks for stand beside it under the same name.

    Memory doesn't grow with the length of the sound: it is kept once on disk beside `path`, 2 bytes a sample.

    Args:
        segments: In reading order; taken one by one.
        path: Its folder must exist.
        tags: What the file says of itself.
        options: Targets; None for the defaults.

    Raises:
        AudioError: There is no sound in the segments, or ffmpeg failed.
        StoreError: The folder can't be written, or is full.
    """
    options = options or AudioOptions()
    try:
        with tempfile.TemporaryDirectory(prefix=WORKSPACE, dir=path.parent) as folder:
            return _record(segments, path, tags, options, Path(folder))
    except OSError as error:
        raise StoreError(
            f"{path} can't be written ({error.strerror or error}); free some space, or choose another folder"
        ) from error


def _record(segments: Iterable[Segment], path: Path, tags: Tags, options: AudioOptions, work: Path) -> Recording:
    check(options)
    cover = scaled(tags.cover, work) if tags.cover else None
    with (work / "sound.pcm").open("wb") as sink:
        joined = stitch(segments, sink)
    reading = Sound(work / "sound.pcm", joined.rate_hz, joined.samples)
    even(reading, joined.cues)
    sound, cues = arrange(reading, joined.cues, options, work)
    bare = {suffix: work / f"{path.stem}.{suffix}" for suffix in ("mp3", *options.extra_formats)}
    mastered = master(sound, options, bare, work)
    if mastered.samples != sound.samples:
        raise AudioError(f"{path.name} has {mastered.samples} samples instead of {sound.samples}; use another ffmpeg.")
    finished = {path: work / "tagged.mp3"}
    _write(finished[path], render(tags, cues, cover), bare["mp3"])
    for suffix in options.extra_formats:
        finished[path.with_suffix(f".{suffix}")] = work / f"tagged.{suffix}"
        tag(bare[suffix], work / f"tagged.{suffix}", tags, cues, cover)
    for target, whole in finished.items():
        whole.replace(target)
    duration_ms = sound.samples * 1000 / sound.rate_hz
    return Recording(path, duration_ms, sound.rate_hz, mastered.lufs, mastered.true_peak_dbtp, cues)


def _write(target: Path, head: bytes, body: Path) -> None:
    with target.open("wb") as sink, body.open("rb") as source:
        sink.write(head)
        shutil.copyfileobj(source, sink, 1 << 20)
        sink.flush()
        os.fsync(sink.fileno())
