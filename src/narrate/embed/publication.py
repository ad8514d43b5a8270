"""What of a recording goes online: what its manifest says, and the addresses under which a page finds it."""

import json
from dataclasses import dataclass
from typing import Any

from narrate.errors import StoreError
from narrate.model import AI_LABEL, Utterance

__all__ = ["Publication"]

_FILE_NAME_ENDS = ("\\", "/", "\x00")


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
    """Digest of the story alone, as `narrate.publish.manifest.story_digest` gives it."""
    site: str = ""
    url: str = ""
    """Canonical address of the article, if known."""
    made: str = ""
    """ISO 8601 date on which the recording was made, if known."""
    label: str = ""
    """The disclosure text; empty for the player's own, in the page's language."""
    player: str = ""
    """Address of the player's module."""
    frame: str = ""
    """Absolute address of the page for frames on other sites; empty if there is none."""
    oembed: str = ""
    """Address of the oEmbed file; empty when there is none."""

    @property
    def key(self) -> str:
        """Eight hexadecimal digits that tie the marks of a page to its player."""
        return self.audio_sha256[:8]

    @classmethod
    def from_manifest(cls, manifest: bytes, name: str) -> "Publication":
        """Return what `manifest` says, with bare file names as addresses.

        Args:
            manifest: JSON of version 1, as `narrate.publish.manifest` writes it.
            name: What to call the manifest in an error.

        Raises:
            StoreError: It is damaged or of another version.
        """
        try:
            content = json.loads(manifest)
            if content["version"] != 1:
                raise ValueError(f"version {content['version']}")
            return cls(**_fields(content))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError(f"{name} is no manifest that can be used ({error}): make the recording again") from error


def _fields(content: dict[str, Any]) -> dict[str, Any]:
    audio = content["audio"]
    if not audio["sha256"].isalnum() or len(audio["sha256"]) != 64:
        raise ValueError("its sha256 is no digest")
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
        "made": str(content.get("made") or ""),
        "label": "" if content.get("label") == AI_LABEL else str(content.get("label") or ""),
    }


def _file_name(name: str) -> str:
    if not name or any(end in name for end in _FILE_NAME_ENDS):
        raise ValueError(f"{name!r} is no file name")
    return name
