"""Where recordings stand: a folder, asked and tidied without reading more than the heads of manifests."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from narrate.publish.manifest import Summary, summary_of
from narrate.store.files import explain
from narrate.store.folder import FolderStore
from narrate.store.locks import held

__all__ = ["OWN", "FolderShelf", "Shelf", "current"]

OWN = ".narrate"
"""Folder or prefix inside the output for what the batch itself keeps: ledger, locks."""
_HEAD_BYTES = 16_384  # holds all but the longest heads; a manifest is about 100 kB


class Shelf(Protocol):
    """The recordings of an output, by slug."""

    def check(self) -> None:
        """Raise StoreError unless recordings can be put here safely."""

    def summary(self, slug: str) -> Summary | None:
        """Return what stands under `slug`, or None if it isn't whole. Raises StoreError."""

    def slugs(self) -> Iterator[str]:
        """Give the slug of every manifest. Raises StoreError."""

    def remove(self, slug: str) -> None:
        """Take a recording away, its manifest first. Raises StoreError."""

    def reserved(self, slug: str, *, wait: bool) -> contextlib.AbstractContextManager[bool]:
        """Keep other batches off `slug`; gives False if one of them has it. Raises StoreError."""


class FolderShelf:
    """Recordings in a folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when it is first needed."""
        self.folder = folder

    def check(self) -> None:
        """Raise StoreError unless the folder can be written."""
        FolderStore(self.folder).check_writable()

    def summary(self, slug: str) -> Summary | None:
        """Return what stands under `slug`, or None if a file is missing or has another size."""
        path = self.folder / f"{slug}.json"
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD_BYTES)
                try:
                    summary = summary_of(head)
                except ValueError:
                    summary = summary_of(head + file.read())
            size = (self.folder / summary.sound).stat().st_size
            whole = size == summary.sound_bytes and (self.folder / summary.captions).is_file()
        except (FileNotFoundError, ValueError):
            return None
        except OSError as error:
            raise explain(path, error) from error
        return summary if whole else None

    def slugs(self) -> Iterator[str]:
        """Give the slug of every manifest."""
        try:
            yield from (path.stem for path in self.folder.glob("*.json"))
        except OSError as error:
            raise explain(self.folder, error) from error

    def remove(self, slug: str) -> None:
        """Take manifest, sound and captions away."""
        for suffix in ("json", "mp3", "vtt"):
            path = self.folder / f"{slug}.{suffix}"
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise explain(path, error) from error

    def reserved(self, slug: str, *, wait: bool) -> contextlib.AbstractContextManager[bool]:
        """Keep other processes off `slug` while the context lasts."""
        return held(self.folder / OWN / "locks", slug, wait=wait)


def current(shelf: Shelf, slug: str, page_sha256: str, settings_sha256: str) -> Summary | None:
    """Return what stands under `slug` if it was made from this page with these settings. Raises StoreError."""
    summary = shelf.summary(slug)
    made_from = (summary.page_sha256, summary.settings_sha256) if summary else None
    return summary if made_from == (page_sha256, settings_sha256) else None
