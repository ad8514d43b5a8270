"""The addresses of what is published."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from narrate.embed.publication import Publication
from narrate.embed.snippet import player_asset
from narrate.errors import RequestRefused
from narrate.service.catalog import Placed
from narrate.settings import Settings
from narrate.store.recording import MANIFEST

__all__ = ["address_of", "manifest_of", "path_of", "publication_of"]


def address_of(settings: Settings, placed: Placed, name: str) -> str:
    """Return the address of a file of a recording."""
    return f"{settings.service.base_url}/audio/{placed.version}/{name}"


def path_of(settings: Settings, name: str) -> Path:
    """Return where a file of a recording lies."""
    return settings.output.out_dir / name


def manifest_of(settings: Settings, placed: Placed) -> bytes | None:
    """Return the manifest of a recording, or None if it has just been taken away."""
    try:
        return path_of(settings, placed.id + MANIFEST).read_bytes()
    except OSError:
        return None


def publication_of(settings: Settings, placed: Placed) -> Publication:
    """Return the recording with the service's addresses. Raises RequestRefused (404) if it has just been taken away."""
    manifest = manifest_of(settings, placed)
    if manifest is None:
        raise RequestRefused(404, "there is no such recording")
    base = settings.service.base_url
    return replace(
        Publication.from_manifest(manifest, placed.id + MANIFEST),
        audio=address_of(settings, placed, placed.item.audio_url),
        captions=address_of(settings, placed, placed.item.captions_url),
        url=placed.item.url,
        player=f"{base}/player/{player_asset().name}",
        frame=f"{base}/embed/{placed.id}",
        oembed=f"{base}/oembed?url={quote(f'{base}/embed/{placed.id}', safe='')}",
    )
