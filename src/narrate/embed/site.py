"""Many pages at once: what `narrate embed` would do to each page of a site, and doing it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from narrate.embed.page import attach, base_href, detach, without_player
from narrate.embed.recordings import RecordingFolder
from narrate.errors import NarrateError, PageRefused, PageUnreadable
from narrate.publish.manifest import Publication
from narrate.store.files import write_whole
from narrate.store.recording import FRAME
from narrate.text import is_page_file

__all__ = ["Change", "State", "attachment", "carry", "pages_of", "relative_base", "removal", "write"]


class State(StrEnum):
    """What a page's state is, as it is printed."""

    CURRENT = "current"
    """The player is there and nothing needs a change."""
    ATTACHED = "attached"
    """The player was put on the page, or renewed."""
    REMOVED = "removed"
    NONE = "no recording"
    STALE = "stale"
    """The story has changed since it was read; its player stays, the page should be narrated again."""
    REFUSED = "left alone"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done to a page."""

    page: Path
    state: State
    before: bytes
    after: bytes
    companions: tuple[tuple[Path, bytes], ...] = ()
    """Files to be written beside the recording."""
    reason: str = ""


def pages_of(place: Path) -> Iterator[Path]:
    """Give `place` itself if it is a file, else every HTML page below it, in order; hidden folders are left out.

    Raises:
        PageUnreadable: There is no such file or folder.
    """
    if place.is_file():
        yield place
    elif place.is_dir():
        for path in sorted(place.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
            if is_page_file(path.name) and not path.name.endswith(FRAME) and not hidden and path.is_file():
                yield path
    else:
        raise PageUnreadable(f"{place}: there is no such page or folder; check the name")


def attachment(  # noqa: PLR0913 - a page, its recordings, and where each will stand
    page: Path,
    recordings: RecordingFolder,
    *,
    to: Path,
    base: str = "",
    target: str | None = None,
    root: Path | None = None,
) -> Change:
    """Return what attaching means for `page`; a page at fault is refused, not raised.

    Args:
        page: The HTML file.
        recordings: The recordings.
        to: Where the result will stand; relative addresses start there.
        base: Address of the recordings' folder; by default its path relative to `to`.
        target: CSS selector of the player's place.
        root: Folder of the site that `to` belongs to, if known.

    Raises:
        PageUnreadable: The file can't be read.
        SettingsError: `target` isn't a selector.
    """
    before = _read(page)
    try:
        recording = recordings.find(before, str(page))
        if recording is None:
            after = detach(before)
            return Change(page, State.NONE, before, after)
        publication = recordings.publication(recording.slug, base or relative_base(recordings.folder, to))
        if not base and (href := base_href(before)):
            seen = _seen_from(href, recordings.folder, to, root) or publication.frame.rpartition("/")[0]
            if not seen:
                raise PageRefused(f"its <base href> {href!r} turns relative addresses elsewhere: give --audio-base")
            publication = recordings.publication(recording.slug, seen.rstrip("/") + "/")
        after = attach(before, publication, target=target)
    except (NarrateError, ValueError) as error:
        if getattr(error, "exit_code", 3) == 2:
            raise
        return Change(page, State.REFUSED, before, without_player(before), reason=str(error))
    companions = tuple(
        (recordings.folder / name, content) for name, content in recordings.companions(recording.slug, publication)
    )
    if recording.stale:
        return Change(
            page, State.STALE, before, after, companions, "its story has changed since it was read: narrate it again"
        )
    fresh = before == after and all(_same(path, content) for path, content in companions)
    return Change(page, State.CURRENT if fresh else State.ATTACHED, before, after, companions)


def removal(page: Path) -> Change:
    """Return what taking the player off means for `page`. Raises PageUnreadable."""
    before = _read(page)
    try:
        after = detach(before)
    except NarrateError as error:
        return Change(page, State.REFUSED, before, before, reason=str(error))
    return Change(page, State.CURRENT if after == before else State.REMOVED, before, after)


def write(change: Change, to: Path) -> None:
    """Write a page to `to` and its companions beside the recording, each whole or not at all. Raises StoreError."""
    for path, content in change.companions:
        if not _same(path, content):
            write_whole(path, content)
    if to != change.page or change.after != change.before:
        write_whole(to.resolve(), change.after)  # the page that a link leads to, not the link


def carry(recordings: RecordingFolder, slug: str, publication: Publication, folder: Path) -> None:
    """Put a recording and its companions into `folder` of a site; what is the same there stays. Raises StoreError."""
    bare = recordings.publication(slug, "")
    files = [urlsplit(address).path for address in (bare.audio, bare.captions, bare.manifest)]
    contents = [(unquote(name), (recordings.folder / unquote(name)).read_bytes()) for name in files]
    for name, content in [*contents, *recordings.companions(slug, publication)]:
        if not _same(folder / name, content):
            write_whole(folder / name, content)


def _read(page: Path) -> bytes:
    try:
        return page.read_bytes()
    except OSError as error:
        raise PageUnreadable(f"{page} can't be read ({error.strerror}); check its permissions") from error


def _same(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _seen_from(href: str, folder: Path, page: Path, root: Path | None) -> str:
    """Return the address of `folder` on a page whose `<base>` has this address; empty where the way isn't known."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc or (parts.path.startswith("/") and root is None):
        return ""
    above = root if root and parts.path.startswith("/") else page.parent
    return relative_base(folder, above / f"{parts.path.lstrip('/')}x")  # a name after the last slash is no folder


def relative_base(folder: Path, page: Path) -> str:
    """Return the address of `folder` as a page sees it that stands at `page`, ending in `/`."""
    way = os.path.relpath(folder.resolve(), page.resolve().parent)
    return quote(way.replace(os.sep, "/")) + "/"
