"""Where recordings stand: a folder or an object store, asked without reading more than the heads of manifests."""

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from narrate.model import Store
from narrate.publish.manifest import Summary, summary_of
from narrate.store.files import explain, held, staging
from narrate.store.folder import CacheStore, FolderStore, LayeredStore
from narrate.store.objects import ObjectStore, is_object_address
from narrate.store.recording import ENDINGS, EXTRA_SOUNDS, MANIFEST, SOUND, names_to_commit, remove

__all__ = ["OWN", "FolderRecordingStore", "ObjectRecordingStore", "RecordingStore", "current", "open_recordings"]

OWN = ".narrate"
"""Folder or prefix inside the output for what the batch itself keeps: ledger, locks, segments."""
_FAILED = f"{OWN}/failed"
_HEAD_BYTES = 16_384  # holds all but the longest heads; a manifest is about 100 kB


class RecordingStore(Protocol):
    """The recordings of an output, by slug."""

    def check(self) -> None:
        """Raise StoreError unless recordings can be put here safely."""

    def summary(self, slug: str) -> Summary | None:
        """Return what stands under `slug`, or None if it isn't whole. Raises StoreError."""

    def remove(self, slug: str) -> None:
        """Take a recording away, its manifest first. Raises StoreError."""

    def reserved(self, slug: str, *, wait: bool) -> contextlib.AbstractContextManager[bool]:
        """Keep other batches off `slug`; gives False if one of them has it. Raises StoreError."""

    def workplace(self, cache_dir: Path) -> Path:
        """Return the folder in which this process makes recordings. Raises StoreError."""

    def segments(self, cache_dir: Path) -> Store | None:
        """Return where segments are kept if not in the cache folder alone."""

    def keep(self, slug: str, folder: Path) -> str | None:
        """Put a recording that was created in the workplace into the store.

        Returns:
            Where its MP3 is; None if another batch put one there meanwhile, which must be looked at again.

        Raises:
            StoreError: It can't be written.
        """

    def remember(self, slug: str, failure: bytes | None) -> None:
        """Keep what is known of an article that went wrong where a run on any machine finds it; None forgets it."""

    def remembered(self) -> Iterator[tuple[str, bytes]]:
        """Yield what is remembered, by slug. Raises StoreError."""


def open_recordings(out: str) -> RecordingStore:
    """Return the store of recordings at `out`, a folder or an address (`s3://bucket/prefix`). Raises StoreError."""
    return ObjectRecordingStore(ObjectStore(out)) if is_object_address(out) else FolderRecordingStore(Path(out))


def current(recordings: RecordingStore, slug: str, page_sha256: str, settings_sha256: str) -> Summary | None:
    """Return what stands under `slug` if it was made from this page with these settings. Raises StoreError."""
    summary = recordings.summary(slug)
    digests = (summary.page_sha256, summary.settings_sha256) if summary else None
    return summary if digests == (page_sha256, settings_sha256) else None


class FolderRecordingStore:
    """Recordings in a folder."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, which is made when it is first needed."""
        self.folder = folder

    def check(self) -> None:
        """Raise StoreError unless the folder can be written."""
        own = self.folder / OWN
        try:
            own.mkdir(parents=True, exist_ok=True)  # stays: two batches may begin at once
        except OSError as error:
            raise explain(own, error) from error
        FolderStore(own).check_writable()

    def summary(self, slug: str) -> Summary | None:
        """Return what stands under `slug`, or None if a file is missing or has another size."""
        path = self.folder / (slug + MANIFEST)
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

    def remove(self, slug: str) -> None:
        """Take all that belongs to the recording away."""
        remove(self.folder, slug)

    def reserved(self, slug: str, *, wait: bool) -> contextlib.AbstractContextManager[bool]:
        """Keep other processes off `slug` while the context lasts."""
        return held(self.folder / OWN / "locks", slug, wait=wait)

    def workplace(self, cache_dir: Path) -> Path:  # noqa: ARG002 - the other store needs it
        """Return the folder itself: what is made there is committed there."""
        return self.folder

    def segments(self, cache_dir: Path) -> Store | None:  # noqa: ARG002 - the other store needs it
        """Return None: the cache folder is enough on one machine."""
        return None

    def keep(self, slug: str, folder: Path) -> str | None:
        """Return the path; the recording is here already."""
        return str(folder / (slug + SOUND))

    def remember(self, slug: str, failure: bytes | None) -> None:
        """Do nothing: the ledger is in the folder."""

    def remembered(self) -> Iterator[tuple[str, bytes]]:
        """Yield nothing: the ledger is in the folder."""
        return iter(())


class ObjectRecordingStore:
    """Recordings in an object store: the sound first, the manifest as the commit, created only once."""

    def __init__(self, store: ObjectStore) -> None:
        """Use `store`."""
        self._store = store

    def check(self) -> None:
        """Raise StoreError unless the store can be written and honours creates."""
        self._store.check_creates_once()

    def summary(self, slug: str) -> Summary | None:
        """Return what stands under `slug`, or None if an object is missing or has another size."""
        key = slug + MANIFEST
        head = self._store.head(key, _HEAD_BYTES)
        if head is None:
            return None
        try:
            summary = summary_of(head)
        except ValueError:
            try:
                summary = summary_of(self._store.get(key) or b"")
            except ValueError:
                return None
        stored = self._store.stat(summary.sound)
        whole = stored is not None and stored[0] == summary.sound_bytes
        return summary if whole and self._store.stat(summary.captions) else None

    def remove(self, slug: str) -> None:
        """Take all that belongs to the recording away."""
        for ending in ENDINGS:
            self._store.delete(slug + ending)

    @contextlib.contextmanager
    def reserved(self, slug: str, *, wait: bool) -> Iterator[bool]:  # noqa: ARG002 - a store without locks
        """Yield True: who comes second sees it when the manifest is created."""
        yield True

    def workplace(self, cache_dir: Path) -> Path:
        """Return a temporary folder of this process."""
        return _scratch(cache_dir / "uploads")

    def segments(self, cache_dir: Path) -> Store:
        """Return the store's own segments behind those of this machine, so that every machine finds what any made."""
        return LayeredStore(CacheStore(cache_dir / "segments"), ObjectStore(f"{self._store.address}/{OWN}"))

    def keep(self, slug: str, folder: Path) -> str | None:
        """Upload the recording, commit it, and see that what stands there is ours."""
        *files, manifest = names_to_commit(slug, EXTRA_SOUNDS)
        self._store.delete(manifest)  # whoever finds a manifest finds the files that belong to it
        names = [name for name in files if (folder / name).is_file()]
        tag_by_name = {name: self._store.put_tagged(name, folder / name) for name in names}
        created = self._store.create(manifest, (folder / manifest).read_bytes())
        for name in (*names, manifest):
            (folder / name).unlink(missing_ok=True)
        if not created:
            return None
        for name, tag in tag_by_name.items():
            stored = self._store.stat(name)
            if stored is None or stored[1] != tag:  # another batch has written over it meanwhile
                self._store.delete(manifest)
                return None
        return f"{self._store.address}/{slug}{SOUND}"

    def remember(self, slug: str, failure: bytes | None) -> None:
        """Keep or take away an object beside the recordings."""
        key = f"{_FAILED}/{slug}.json"
        if failure is None:
            self._store.delete(key)
        else:
            self._store.put(key, failure)

    def remembered(self) -> Iterator[tuple[str, bytes]]:
        """Yield the objects that were kept."""
        for stored in self._store.list(_FAILED):
            content = self._store.get(stored.key)
            if content is not None:
                yield stored.key.rpartition("/")[2].removesuffix(".json"), content


_open_scratch = contextlib.ExitStack()


@functools.cache
def _scratch(folder: Path) -> Path:
    """Return a folder inside `folder` that lives as long as this process; those of dead ones are removed."""
    return _open_scratch.enter_context(staging(folder))
