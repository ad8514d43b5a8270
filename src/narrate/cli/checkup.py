"""Looks at what a machine needs in order to narrate, says how to fix what is missing, and fixes what it can."""

import contextlib
import itertools
import locale
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import narrate
from narrate import ffmpeg
from narrate.audio import listener
from narrate.errors import AudioError, NarrateError, SettingsError, StoreError, WeightsInvalid
from narrate.model import VoiceInfo
from narrate.settings import Settings
from narrate.store import files, upkeep
from narrate.store.folder import FolderStore
from narrate.voice.registry import list_voices, open_backend
from narrate.voice.segments import unpack

__all__ = ["Finding", "check_machine", "damaged_segments", "leftovers", "segment_folder", "sweep"]


_SHOWN_VOICES = 4
_NEEDED_MB = 500  # a voice that is made ready for a processor takes up to 400, an hour of sound before mastering 170
_OWNER_MAY = 0o700
_OWN_FOLDERS = ("segments", "segments/*", "kokoro", "ledgers", ".narrate")
"""What narrate makes in cache and output folders."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    name: str
    text: str
    """What was found; where something is wrong, what is wrong and how to fix it."""
    exit_code: int = 0
    """Of the error that a run would end with; 0 where all is well."""
    fixable: bool = False
    """Whether `check_machine` with `fix` may fix it."""


@dataclass(frozen=True, slots=True)
class _Check:
    name: str
    see: Callable[[], str]
    """Says what is there. Raises NarrateError where something is wrong."""
    repair: Callable[[], object] | None = None
    """Does what can be done without a person; `see` says whether it was enough."""


def check_machine(settings: Settings, *, fix: bool = False) -> Iterator[Finding]:
    """Give a finding for the machine, the folders, each engine, and a sentence spoken by the voice in force.

    Args:
        settings: What is in force.
        fix: Fix what can be fixed without a person: permissions of narrate's own folders, what ended runs left
            there, copies that are damaged. Nothing that a user wrote is touched, and nothing is downloaded.
    """
    cache_dir, out_dir = settings.voice.cache_dir, settings.output.out_dir
    for check in (
        _Check("narrate", _program),
        _Check("text", _encoding),
        _Check("ffmpeg", _encoder),
        _Check(
            "cache folder", lambda: _writable(cache_dir, "cache_dir or NARRATE_CACHE_DIR"), lambda: _open_up(cache_dir)
        ),
        _Check("output folder", lambda: _writable(out_dir, "out_dir or NARRATE_OUT_DIR"), lambda: _open_up(out_dir)),
        _Check("free space", lambda: _space(settings), lambda: sweep(settings)),
        _Check("listener", lambda: _listener(cache_dir), lambda: listener.forget(cache_dir)),
    ):
        yield _finding(check, fix=fix)
    yield _leftovers(settings, fix=fix)
    for engine, infos in groupby(list_voices(settings.voice), key=lambda info: info.engine):
        yield _voices(engine, list(infos))
    yield _finding(_Check(f"speaks with {settings.voice.voice}", lambda: _first_sound(settings)), fix=fix)


def _finding(check: _Check, *, fix: bool) -> Finding:
    try:
        return Finding(check.name, check.see())
    except NarrateError as error:
        fault = error
    if fix and check.repair is not None:
        with contextlib.suppress(NarrateError):  # what still is wrong is seen below
            check.repair()
        try:
            return Finding(check.name, f"{check.see()} (fixed)")
        except NarrateError as error:
            fault = error
    return Finding(check.name, str(fault), fault.exit_code, fixable=check.repair is not None and not fix)


def _leftovers(settings: Settings, *, fix: bool) -> Finding:
    """Return what ended runs left, which harms no run; with `fix` it is removed."""
    try:
        if fix:
            return Finding("leftovers", f"{sweep(settings)} removed")
        left = list(leftovers(settings))
    except StoreError as error:
        return Finding("leftovers", f"not checked; {error}")
    if not left:
        return Finding("leftovers", "none")
    return Finding(
        "leftovers", f"{len(left)} left by earlier runs, such as {left[0]}; `narrate doctor --fix` removes them"
    )


def _voices(engine: str, infos: list[VoiceInfo]) -> Finding:
    """Return what an engine has; one that isn't installed isn't a fault, but says how to get it."""
    there = [info for info in infos if info.installed]
    if not there:
        return Finding(f"engine {engine}", f"not installed; {infos[0].hint}")
    names = ", ".join(info.voice for info in there[:_SHOWN_VOICES] if info.voice)
    more = f" and {len(there) - _SHOWN_VOICES} more" if len(there) > _SHOWN_VOICES else ""
    place = "offline" if there[0].offline else "online"
    return Finding(f"engine {engine}", f"{place}, {there[0].licence}: {names}{more}".rstrip(": "))


def _program() -> str:
    return f"{narrate.__version__}, Python {sys.version.split()[0]} in {sys.prefix}"


def _encoding() -> str:
    """Return how names of files and printed texts are encoded."""
    names, printed = sys.getfilesystemencoding(), locale.getpreferredencoding(do_setlocale=False)
    if names.lower() != "utf-8":
        raise SettingsError(
            f"this shell's locale encodes names of files as {names}, which lacks the letters of most languages: "
            "set LC_ALL=C.UTF-8, or PYTHONUTF8=1"
        )
    return f"names of files in {names}, printed in {printed}"


def _encoder() -> str:
    program = ffmpeg.find()
    version = ffmpeg.version(program)
    try:  # some builds leave out what others own the rights to
        work = ["-f", "lavfi", "-i", "anullsrc=duration=0.1", "-af", "alimiter,ebur128", "-c:a", "libmp3lame"]
        ffmpeg.run([*work, "-f", "null", "-"], "trying its MP3 encoder")
    except AudioError as error:
        hint = "put a complete build on the PATH, or none: then that of imageio-ffmpeg is used"
        raise AudioError(f"{program} lacks its MP3 encoder or filters; {hint}") from error
    return f"{program}, version {version}"


def _writable(folder: Path, name: str) -> str:
    """Return the folder; raise if it or a folder of narrate in it, perhaps another user's, can't be written."""
    try:
        FolderStore(folder).check_writable()
    except StoreError as error:
        raise StoreError(f"{error} (set by {name})") from error
    for inner in _own_folders(folder):
        if not os.access(inner, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            raise StoreError(f"{inner} belongs to another user or is read-only; fix its permissions, or set {name}")
    return str(folder)


def _own_folders(folder: Path) -> Iterator[Path]:
    return (path for pattern in _OWN_FOLDERS for path in folder.glob(pattern))


def _open_up(folder: Path) -> None:
    """Let the owner write `folder` and the folders in it; those of other users stay as they are."""
    with contextlib.suppress(OSError):
        for path in itertools.chain((folder,), _own_folders(folder)):
            path.chmod(path.stat().st_mode | _OWNER_MAY)


def _space(settings: Settings) -> str:
    hints = {
        settings.voice.cache_dir: "`narrate cache prune --max-mb 500` makes room, NARRATE_CACHE_DIR names another disk",
        settings.output.out_dir: "free some, or name a folder on another disk",
        Path(tempfile.gettempdir()): "free some, or name a folder on another disk by TMPDIR",
    }
    free_mb = {folder: shutil.disk_usage(_standing(folder)).free / 1e6 for folder in hints}
    scarcest = min(free_mb, key=lambda folder: free_mb[folder])
    if free_mb[scarcest] < _NEEDED_MB:
        raise StoreError(
            f"{free_mb[scarcest]:,.0f} MB are free at {scarcest}, and a run may take {_NEEDED_MB}: {hints[scarcest]}"
        )
    return f"{free_mb[scarcest] / 1000:,.1f} GB"


def _standing(folder: Path) -> Path:
    """Return `folder`, or the nearest one above it that is there."""
    whole = folder.absolute()
    return next(path for path in (whole, *whole.parents) if path.exists())


def _listener(cache_dir: Path) -> str:
    if (damaged := listener.damaged(cache_dir)) is not None:
        raise WeightsInvalid(f"the listener's model in {damaged} is damaged; remove that folder, and it is made again")
    return "ready" if listener.installed() else f"not installed, only --verify needs it; {listener.HINT}"


def _first_sound(settings: Settings) -> str:
    started = time.monotonic()
    backend = open_backend(settings.voice)
    try:
        speech = backend.synthesize("This voice is ready.")
    finally:
        backend.close()
    return f"{speech.waveform.duration_ms / 1000:.1f} s of sound, ready after {time.monotonic() - started:.1f} s"


def segment_folder(settings: Settings) -> Path:
    """Return the folder that holds the sounds of sentences."""
    return settings.voice.cache_dir / "segments"


def damaged_segments(settings: Settings) -> Iterator[Path]:
    """Give every cached sound whose checksum doesn't fit. Raises StoreError."""
    return upkeep.damaged(segment_folder(settings), lambda content: unpack(content) is not None)


def leftovers(settings: Settings) -> Iterator[Path]:
    """Give the unfinished files and folders that killed runs left. Raises StoreError."""
    yield from upkeep.parts(segment_folder(settings))
    cache_dir = settings.voice.cache_dir
    for folder in (cache_dir, cache_dir / "kokoro", settings.output.out_dir):
        yield from files.abandoned(folder)


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
