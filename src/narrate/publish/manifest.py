"""The manifest: `<slug>.json`, the commit of a recording. It is written last, so where it stands, all is there.

What a manifest says is read here alone: whole (`recording_of`, `story_of`), up to its cues (`summary_of`), or as what
goes online (`Publication`).
"""

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from narrate.errors import StoreError
from narrate.model import AI_LABEL, Article, Block, BlockKind, Cue, Recording, Utterance, Word
from narrate.publish.captions import to_vtt
from narrate.settings.options import PlayerOptions
from narrate.store.files import commit, explain, staging, write_whole
from narrate.store.recording import CAPTIONS, MANIFEST, SOUND, names_to_commit
from narrate.text import is_address

__all__ = [
    "SCHEMA_VERSION",
    "Origin",
    "Publication",
    "Summary",
    "committed",
    "current_recording",
    "recording_of",
    "source_name",
    "story_digest",
    "story_of",
    "summary_of",
    "to_json",
    "write_documents",
]


SCHEMA_VERSION = 1
_CUES = b'\n "cues": ['  # as `to_json` writes it: nearly all of a manifest comes after


_FILE_NAME_ENDS = ("\\", "/", "\x00")


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
    made_at: str = ""
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
    captions: str
    """File name, beside the manifest."""
    duration_ms: float
    loudness_lufs: float
    true_peak_dbtp: float
    error_rate: float | None
    """Share of misheard words; None where nobody listened."""


def to_json(recording: Recording, article: Article, origin: Origin, gate: Mapping[str, object] | None = None) -> bytes:
    """Return the manifest of `recording` as UTF-8 JSON. Reads the MP3 for its size and sha256.

    Args:
        recording: Its file stands.
        article: What was read.
        origin: What it was made from.
        gate: What the listening gate says of it, if it judged.
    """
    sound = recording.path.read_bytes()
    content = {
        "version": SCHEMA_VERSION,
        "source": {"name": origin.name, "url": article.url, "sha256": origin.page_sha256},
        "story_sha256": origin.story_sha256,
        "settings_sha256": origin.settings_sha256,
        "made": origin.made_at,
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
        "heard": gate,
        "cues": [_cue_to_plain(cue, article) for cue in recording.cues],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def story_digest(article: Article) -> str:
    """Return the sha256 of all that is read of `article`: equal for pages that differ only in what stands around it."""
    blocks = [[block.kind, block.text, *map(repr, block.directions)] for block in article.blocks]
    content = json.dumps(
        [article.title, article.byline, article.published, article.language, blocks], ensure_ascii=False
    )
    return hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


def current_recording(folder: Path, slug: str, page_sha256: str, settings_sha256: str) -> Recording | None:
    """Return the recording under `slug` in `folder` if it is whole and made from this page with these settings.

    Raises:
        StoreError: A manifest is there and can't be read.
    """
    path = folder / (slug + MANIFEST)
    try:
        manifest = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise explain(path, error) from error
    try:
        content = _content(manifest)
        origin = content["source"]["sha256"], content["settings_sha256"]
        sound = folder / content["audio"]["file"]
        is_whole = sound.stat().st_size == content["audio"]["bytes"] and (folder / content["captions"]).is_file()
        return recording_of(manifest, folder) if is_whole and origin == (page_sha256, settings_sha256) else None
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        return None


def source_name(folder: Path, slug: str) -> str | None:
    """Return the name of the page whose recording has `slug` in `folder`; None if there is none that can be read."""
    try:
        return summary_of((folder / (slug + MANIFEST)).read_bytes()).name
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def committed(
    folder: Path, slug: str, extra_sounds: Iterable[str], guard: Callable[[], AbstractContextManager[object]]
) -> Iterator[Path]:
    """Give a path for the MP3 of `slug` in a stage; on leaving without an error all its files move into `folder`.

    The manifest goes last and its predecessor first, so that a manifest always belongs to the files beside it.

    Args:
        folder: Where the recording will stand, on the same disk as the stage.
        slug: Its name.
        extra_sounds: Endings of its other forms.
        guard: What is entered around the moment in which the files move; may raise to stop it.

    Raises:
        StoreError: `folder` can't be written.
    """
    with staging(folder) as stage:
        yield stage / (slug + SOUND)
        with guard():
            commit(stage, folder, names_to_commit(slug, extra_sounds))


def write_documents(
    recording: Recording, article: Article, language: str, origin: Origin, gate: Mapping[str, object] | None = None
) -> None:
    """Write captions and manifest beside the MP3 of `recording`; arguments as for `to_vtt` and `to_json`."""
    write_whole(recording.path.with_suffix(CAPTIONS), to_vtt(recording, language).encode())
    write_whole(recording.path.with_suffix(MANIFEST), to_json(recording, article, origin, gate))


def summary_of(manifest: bytes) -> Summary:
    """Return what `manifest` says before its cues, without reading them; its first bytes up to the cues are enough.

    Raises:
        ValueError: This isn't a manifest of this version, or it was cut before the cues.
    """
    head, mark, _ = manifest.partition(_CUES)
    try:
        content = _content(head.rstrip().rstrip(b",") + b"}" if mark else manifest)
        source, audio = content["source"], content["audio"]
        return Summary(
            name=source["name"],
            page_sha256=source["sha256"],
            settings_sha256=content["settings_sha256"],
            sound=audio["file"],
            sound_bytes=audio["bytes"],
            captions=content["captions"],
            duration_ms=audio["duration_ms"],
            loudness_lufs=audio["loudness_lufs"],
            true_peak_dbtp=audio["true_peak_dbtp"],
            error_rate=(content["heard"] or {}).get("error_rate"),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this isn't a manifest of version {SCHEMA_VERSION}: {error}") from error


def recording_of(manifest: bytes, folder: Path) -> Recording:
    """Return the recording that `manifest` describes; spans and sounds of its utterances aren't kept there.

    Raises:
        ValueError: This isn't a manifest of this version.
    """
    try:
        content = _content(manifest)
        audio = content["audio"]
        return Recording(
            path=folder / audio["file"],
            duration_ms=audio["duration_ms"],
            rate_hz=audio["rate_hz"],
            loudness_lufs=audio["loudness_lufs"],
            true_peak_dbtp=audio["true_peak_dbtp"],
            cues=tuple(_cue_from_plain(cue) for cue in content["cues"]),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this isn't a manifest of version {SCHEMA_VERSION}: {error}") from error


def story_of(manifest: bytes) -> Article:
    """Return what `manifest` keeps of the article: the blocks that are read, at their index, with kind and anchor.

    Raises:
        ValueError: This isn't a manifest of this version.
    """
    try:
        content = _content(manifest)
        cues = [cue for cue in content["cues"] if cue["block"] is not None]
        last = max((cue["block"] for cue in cues), default=-1)
        blocks = [Block(BlockKind.PARAGRAPH, "", "")] * (last + 1)
        for cue in cues:
            block = blocks[cue["block"]]
            text = f"{block.text} {cue['printed']}".strip()
            blocks[cue["block"]] = Block(BlockKind(cue.get("kind", "paragraph")), text, cue["anchor"])
        return Article(content["title"], tuple(blocks), tuple(content["byline"]), language=content["language"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"this isn't a manifest of version {SCHEMA_VERSION}: {error}") from error


def _content(manifest: bytes) -> dict[str, Any]:
    """Return what `manifest` holds. Raises ValueError or TypeError unless it is a manifest of this version."""
    content: dict[str, Any] = json.loads(manifest)
    if content.get("version") != SCHEMA_VERSION:
        raise ValueError(
            f"this isn't a manifest of version {SCHEMA_VERSION}: it is of version {content.get('version')}"
        )
    return content


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


@dataclass(frozen=True, slots=True)
class Publication:
    """A recording with its addresses, ready to be attached to a page."""

    audio: str
    """Address of the MP3: absolute, or relative to the page."""
    captions: str
    """Address of the WebVTT file."""
    title: str
    language: str
    """BCP 47 tag of what is spoken."""
    duration_ms: float
    audio_bytes: int
    audio_sha256: str
    source_sha256: str
    """Digest of the page that was read, without narrate's own marks."""
    utterances: tuple[Utterance, ...]
    story_sha256: str = ""
    """Digest of the story alone, as `story_digest` gives it."""
    site: str = ""
    url: str = ""
    """Canonical address of the article, if known."""
    made_at: str = ""
    """ISO 8601 date on which the recording was made, if known."""
    label: str = ""
    """The disclosure text; empty for the player's own, in the page's language."""
    player: str = ""
    """Address of the player's module."""
    manifest: str = ""
    """Address of the manifest; empty where it isn't published."""
    frame: str = ""
    """Absolute address of the page for frames on other sites; empty if there is none."""
    oembed: str = ""
    """Absolute address of the oEmbed file; empty when there is none."""
    options: PlayerOptions = field(default_factory=PlayerOptions)
    """How the player looks and behaves."""

    def absolute(self, address: str) -> str:
        """Return `address`, one of those above, as other sites and machines need it; as it is if the way isn't known.

        All files of a recording stand beside the page for frames.
        """
        return urljoin(self.frame, address.rsplit("/", 1)[-1]) if self.frame and not is_address(address) else address

    @property
    def key(self) -> str:
        """Eight hexadecimal digits that tie the marks of a page to its player."""
        return self.audio_sha256[:8]

    @classmethod
    def from_manifest(cls, manifest: bytes, name: str) -> "Publication":
        """Return what `manifest` says, with bare file names as addresses.

        Args:
            manifest: As `to_json` gives it.
            name: What to call the manifest in an error.

        Raises:
            StoreError: It is damaged or of another version.
        """
        try:
            return cls(**_publication_fields(_content(manifest)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"{name} isn't a manifest that can be used ({error}): make the recording again") from error


def _publication_fields(content: dict[str, Any]) -> dict[str, Any]:
    audio = content["audio"]
    if not audio["sha256"].isalnum() or len(audio["sha256"]) != 64:
        raise ValueError("its sha256 isn't a digest")
    return {
        "audio": _file_name(audio["file"]),
        "captions": _file_name(content["captions"]),
        "title": str(content["title"] or ""),
        "language": str(content["language"] or "en"),
        "duration_ms": float(audio["duration_ms"]),
        "audio_bytes": int(audio["bytes"]),
        "audio_sha256": audio["sha256"].lower(),
        "source_sha256": content["source"]["sha256"],
        "utterances": tuple(
            Utterance(cue["printed"], cue.get("spoken", ""), cue["block"], int(cue["offset"]))
            for cue in content["cues"]
        ),
        "story_sha256": str(content.get("story_sha256") or ""),
        "site": str(content.get("site") or ""),
        "url": str(content["source"].get("url") or ""),
        "made_at": str(content.get("made") or ""),
        "label": "" if content.get("label") == AI_LABEL else str(content.get("label") or ""),
    }


def _file_name(name: str) -> str:
    if not name or any(end in name for end in _FILE_NAME_ENDS):
        raise ValueError(f"{name!r} isn't a file name")
    return name
