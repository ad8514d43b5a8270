"""What a recording says of itself: the tags, their cover, and how MP3, M4A and Opus write them.

ID3v2.3 by the book (id3.org: ID3v2.3.0, and ID3v2 Chapter Frame Addendum 1.0). By hand, for mutagen is GPL.
Players show frames in the order of the file, so chapters must be written in theirs.
"""

import base64
import functools
import re
import struct
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from itertools import groupby
from pathlib import Path

from narrate import ffmpeg
from narrate.errors import AudioError
from narrate.model import AI_LABEL, Cue

__all__ = ["Chapter", "Tags", "chapters", "id3_tag", "scaled", "write_tagged"]


SIDE_PX = 1000
"""Longest side; players show at most this, and the tag stays below about 300 kB."""
MOST_BYTES = 30_000_000
MOST_PIXELS = 100_000_000
"""Larger images are mistakes or attacks: ffmpeg would unpack them to hundreds of megabytes."""
READERS = {b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG": "png_pipe", b"GIF8": "gif_pipe", b"RIFF": "webp_pipe"}
"""First bytes, and ffmpeg's reader for them: named, so that a playlist dressed as an image isn't followed."""


Chapter = tuple[str, int, int]
"""Title, start and end in milliseconds."""

FRONT_COVER = 3  # picture type, of APIC and of FLAC's pictures in Opus
MILLISECONDS = 2  # SYLT time stamp format
TRANSCRIPTION = 2  # SYLT content type
NO_OFFSET = 0xFFFFFFFF  # CHAP: the times count, not byte offsets
TOP_LEVEL, ORDERED = 2, 1  # CTOC flags
MOST_ENTRIES = 255  # CTOC counts its entries in one byte


@dataclass(frozen=True, slots=True)
class Tags:
    """What goes into the file beside the sound; what is empty is left out."""

    title: str = ""
    artists: tuple[str, ...] = ()
    album: str | None = None
    """The site."""
    date: str | None = None
    """ISO 8601 date or date-time of the article."""
    language: str | None = None
    """ISO 639-1 code."""
    url: str | None = None
    """Address of the article."""
    cover: Path | None = None
    """A JPEG, PNG, GIF or WebP file; it is scaled down and stored as JPEG."""
    headings: frozenset[int] = frozenset()
    """Indexes of the blocks that are headings: a chapter starts at each."""
    ai_disclosure: str = AI_LABEL
    """Stored as `TXXX:ai_disclosure`."""


def scaled(image: Path, work: Path) -> bytes:
    """Return `image` as a JPEG of at most `SIDE_PX` pixels a side.

    Args:
        image: JPEG, PNG, GIF or WebP.
        work: A folder for temporary files.

    Raises:
        AudioError: It is none of these, is broken, or too large.
    """
    try:
        size = image.stat().st_size
        with image.open("rb") as file:
            start = file.read(4)
    except OSError as error:
        raise AudioError(f"the cover image {image} can't be read ({error.strerror}); give another") from error
    if size > MOST_BYTES:
        raise AudioError(
            f"the cover image {image} has {size // 1_000_000} MB; give one below {MOST_BYTES // 1_000_000} MB"
        )
    reader = next((name for first, name in READERS.items() if start.startswith(first)), None)
    if reader is None:
        raise AudioError(f"the cover image {image} isn't a JPEG, PNG, GIF or WebP file; convert it or leave it out")
    target = work / "cover.jpg"
    fit = f"scale=w='min({SIDE_PX},iw)':h='min({SIDE_PX},ih)':force_original_aspect_ratio=decrease,format=yuvj420p"
    limits = ["-max_pixels", str(MOST_PIXELS), "-xerror"]
    shape = ["-frames:v", "1", "-q:v", "3", "-update", "1", "-f", "image2"]
    try:
        ffmpeg.run([*limits, "-f", reader, "-i", image, "-vf", fit, *shape, target], "scaling the cover image")
        return target.read_bytes()
    except (AudioError, OSError) as error:
        raise AudioError(
            f"the cover image {image} is damaged; give a whole JPEG, PNG, GIF or WebP file ({error})"
        ) from error


def id3_tag(tags: Tags, cues: Sequence[Cue], cover_jpeg: bytes | None = None) -> bytes:
    """Return the whole tag, to be put in front of the sound.

    Args:
        tags: What it says; empty fields are left out.
        cues: Times of all that is said: they give chapters, lyrics and timed words.
        cover_jpeg: The front cover.
    """
    language = _languages().get((tags.language or "").lower(), "und")
    frames = [
        *_texts(tags, cues, language),
        *_chapters(chapters(tags, cues)),
        _lyrics(_printed(cues), language),
        _timed_words(cues, language),
    ]
    if tags.url:
        frames.append(_frame("WOAS", _latin(urllib.parse.quote(tags.url, safe=":/?#[]@!$&'()*+,;=%~"))))
    if cover_jpeg:
        frames.append(_frame("APIC", b"\0image/jpeg\0" + bytes([FRONT_COVER]) + b"\0" + cover_jpeg))
    body = b"".join(frames)
    return b"ID3\3\0\0" + _syncsafe(len(body)) + body


def chapters(tags: Tags, cues: Sequence[Cue]) -> tuple[Chapter, ...]:
    """Return a chapter per heading that is read, and one for what comes before the first; none without headings."""
    starts = [
        (" ".join(cue.utterance.printed for cue in in_block), in_block[0].start_ms)
        for block, group in groupby(cues, lambda cue: cue.utterance.block)
        if block in tags.headings and (in_block := list(group))
    ]
    if not starts:
        return ()
    if starts[0][1] > 0:
        starts.insert(0, (tags.title or cues[0].utterance.printed, 0.0))
    ends = [start for _, start in starts[1:]] + [cues[-1].end_ms]
    return tuple((title, round(start), round(end)) for (title, start), end in zip(starts, ends, strict=True))


def _texts(tags: Tags, cues: Sequence[Cue], language: str) -> list[bytes]:
    text_by_frame = {
        "TIT2": tags.title,
        "TPE1": "/".join(tags.artists),
        "TALB": tags.album or "",
        "TLAN": language if tags.language else "",
        "TLEN": str(round(cues[-1].end_ms)) if cues else "",
        "TCON": "Podcast",
        **_dates(tags.date or ""),
    }
    frames = [_text(name, text) for name, text in text_by_frame.items() if text]
    if tags.ai_disclosure:
        frames.append(_pair("TXXX", "ai_disclosure", tags.ai_disclosure))
    return frames


def _dates(date: str) -> dict[str, str]:
    """Return year, day and time in the form of ID3v2.3, which has a frame for each."""
    try:
        when = datetime.fromisoformat(date)
    except ValueError:
        return {"TYER": date[:4] if date[:4].isdecimal() and len(date) >= 4 else ""}
    parts = {"TYER": f"{when:%Y}", "TDAT": f"{when:%d%m}"}
    if len(date) > len("2023-10-10"):
        parts["TIME"] = f"{when:%H%M}"
    return parts


def _chapters(entries: Sequence[Chapter]) -> list[bytes]:
    if not entries:
        return []
    names = [f"chp{number}" for number in range(len(entries))]
    frames = [
        _frame(
            "CHAP",
            _latin(name, end=True) + struct.pack(">4I", start, end, NO_OFFSET, NO_OFFSET) + _text("TIT2", title),
        )
        for name, (title, start, end) in zip(names, entries, strict=True)
    ]
    if len(names) <= MOST_ENTRIES:
        return [_contents("toc", names, TOP_LEVEL | ORDERED), *frames]
    pages = [names[first : first + MOST_ENTRIES] for first in range(0, len(names), MOST_ENTRIES)]
    tables = [_contents(f"toc{number}", page, ORDERED) for number, page in enumerate(pages)]
    top = _contents("toc", [f"toc{number}" for number in range(len(pages))], TOP_LEVEL | ORDERED)
    return [top, *tables, *frames]


def _contents(name: str, entries: Sequence[str], flags: int) -> bytes:
    children = b"".join(_latin(entry, end=True) for entry in entries)
    return _frame("CTOC", _latin(name, end=True) + bytes([flags, len(entries)]) + children)


def _printed(cues: Sequence[Cue]) -> str:
    blocks = groupby(cues, lambda cue: cue.utterance.block)
    return "\n".join(" ".join(cue.utterance.printed for cue in group) for _, group in blocks)


def _lyrics(text: str, language: str) -> bytes:
    code, encoded = _encoded(text)
    return _frame("USLT", bytes([code]) + language.encode() + _empty(code) + encoded)


def _timed_words(cues: Sequence[Cue], language: str) -> bytes:
    code = max((_encoded(text)[0] for text, _ in _stamped(cues)), default=0)
    body = bytearray(bytes([code]) + language.encode() + bytes([MILLISECONDS, TRANSCRIPTION]) + _empty(code))
    for text, start in _stamped(cues):  # ten hours have 86,400 words: one at a time, so that memory stays flat
        body += _encoded(text, code)[1] + _stop(code) + struct.pack(">I", round(start))
    return _frame("SYLT", bytes(body))


def _stamped(cues: Sequence[Cue]) -> Iterator[tuple[str, float]]:
    """Give each word with its time, a line for each cue; a cue without known words is one line."""
    for cue in cues:
        if not cue.words:
            yield "\n" + cue.utterance.printed, cue.start_ms
        for number, word in enumerate(cue.words):
            yield (" " if number else "\n") + word.text, word.start_ms


def _frame(name: str, body: bytes) -> bytes:
    return name.encode() + struct.pack(">I", len(body)) + b"\0\0" + body


def _text(name: str, text: str) -> bytes:
    code, encoded = _encoded(text)
    return _frame(name, bytes([code]) + encoded)


def _pair(name: str, key: str, text: str) -> bytes:
    code, encoded = _encoded(text)
    return _frame(name, bytes([code]) + _encoded(key, code)[1] + _stop(code) + encoded)


def _encoded(text: str, code: int | None = None) -> tuple[int, bytes]:
    """Return ID3v2.3's code of an encoding and the text in it: Latin-1 if it can hold it, else UTF-16 with its mark."""
    text = text.replace("\0", "")
    if code != 1:
        try:
            return 0, text.encode("latin-1")
        except UnicodeEncodeError:
            pass
    return 1, b"\xff\xfe" + text.encode("utf-16-le", "replace")


def _stop(code: int) -> bytes:
    return b"\0" * (code + 1)


def _empty(code: int) -> bytes:
    return (b"\xff\xfe" if code else b"") + _stop(code)


def _latin(text: str, *, end: bool = False) -> bytes:
    return text.encode("latin-1", "replace") + (b"\0" if end else b"")


def _syncsafe(size: int) -> bytes:
    return bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))


@functools.cache
def _languages() -> dict[str, str]:
    rows = resources.files("narrate.audio").joinpath("languages.tsv").read_text("utf-8").splitlines()[1:]
    return {two: three for two, _, three in (row.partition("\t") for row in rows)}


def write_tagged(plain: Path, target: Path, tags: Tags, cues: Sequence[Cue], cover_jpeg: bytes | None) -> None:
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
    value_by_name = {
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
    lines = [";FFMETADATA1", *(f"{name}={_escaped(text)}" for name, text in value_by_name.items() if text)]
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
