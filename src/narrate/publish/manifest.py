"""The manifest: `<slug>.json`, the commit of a recording. It is written last, so where it stands, all is there."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.model import Article, Block, BlockKind, Cue, Recording, Utterance, Word

__all__ = [
    "SCHEMA_VERSION",
    "Origin",
    "Summary",
    "is_current",
    "recording_of",
    "story_digest",
    "story_of",
    "summary_of",
    "to_json",
]

SCHEMA_VERSION = 1
_CUES = b'\n "cues": ['  # as `to_json` writes it: nearly all of a manifest comes after


@dataclass(frozen=True, slots=True)
class Origin:
    """What a recording was made from; equal origins need no second making."""

    page_sha256: str
    settings_sha256: str
    name: str
    """What the page was called: its path, address or "standard input"."""
    voice: str
    """Engine and voice as asked for, for example `kokoro:af_heart`."""
    engine: str
    """Fingerprint of the backend."""
    made: str = ""
    """When, as ISO 8601 in UTC."""
    quote_voice: str | None = None
    """Engine and voice of block quotes if they have their own."""
    label: str = ""
    """What listeners are told about the voice instead of the usual words."""
    notes: tuple[str, ...] = ()
    """What isn't read as it is printed, a sentence each."""
    story_sha256: str = ""
    """As `story_digest` gives it for the article as it was extracted."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a manifest says before its cues."""

    name: str
    """What the page was called."""
    page_sha256: str
    settings_sha256: str
    sound: str
    """File name of the MP3, beside the manifest."""
    sound_bytes: int
    sound_sha256: str
    captions: str
    """File name, beside the manifest."""
    duration_ms: float
    loudness_lufs: float
    true_peak_dbtp: float
    error_rate: float | None
    """Share of words that were heard wrongly; None where nobody listened."""


def to_json(recording: Recording, article: Article, origin: Origin, heard: Mapping[str, object] | None = None) -> bytes:
    """Return the manifest of `recording` as UTF-8 JSON. Reads the MP3 for its size and sha256.

    Args:
        recording: Its file stands.
        article: What was read.
        origin: What it was made from.
        heard: What the listening gate found, if it listened.
    """
    sound = recording.path.read_bytes()
    content = {
        "version": SCHEMA_VERSION,
        "source": {"name": origin.name, "url": article.url, "sha256": origin.page_sha256},
        "story_sha256": origin.story_sha256,
        "settings_sha256": origin.settings_sha256,
        "made": origin.made,
        "label": origin.label,
        "title": article.title,
        "byline": article.byline,
        "published": article.published,
        "site": article.site,
        "section": article.section,
        "tags": article.tags,
        "image": article.image,
        "language": article.language,
        "notes": origin.notes,
        "voice": origin.voice,
        "quote_voice": origin.quote_voice,
        "engine": origin.engine,
        "audio": {
            "file": recording.path.name,
            "bytes": len(sound),
            "sha256": hashlib.sha256(sound).hexdigest(),
            "duration_ms": _ms(recording.duration_ms),
            "rate_hz": recording.rate_hz,
            "loudness_lufs": round(recording.loudness_lufs, 2),
            "true_peak_dbtp": round(recording.true_peak_dbtp, 2),
        },
        "captions": recording.path.with_suffix(".vtt").name,
        "heard": heard,
        "cues": [_cue_to_plain(cue, article) for cue in recording.cues],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def story_digest(article: Article) -> str:
    """Return the sha256 of all that is read of `article`: equal for pages that differ only in what stands around it."""
    blocks = [[block.kind, block.text] for block in article.blocks]
    told = json.dumps([article.title, article.byline, article.published, article.language, blocks], ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def is_current(manifest: bytes, folder: Path, page_sha256: str, settings_sha256: str) -> bool:
    """Tell whether the recording of `manifest` stands in `folder` and was made from this page and settings."""
    try:
        content = json.loads(manifest)
        made_from = content["source"]["sha256"], content["settings_sha256"], content["version"]
        sound = folder / content["audio"]["file"]
        whole = sound.stat().st_size == content["audio"]["bytes"] and (folder / content["captions"]).is_file()
    except (ValueError, KeyError, TypeError, OSError):
        return False
    return whole and made_from == (page_sha256, settings_sha256, SCHEMA_VERSION)


def summary_of(manifest: bytes) -> Summary:
    """Return what `manifest` says before its cues, without reading them; its first bytes up to the cues are enough.

    Raises:
        ValueError: This is no manifest of this version, or it was cut before the cues.
    """
    head, mark, _ = manifest.partition(_CUES)
    try:
        content = json.loads(head.rstrip().rstrip(b",") + b"}") if mark else json.loads(manifest)
        if content["version"] != SCHEMA_VERSION:
            raise ValueError(f"it is of version {content['version']}")
        source, audio = content["source"], content["audio"]
        return Summary(
            name=source["name"],
            page_sha256=source["sha256"],
            settings_sha256=content["settings_sha256"],
            sound=audio["file"],
            sound_bytes=audio["bytes"],
            sound_sha256=audio["sha256"],
            captions=content["captions"],
            duration_ms=audio["duration_ms"],
            loudness_lufs=audio["loudness_lufs"],
            true_peak_dbtp=audio["true_peak_dbtp"],
            error_rate=(content["heard"] or {}).get("error_rate"),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"this is no manifest of version {SCHEMA_VERSION}: {error}") from error


def recording_of(manifest: bytes, folder: Path) -> Recording:
    """Return the recording that `manifest` describes; spans and sounds of its utterances aren't kept there.

    Raises:
        ValueError: This is no manifest of this version.
    """
    try:
        content = json.loads(manifest)
        audio = content["audio"]
        return Recording(
            path=folder / audio["file"],
            duration_ms=audio["duration_ms"],
            rate_hz=audio["rate_hz"],
            loudness_lufs=audio["loudness_lufs"],
            true_peak_dbtp=audio["true_peak_dbtp"],
            cues=tuple(_cue_from_plain(cue) for cue in content["cues"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"this is no manifest of version {SCHEMA_VERSION}: {error}") from error


def story_of(manifest: bytes) -> Article:
    """Return what `manifest` keeps of the article: the blocks that are read, at their index, with kind and anchor.

    Raises:
        ValueError: This is no manifest of this version.
    """
    try:
        content = json.loads(manifest)
        cues = [cue for cue in content["cues"] if cue["block"] is not None]
        last = max((cue["block"] for cue in cues), default=-1)
        blocks = [Block(BlockKind.PARAGRAPH, "", "")] * (last + 1)
        for cue in cues:
            known = blocks[cue["block"]]
            text = f"{known.text} {cue['printed']}".strip()
            blocks[cue["block"]] = Block(BlockKind(cue.get("kind", "paragraph")), text, cue["anchor"])
        return Article(content["title"], tuple(blocks), tuple(content["byline"]), language=content["language"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this is no manifest of version {SCHEMA_VERSION}: {error}") from error


def _ms(time_ms: float) -> float:
    """Round to microseconds: a sample lasts 20 or more, so the sample count survives."""
    return round(time_ms, 3)


def _cue_to_plain(cue: Cue, article: Article) -> dict[str, Any]:
    spoken = cue.utterance
    return {
        "start_ms": _ms(cue.start_ms),
        "end_ms": _ms(cue.end_ms),
        "printed": spoken.printed,
        "spoken": spoken.spoken,
        "block": spoken.block,
        "kind": None if spoken.block is None else article.blocks[spoken.block].kind,
        "anchor": None if spoken.block is None else article.blocks[spoken.block].anchor,
        "offset": spoken.offset,
        "pause_ms": spoken.pause_ms,
        "is_quote": spoken.is_quote,
        "words": [[word.text, _ms(word.start_ms), _ms(word.end_ms)] for word in cue.words],
    }


def _cue_from_plain(plain: dict[str, Any]) -> Cue:
    fields = ("printed", "spoken", "block", "offset", "pause_ms")
    utterance = Utterance(**{name: plain[name] for name in fields}, is_quote=plain.get("is_quote", False))
    words = tuple(Word(*word) for word in plain["words"])
    return Cue(plain["start_ms"], plain["end_ms"], utterance, words)
