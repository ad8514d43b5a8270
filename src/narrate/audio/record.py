"""Segments in, finished file out: whole or not at all."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from narrate.audio.arrange import arrange, check
from narrate.audio.even import even
from narrate.audio.limiter import Sound
from narrate.audio.master import master
from narrate.audio.provenance import MIME_TYPES, Signature, sign
from narrate.audio.stitch import stitch
from narrate.audio.tags import Tags, id3_tag, scaled, write_tagged
from narrate.errors import AudioError, StoreError
from narrate.model import Recording, Segment
from narrate.settings.options import AudioOptions
from narrate.store.files import staged

__all__ = ["Tags", "record"]

WORKSPACE = ".narrate-audio-"
"""Temporary folders beside the target begin so: on the same disk, and hidden. The pipeline's target stands in a staging
folder, with which all goes that a killed run leaves."""


def record(
    segments: Iterable[Segment],
    path: Path,
    tags: Tags,
    options: AudioOptions | None = None,
    signature: Signature | None = None,
) -> Recording:
    """Join, master, encode and tag `segments` into the MP3 at `path`, replacing what was there.

    Other forms that `options` asks for stand beside it under the same name.

    Memory doesn't grow with the length of the sound: it is kept once on disk beside `path`, 2 bytes a sample.

    Args:
        segments: In reading order; taken one by one.
        path: Its folder must exist.
        tags: What the file says of itself.
        options: Targets; None for the defaults.
        signature: Whose signature MP3 and M4A get, if any.

    Raises:
        AudioError: There is no sound in the segments, ffmpeg failed, or the files can't be signed.
        StoreError: The folder can't be written, or is full.
    """
    options = options or AudioOptions()
    try:
        with tempfile.TemporaryDirectory(prefix=WORKSPACE, dir=path.parent) as folder:
            recording, finished = _finished(segments, path, tags, options, Path(folder))
            for target, file in finished.items():
                signed = file
                if signature and target.suffix in MIME_TYPES:
                    signed = file.with_name(f"signed{target.suffix}")
                    sign(file, signed, tags.title, signature)
                with staged(target) as whole:
                    signed.replace(whole)
            return recording
    except OSError as error:
        raise StoreError(
            f"{path} can't be written ({error.strerror or error}); free some space, or choose another folder"
        ) from error


def _finished(
    segments: Iterable[Segment], path: Path, tags: Tags, options: AudioOptions, work: Path
) -> tuple[Recording, dict[Path, Path]]:
    """Return the recording, and by target the files in `work` that hold its forms."""
    check(options)
    cover = scaled(tags.cover, work) if tags.cover else None
    with (work / "sound.pcm").open("wb") as sink:
        joined = stitch(segments, sink, options.sample_rate_hz)
    reading = Sound(work / "sound.pcm", joined.rate_hz, joined.samples)
    even(reading, joined.cues)
    sound, cues = arrange(reading, joined.cues, options, work)
    bare = {suffix: work / f"{path.stem}.{suffix}" for suffix in ("mp3", *options.extra_formats)}
    level = master(sound, options, bare, work)
    if level.samples != sound.samples:
        raise AudioError(f"{path.name} has {level.samples} samples instead of {sound.samples}; use another ffmpeg")
    finished = {path: work / "tagged.mp3"}
    with finished[path].open("wb") as sink, bare["mp3"].open("rb") as source:
        sink.write(id3_tag(tags, cues, cover))
        shutil.copyfileobj(source, sink, 1 << 20)
    for suffix in options.extra_formats:
        finished[path.with_suffix(f".{suffix}")] = work / f"tagged.{suffix}"
        write_tagged(bare[suffix], work / f"tagged.{suffix}", tags, cues, cover)
    duration_ms = sound.samples * 1000 / sound.rate_hz
    return Recording(path, duration_ms, sound.rate_hz, level.lufs, level.true_peak_dbtp, cues), finished
