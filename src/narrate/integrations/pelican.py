"""A Pelican plugin: `PLUGINS = ["narrate.integrations.pelican"]` gives every written page with a recording its player.

Settings: `NARRATE_AUDIO_DIR` (folder of the recordings, default `audio_out`), `NARRATE_AUDIO_PATH` (where they stand
on the site, default `audio`), `NARRATE_TARGET` (CSS selector of the player's place).
"""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from pelican import signals

from narrate.embed import RecordingFolder
from narrate.embed.site import State, attachment, carry, relative_base, write

__all__ = ["register"]

_log = logging.getLogger(__name__)


def register() -> None:
    """Ask Pelican to be called when all pages are written."""
    signals.finalized.connect(_finish)


def _finish(pelican: Any) -> None:
    settings = pelican.settings
    output = Path(pelican.output_path)
    folder = output / settings.get("NARRATE_AUDIO_PATH", "audio").strip("/")
    recordings = RecordingFolder(Path(settings["PATH"]).parent / settings.get("NARRATE_AUDIO_DIR", "audio_out"))
    web = f"{settings['SITEURL']}/{folder.name}/" if settings.get("SITEURL") else ""
    for slug in recordings.slugs:
        carry(recordings, slug, recordings.publication(slug, web), folder)
    for page in sorted(output.rglob("*.html")):
        if page.is_relative_to(folder):
            continue
        base = relative_base(folder, page)
        change = attachment(page, recordings, to=page, base=base, target=settings.get("NARRATE_TARGET"))
        write(replace(change, companions=()), page)
        if change.state in {State.STALE, State.REFUSED}:
            _log.warning("%s: %s", page.relative_to(output), change.reason)
