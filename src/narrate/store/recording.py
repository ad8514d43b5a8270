"""The files of a recording: the one list of what they are called and which of them belong together.

`<slug>.json` is the manifest and the commit: where it stands, sound and captions stand too. What `narrate embed` and
`narrate feed` put beside them later (chapters, the page for frames, the oEmbed answer) goes when the recording goes.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = [
    "CAPTIONS",
    "CHAPTERS",
    "ENDINGS",
    "EXTRA_SOUNDS",
    "FRAME",
    "MANIFEST",
    "OEMBED",
    "SOUND",
    "manifests_in",
    "media_type",
    "names_to_commit",
    "remove",
]

MANIFEST, SOUND, CAPTIONS = ".json", ".mp3", ".vtt"
EXTRA_SOUNDS = (".m4a", ".opus")
"""Other forms of the sound that may be asked for."""
CHAPTERS, FRAME, OEMBED = ".chapters.json", ".frame.html", ".oembed.json"
ENDINGS = (MANIFEST, SOUND, *EXTRA_SOUNDS, CAPTIONS, CHAPTERS, FRAME, OEMBED)
"""Of everything that belongs to a recording; the manifest first, so that whoever takes them away in this order never
leaves a manifest without its files."""
_MEDIA_TYPES = {
    SOUND: "audio/mpeg",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    CAPTIONS: "text/vtt; charset=utf-8",
    CHAPTERS: "application/json+chapters",
    MANIFEST: "application/json",
}


def names_to_commit(slug: str, extra_sounds: Iterable[str] = ()) -> list[str]:
    """Return the names of the files that are made together, the manifest last.

    Args:
        slug: Of the recording.
        extra_sounds: Endings of other forms of the sound, with or without the dot.
    """
    extra = (f".{ending.lstrip('.')}" for ending in extra_sounds)
    return [slug + ending for ending in (SOUND, *extra, CAPTIONS, MANIFEST)]


def _is_manifest(name: str) -> bool:
    """Whether a file of this name is a manifest, not one of the JSON files beside it."""
    return name.endswith(MANIFEST) and not name.endswith((CHAPTERS, OEMBED))


def manifests_in(folder: Path) -> Iterator[Path]:
    """Yield the manifests in `folder`, in order of their names."""
    return (path for path in sorted(folder.glob(f"*{MANIFEST}")) if _is_manifest(path.name))


def media_type(name: str) -> str | None:
    """Return the media type of a file of a recording; None if it isn't sound, captions, chapters or manifest."""
    ending = next((ending for ending in sorted(_MEDIA_TYPES, key=len, reverse=True) if name.endswith(ending)), "")
    return _MEDIA_TYPES.get(ending)


def remove(folder: Path, slug: str) -> None:
    """Take a recording with all that belongs to it out of `folder`. Raises StoreError."""
    from narrate.store.files import explain  # here alone: the settings need the names and start without it

    for ending in ENDINGS:
        path = folder / (slug + ending)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise explain(path, error) from error
