"""Tags of the forms beside the MP3: Ogg Opus and M4A, written by ffmpeg from its metadata file."""

import base64
import re
import struct
from collections.abc import Sequence
from pathlib import Path

from narrate import ffmpeg
from narrate.audio.id3 import chapters
from narrate.audio.tags import Tags
from narrate.model import Cue

__all__ = ["tag"]

FRONT_COVER = 3  # picture type, as in ID3


def tag(plain: Path, target: Path, tags: Tags, cues: Sequence[Cue], cover_jpeg: bytes | None) -> None:
    """Write the sound of `plain` to `target` with tags, chapters and cover, without encoding it again.

    Raises:
        AudioError: ffmpeg failed.
    """
    work = plain.parent
    described = work / f"{plain.name}.ffmetadata"
    picture = cover_jpeg if cover_jpeg and plain.suffix == ".opus" else None
    described.write_text(_description(tags, cues, picture), encoding="utf-8")
    inputs: list[str | Path] = ["-i", plain, "-f", "ffmetadata", "-i", described]
    maps = ["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"]
    if cover_jpeg and plain.suffix == ".m4a":
        image = work / "cover.jpg"
        image.write_bytes(cover_jpeg)
        inputs += ["-i", image]
        maps += ["-map", "2:v", "-disposition:v", "attached_pic"]
    form = ["-f", "ipod", "-movflags", "+faststart"] if plain.suffix == ".m4a" else ["-f", "opus"]
    ffmpeg.run([*inputs, *maps, "-c", "copy", *form, target], f"tagging {target.name}")


def _description(tags: Tags, cues: Sequence[Cue], picture: bytes | None) -> str:
    said = {
        "title": tags.title,
        "artist": "; ".join(tags.artists),
        "album": tags.album,
        "date": tags.date,
        "language": tags.language,
        "genre": "Podcast",
        "comment": tags.ai_disclosure,
        "ai_disclosure": tags.ai_disclosure,
        "contact": tags.url,
        "METADATA_BLOCK_PICTURE": _flac_picture(picture) if picture else "",
    }
    lines = [";FFMETADATA1", *(f"{name}={_escaped(text)}" for name, text in said.items() if text)]
    for title, start, end in chapters(tags, cues):
        lines += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={start}", f"END={end}", f"title={_escaped(title)}"]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return re.sub(r"([=;#\\\n])", r"\\\1", text)


def _flac_picture(jpeg: bytes) -> str:
    """Return the cover as RFC 9639, 8.8 packs it; size and depth stay unsaid."""
    mime = b"image/jpeg"
    head = struct.pack(">II", FRONT_COVER, len(mime)) + mime + struct.pack(">6I", 0, 0, 0, 0, 0, len(jpeg))
    return base64.b64encode(head + jpeg).decode()
