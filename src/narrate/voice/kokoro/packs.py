"""Kokoro's voices: style tables by name, from this package or the user's files, alone or mixed."""

import hashlib
import re
import zipfile
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from narrate.errors import UnknownVoice, WeightsInvalid

__all__ = ["DEFAULT_VOICE", "Pack", "known_packs", "language_of", "open_pack"]

DEFAULT_VOICE = "af_heart"
PACK_BYTES = 510 * 256 * 4  # a style of 256 float32 for every number of tokens from 1 to 510
PACK_SHAPE = (510, 256)
_LANGUAGE_BY_INITIAL = {"a": "en-US", "b": "en-GB", "e": "es", "f": "fr-FR"}
"""Other initials are voices of languages that no front end here serves."""
_PART = re.compile(r"([a-z]{2}_[a-z0-9]+)(?::([0-9]*\.?[0-9]+))?$")


@dataclass(frozen=True, slots=True)
class Pack:
    """The style table of a voice."""

    name: str
    sha256: str
    """Of its float32 bytes: part of the fingerprint."""
    styles: Any
    """numpy array, 510 x 256: the style for a text of that many tokens, less one."""


def language_of(name: str) -> str | None:
    """Return the BCP 47 tag of what a voice speaks, by the first letter of its name; None if nothing here reads it."""
    return _LANGUAGE_BY_INITIAL.get(name[:1])


def known_packs(voice_path: Path | None) -> tuple[str, ...]:
    """Return the names of all available voices, the default one first. Raises WeightsInvalid, UnknownVoice."""
    names = {name for name in _sources(voice_path) if language_of(name)}
    return (DEFAULT_VOICE, *sorted(names - {DEFAULT_VOICE}))


def open_pack(voice: str, voice_path: Path | None) -> Pack:
    """Return the voice called `voice`, or the mix that it describes.

    Args:
        voice: A name (`af_heart`), or names with weights (`af_heart:0.6+af_bella:0.4`); weights are made to sum to 1.
        voice_path: A `.bin` pack, a `voices-v1.0.bin` archive, or a folder of packs; None for the packaged voices.

    Raises:
        UnknownVoice: A name isn't known, or isn't one of a language read here; the message lists those that are.
        WeightsInvalid: A pack has the wrong size or holds numbers that aren't finite.
    """
    import numpy as np

    parts = [_PART.match(part.strip()) for part in voice.split("+")]
    if None in parts:
        names = ", ".join(known_packs(voice_path))
        raise UnknownVoice(
            f"{voice!r} isn't a Kokoro voice; available: {names}, and mixes written as af_heart:0.6+am_michael:0.4"
        )
    sources = _sources(voice_path)
    shares = [(part[1], float(part[2] or 1.0)) for part in parts if part]
    total = sum(share for _, share in shares)
    if total <= 0:
        raise UnknownVoice(f"the shares of {voice!r} sum to nothing: give at least one above 0")
    if len({language_of(name) for name, _ in shares}) > 1:
        raise UnknownVoice(f"{voice!r} mixes accents or languages: mix voices whose names begin with the same letter")
    styles = np.zeros(PACK_SHAPE, np.float32)
    for name, share in shares:
        styles += _styles(name, sources, voice_path) * np.float32(share / total)
    return Pack(voice, hashlib.sha256(styles.tobytes()).hexdigest(), styles)


def _styles(name: str, sources: dict[str, Any], voice_path: Path | None) -> Any:
    import numpy as np

    if name not in sources or language_of(name) is None:
        names = ", ".join(known_packs(voice_path))
        raise UnknownVoice(f"kokoro has no voice {name!r} of a language that it reads here; available: {names}")
    content = sources[name]() if callable(sources[name]) else sources[name].read_bytes()
    if len(content) != PACK_BYTES:
        raise WeightsInvalid(f"the voice pack {name} has {len(content):,} bytes instead of {PACK_BYTES:,}")
    styles = np.frombuffer(content, "<f4").reshape(PACK_SHAPE)
    if not np.isfinite(styles).all():
        raise WeightsInvalid(f"the voice pack {name} holds numbers that aren't finite: fetch it again")
    return styles


def _sources(voice_path: Path | None) -> dict[str, Any]:
    """Return where each voice comes from: a readable file, or a callable that gives its bytes."""
    folder = files("narrate.voice.kokoro").joinpath("voices")
    source_by_name: dict[str, Any] = {
        entry.name[:-4]: entry for entry in folder.iterdir() if entry.name.endswith(".bin")
    }
    if voice_path is None:
        return source_by_name
    if voice_path.is_dir():
        return source_by_name | {path.stem: path for path in sorted(voice_path.glob("[a-z][fm]_*.bin"))}
    if not voice_path.is_file():
        raise UnknownVoice(f"there are no voices at {voice_path}: check the path")
    if zipfile.is_zipfile(voice_path):
        return source_by_name | _archive(voice_path)
    return source_by_name | {voice_path.stem: voice_path}


def _archive(path: Path) -> dict[str, Any]:
    """Return the voices of a `voices-v1.0.bin`: a zip of numpy arrays, read without pickle."""
    import numpy as np

    def reader(entry: str) -> Any:
        def read() -> bytes:
            with zipfile.ZipFile(path) as archive:
                try:
                    array = np.load(BytesIO(archive.read(entry)), allow_pickle=False)
                except ValueError as error:
                    raise WeightsInvalid(f"{entry} in {path} isn't a voice: {error}") from error
            return np.ascontiguousarray(array, "<f4").tobytes()

        return read

    with zipfile.ZipFile(path) as archive:
        return {name[:-4]: reader(name) for name in archive.namelist() if name.endswith(".npy")}
