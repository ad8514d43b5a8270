"""A MkDocs plugin: every page that has a recording gets its player at build time."""

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from mkdocs.config import Config
from mkdocs.config import config_options as options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.utils import get_relative_url

from narrate.embed import Publication, RecordingFolder, attach
from narrate.embed.site import carry
from narrate.errors import NarrateError, PageRefused

__all__ = ["NarrateConfig", "NarratePlugin"]

_log = get_plugin_logger(__name__)


class NarrateConfig(Config):
    """What `mkdocs.yml` may say below `narrate`."""

    audio_dir = options.Type(str, default="audio_out")
    """Folder of the recordings, relative to `mkdocs.yml`."""
    audio_path = options.Type(str, default="audio/")
    """Where they stand on the site."""
    target = options.Type(str, default="")
    """CSS selector of the player's place; by default above the text."""


class NarratePlugin(BasePlugin[NarrateConfig]):
    """Attaches players to built pages and puts the recordings that are used onto the site."""

    def on_config(self, config: Any) -> None:
        """Look at the recordings before the first page is built."""
        self._recordings = RecordingFolder(Path(config.config_file_path or ".").parent / self.config.audio_dir)
        self._used: dict[str, Publication] = {}

    def on_post_page(self, output: str, *, page: Any, config: Any) -> str:
        """Return the page with its player; a page without a recording as it is."""
        html = output.encode()
        try:
            recording = self._recordings.find(html, page.url or page.file.dest_uri)
            if recording is None:
                return output
            folder = self.config.audio_path.strip("/") + "/"
            address = urljoin(config.site_url, page.url) if config.site_url else ""
            publication = self._recordings.publication(recording.slug, get_relative_url(folder, page.url), address)
            output = attach(html, publication, target=self.config.target or None).decode()
        except PageRefused as error:
            _log.warning("%s: %s", page.file.src_uri, error)
            return output
        except (NarrateError, ValueError) as error:
            raise PluginError(str(error)) from error
        if recording.stale:
            _log.warning("%s has changed since it was read: narrate it again", page.file.src_uri)
        self._used[recording.slug] = publication
        return output

    def on_post_build(self, *, config: Any) -> None:
        """Put recordings, captions, the player and its companions onto the site."""
        for slug, publication in self._used.items():
            carry(self._recordings, slug, publication, Path(config.site_dir) / self.config.audio_path.strip("/"))
