"""`narrate embed`, `narrate preview`: the player on pages or on a whole site, or only shown on this machine."""

import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrate.cli.options import Failures, LocalPath, player_options
from narrate.errors import NarrateError, PageError, PageRefused, PageUnreadable, ServiceError, StoreError
from narrate.model import Page

if TYPE_CHECKING:
    from narrate.embed.site import Change

__all__ = ["embed", "preview"]


_PATH = click.Path(path_type=Path)
_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.argument("places", metavar="PAGE|TREE...", nargs=-1, required=True, type=LocalPath(path_type=Path))
@click.option("-o", "--output", "out_dir", type=_PATH, help="Write the pages here instead of in place.")
@click.option("--audio-dir", type=_FOLDER, help="Folder of the recordings.  [default: the output folder, audio_out]")
@click.option("--audio-base", default="", metavar="URL", help="Address of that folder; by default the relative path.")
@click.option("--target", metavar="SELECTOR", help="Where to put the player; by default above the text.")
@click.option("--remove", is_flag=True, help="Remove the player: restore the pages' original bytes.")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; fail if a page lacks its player, is stale, or was named but has no recording.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per page.")
@player_options
@click.pass_context
def embed(
    ctx: click.Context,
    /,
    places: tuple[Path, ...],
    out_dir: Path | None,
    audio_dir: Path | None,
    audio_base: str,
    target: str | None,
    *,
    remove: bool,
    check: bool,
    as_json: bool,
    **player: Any,
) -> None:
    """Attach the player to each PAGE, or to every page of a TREE such as a built site.

    Outside narrate's own markers every byte of a page stays as it was, and running it twice changes nothing. A page
    without a recording, or with a recording of its own, is left unchanged and listed; if it was named itself, the exit
    code is 3. The player and its companion files are written beside the recordings.
    """
    from narrate.embed import RecordingFolder, site
    from narrate.settings import load

    in_force = load(player)
    recordings = RecordingFolder(audio_dir or in_force.output.out_dir, in_force.extract, in_force.player)
    base = audio_base and audio_base.rstrip("/") + "/"
    failures = Failures()
    states: Counter[str] = Counter()
    wanting = alone = 0
    for place, page in _pages(places, failures):
        with failures.noted():
            to = _destination(page, place, out_dir)
            root = (out_dir or place) if place.is_dir() else None
            where: dict[str, Any] = {"to": to, "base": base, "target": target, "root": root}
            change = site.removal(page) if remove else site.attachment(page, recordings, **where)
            if not check:
                site.write(change, to)
            is_named = not place.is_dir()  # a site has lists and a front page, which nobody reads aloud
            alone += is_named and change.state in {site.State.NONE, site.State.REFUSED}
            wanting += change.state in {site.State.ATTACHED, site.State.REMOVED, site.State.STALE}
            state = _state_found(change) if check else str(change.state)
            states[state] += 1
            _print(change, state, as_json=as_json, is_named=is_named)
    if states and not remove:
        _warn(places, recordings.folder.resolve(), base)
    if states:
        if failures.count:
            states["failed"] = failures.count
        click.echo(f"narrate: {', '.join(f'{states[state]} {state}' for state in sorted(states))}", err=True)
    failures.end(ctx)
    if check and (wanting or alone):
        ctx.exit(NarrateError.exit_code)
    if alone:
        ctx.exit(PageRefused.exit_code)


def _pages(places: tuple[Path, ...], failures: Failures) -> Iterator[tuple[Path, Path]]:
    """Give each page with the place that was named for it."""
    from narrate.embed import site

    for place in places:
        with failures.noted():
            pages = list(site.pages_of(place))
            if not pages:
                raise PageUnreadable(f"{place}: no .html page is in this folder; name a page or another folder")
            yield from ((place, page) for page in pages)


def _way_to_a_recording(change: "Change") -> str:
    """Return what would give the page a recording, or why it can have none."""
    from narrate.extract.extractor import extract_article

    try:
        extract_article(Page(change.before))
    except PageError as error:
        return str(error)
    return f"run narrate {change.page} first, or name its --audio-dir"


def _state_found(change: "Change") -> str:
    """Return the state in which a page was found that isn't changed."""
    from narrate.embed import detach
    from narrate.embed.site import State

    if change.state is State.ATTACHED:
        return "not attached" if detach(change.before) == change.before else "outdated"
    return "still attached" if change.state is State.REMOVED else str(change.state)


def _destination(page: Path, place: Path, out_dir: Path | None) -> Path:
    if out_dir is None:
        return page
    return out_dir / (page.relative_to(place) if place.is_dir() else page.name)


def _warn(places: tuple[Path, ...], folder: Path, base: str) -> None:
    for place in places:
        if place.is_dir() and not base and not folder.is_relative_to(place.resolve()):
            click.echo(
                f"narrate: the recordings in {folder} lie outside {place}: give their --audio-base, "
                "or an --audio-dir inside it",
                err=True,
            )


def _print(change: "Change", state: str, *, as_json: bool, is_named: bool) -> None:
    from narrate.embed.site import State

    if change.state is State.NONE and is_named:
        change = replace(change, reason=_way_to_a_recording(change))
    if as_json:
        about = {"page": str(change.page), "state": state, "reason": change.reason}
        click.echo(json.dumps(about, ensure_ascii=False))
    else:
        click.echo(f"{change.page}: {state}" + (f": {change.reason}" if change.reason else ""))


@click.command()
@click.argument("page", type=LocalPath(path_type=Path))
@click.option(
    "--audio-dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the recordings.  [default: the output folder, audio_out]",
)
@click.option("--target", help="CSS selector of where to put the player.")
@player_options
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; 0 takes a free one.")
def preview(page: Path, audio_dir: Path | None, target: str | None, port: int, **player: Any) -> None:
    """Serve PAGE with its player on this machine, until Ctrl-C. Nothing is written."""
    from narrate.cli.preview_server import RECORDINGS, PreviewServer
    from narrate.embed import RecordingFolder, attach
    from narrate.settings import load

    try:
        markup = page.read_bytes()
    except OSError as error:
        raise PageUnreadable(f"{page}: it can't be read ({error.strerror}); name a page that can") from error
    in_force = load(player)
    recordings = RecordingFolder(audio_dir or in_force.output.out_dir, in_force.extract, in_force.player)
    recording = recordings.find(markup, str(page))
    if recording is None:
        raise StoreError(f"{page} has no recording in {recordings.folder}: run narrate {page}")
    publication = recordings.publication(recording.slug, RECORDINGS)
    attached = attach(markup, publication, target=target)
    extra = {RECORDINGS + name: content for name, content in recordings.companions(recording.slug, publication)}
    try:
        server = PreviewServer(attached, page.name, page.parent, recordings.folder, extra, port)
    except OSError as error:
        raise ServiceError(
            f"127.0.0.1 port {port} can't be opened ({error.strerror}); choose another --port"
        ) from error
    with server, contextlib.suppress(KeyboardInterrupt):  # its usual end
        click.echo(f"http://127.0.0.1:{server.server_port}/")
        if recording.stale:
            click.echo(f"narrate: {page} has changed since it was read: run narrate {page}", err=True)
        server.serve_forever()
