"""`narrate embed`: the player on a page or on every page of a built site, and off again."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.failures import Failures

if TYPE_CHECKING:
    from narrate.site import Change

__all__ = ["embed"]

_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("places", metavar="PAGE|TREE...", nargs=-1, required=True, type=_PATH)
@click.option("-o", "--output", "out_dir", type=_PATH, help="Write the pages here instead of in place.")
@click.option("--audio-dir", type=_PATH, help="Folder of the recordings.  [default: the output folder, audio_out]")
@click.option("--audio-base", default="", metavar="URL", help="Address of that folder; by default the relative path.")
@click.option("--target", metavar="SELECTOR", help="Where the player stands; by default above the text.")
@click.option("--remove", is_flag=True, help="Take the player off: the pages get their original bytes back.")
@click.option(
    "--check",
    is_flag=True,
    help="Write nothing; fail if a page lacks its player, is stale, or was named and has no recording.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a page.")
@click.pass_context
def embed(
    ctx: click.Context,
    places: tuple[Path, ...],
    out_dir: Path | None,
    audio_dir: Path | None,
    audio_base: str,
    target: str | None,
    *,
    remove: bool,
    check: bool,
    as_json: bool,
) -> None:
    """Attach the player to each PAGE, or to every page of a TREE such as a built site.

    Outside narrate's own markers every byte of a page stays as it was, and running it twice changes nothing. A page
    without a recording, or with a recording of its own, is left alone and listed. The player and its companion files
    are written beside the recordings.
    """
    from narrate import site
    from narrate.embed import Shelf
    from narrate.settings import load

    in_force = load()
    shelf = Shelf(audio_dir or in_force.output.out_dir, in_force.extract)
    base = audio_base and audio_base.rstrip("/") + "/"
    _warn(places, shelf.folder.resolve(), base, remove=remove)
    failures = Failures()
    states: Counter[site.State] = Counter()
    wanting = 0
    for place, page in _pages(places, failures):
        faults = {site.State.REMOVED} if remove else {site.State.ATTACHED, site.State.STALE}
        if not (remove or place.is_dir()):  # a site has lists and a front page, which nobody reads aloud
            faults.add(site.State.NONE)
        with failures.noted():
            to = _destination(page, place, out_dir)
            change = site.removal(page) if remove else site.attachment(page, shelf, to=to, base=base, target=target)
            if not check:
                site.write(change, to)
            states[change.state] += 1
            wanting += change.state in faults
            if change.state == site.State.NONE and not place.is_dir():
                change = replace(change, reason=f"run narrate {page} first, or name its --audio-dir")
            _tell(change, as_json=as_json)
    counts = [f"{count} {state}" for state, count in sorted(states.items())]
    counts += [f"{failures.count} failed"] if failures.count else []
    click.echo(f"narrate: {', '.join(counts) or 'no page is there'}", err=True)
    failures.end(ctx)
    if check and wanting:
        sys.exit(1)


def _pages(places: tuple[Path, ...], failures: Failures) -> Iterator[tuple[Path, Path]]:
    """Give each page with the place that was named for it."""
    from narrate import site

    for place in places:
        with failures.noted():
            pages = list(site.pages_of(place))
            yield from ((place, page) for page in pages)


def _destination(page: Path, place: Path, out_dir: Path | None) -> Path:
    if out_dir is None:
        return page
    return out_dir / (page.relative_to(place) if place.is_dir() else page.name)


def _warn(places: tuple[Path, ...], folder: Path, base: str, *, remove: bool) -> None:
    for place in places:
        if place.is_dir() and not base and not remove and not folder.is_relative_to(place.resolve()):
            click.echo(
                f"narrate: the recordings in {folder} lie outside {place}: give their --audio-base, "
                "or an --audio-dir inside it",
                err=True,
            )


def _tell(change: "Change", *, as_json: bool) -> None:
    if as_json:
        about = {"page": str(change.page), "state": str(change.state), "reason": change.reason}
        click.echo(json.dumps(about, ensure_ascii=False))
    else:
        click.echo(f"{change.page}: {change.state}" + (f": {change.reason}" if change.reason else ""))
