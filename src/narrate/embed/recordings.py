"""A folder of recordings, and which of them belongs to a page."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from narrate.embed.page import coverage, detach
from narrate.embed.snippet import frame_page, oembed_answer, player_asset
from narrate.errors import PageError, StoreError
from narrate.model import Page
from narrate.publish.manifest import Publication, story_digest
from narrate.settings.options import ExtractOptions, PlayerOptions
from narrate.store.recording import FRAME, MANIFEST, OEMBED, manifests_in
from narrate.text import is_address, slug_of

__all__ = ["Found", "RecordingFolder", "page_digest"]

_MIN_COVERAGE = (
    0.5  # share of a recording's sentences that must stand on a page of the same name before it counts as its own
)
_MAX_PARTS = 6  # folders of a path that may be part of a name


def page_digest(html: bytes) -> str:
    """Return the SHA-256 of the page without narrate's marks, equal before and after attaching; raises PageRefused."""
    return hashlib.sha256(detach(html)).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """The recording of a page."""

    slug: str
    stale: bool
    """True if the story has changed since it was read; changes around it don't count."""


class RecordingFolder:
    """A folder of recordings: `<slug>.json`, `<slug>.mp3` and `<slug>.vtt` make one."""

    def __init__(
        self, folder: Path, extract: ExtractOptions | None = None, player: PlayerOptions | None = None
    ) -> None:
        """Look at `folder`; its manifests are read when they are needed.

        Args:
            folder: Of the recordings.
            extract: How the story is told from its page, as it was when the recordings were made.
            player: How the player looks and behaves.
        """
        self.folder = folder
        self._player = player or PlayerOptions()
        self._extract = extract or ExtractOptions()

    @cached_property
    def _manifests(self) -> dict[str, Publication]:
        publication_by_slug: dict[str, Publication] = {}
        for path in manifests_in(self.folder):
            try:
                publication_by_slug[path.stem] = Publication.from_manifest(path.read_bytes(), str(path))
            except (StoreError, OSError) as error:
                self.damaged[path.stem] = str(error)
        return publication_by_slug

    @cached_property
    def damaged(self) -> dict[str, str]:
        """Manifests that can't be used, by slug, with what is wrong."""
        return {}

    @cached_property
    def _slugs_by_digest(self) -> dict[str, list[str]]:
        slugs: dict[str, list[str]] = {}
        for slug, manifest in self._manifests.items():
            slugs.setdefault(manifest.source_sha256, []).append(slug)
        return slugs

    def find(self, html: bytes, name: str) -> Found | None:
        """Return the recording of a page: the one made from these bytes, else the one of its name that reads its text.

        Args:
            html: The page, with or without a player on it.
            name: Path or address of the page; its last part, or its folder's for `index.html`, is the name.

        Raises:
            PageRefused: The page can't be read safely.
        """
        folded = {slug_of(one): one for one in self._manifests}
        named = list(dict.fromkeys(folded[one] for one in _names(name) if one in folded))
        from_these_bytes = self._slugs_by_digest.get(page_digest(html), [])
        for slug in [*(one for one in named if one in from_these_bytes), *from_these_bytes]:
            if self._is_whole(slug):
                return Found(slug, stale=False)
        for slug in named:
            if self._is_whole(slug) and coverage(html, self._manifests[slug]) >= _MIN_COVERAGE:
                return Found(slug, stale=self._story_digest(html) != self._manifests[slug].story_sha256)
        return None

    def _story_digest(self, html: bytes) -> str | None:
        """Return the digest of the page's story; None if there is none."""
        from narrate.extract.extractor import extract_article

        try:
            return story_digest(extract_article(Page(detach(html)), self._extract))
        except PageError:
            return None

    @property
    def slugs(self) -> tuple[str, ...]:
        """Names of the recordings that are whole, in order."""
        return tuple(slug for slug in self._manifests if self._is_whole(slug))

    def _is_whole(self, slug: str) -> bool:
        publication = self._manifests[slug]
        sound, captions = self.folder / publication.audio, self.folder / publication.captions
        return sound.is_file() and sound.stat().st_size == publication.audio_bytes and captions.is_file()

    def publication(self, slug: str, base: str, page_url: str = "") -> Publication:
        """Return a recording with the addresses that a page needs.

        Args:
            slug: Name of the recording in this folder.
            base: Address of this folder, absolute or relative to the page, ending in `/`.
            page_url: Absolute address of the page, if known; it makes a relative `base` absolute for other sites.

        Raises:
            StoreError: The captions can't be read.
        """
        bare = self._manifests[slug]
        try:
            captions_version = hashlib.sha256((self.folder / bare.captions).read_bytes()).hexdigest()[:8]
        except OSError as error:
            raise StoreError(
                f"{self.folder / bare.captions} can't be read ({error.strerror}); make the recording again"
            ) from error
        absolute = urljoin(page_url or bare.url, base)
        on_web = is_address(absolute)
        return replace(
            bare,
            audio=f"{base}{quote(bare.audio)}?v={bare.key}",
            captions=f"{base}{quote(bare.captions)}?v={captions_version}",
            player=f"{base}{player_asset().name}",
            manifest=f"{base}{quote(slug + MANIFEST)}?v={bare.key}",
            frame=f"{absolute}{quote(slug + FRAME)}" if on_web else "",
            oembed=f"{absolute}{quote(slug + OEMBED)}" if on_web else "",
            options=self._player,
        )

    def companions(self, slug: str, publication: Publication) -> Iterator[tuple[str, bytes]]:
        """Give name and content of the files beside a recording: the player, the page for frames, the oEmbed answer."""
        asset = player_asset()
        yield asset.name, asset.content
        beside = replace(
            publication,
            audio=_last(publication.audio),
            captions=_last(publication.captions),
            player=_last(publication.player),
            manifest=_last(publication.manifest),
        )
        yield slug + FRAME, frame_page(beside, asset.integrity)
        if publication.frame:
            yield slug + OEMBED, oembed_answer(publication)


def _last(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def _names(name: str) -> list[str]:
    """Names under which a page's recording may stand, the most telling first.

    `a/b/index.html` may be `a-b`, `b` or `index`; `a/b.html` may be `a-b` or `b`.
    """
    path = urlsplit(name).path if is_address(name) else name
    parts = [part for part in re.split(r"[\\/]", path) if part not in {"", ".", ".."}]
    if not parts:
        return []
    stem = re.sub(r"\.[^.]*$", "", parts.pop())
    if stem.lower() != "index" or not parts:
        parts.append(stem)
    joined = [slug_of("-".join(parts[start:])) for start in range(max(0, len(parts) - _MAX_PARTS), len(parts))]
    return [*joined, slug_of(stem)]
