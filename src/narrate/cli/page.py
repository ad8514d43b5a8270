"""`narrate PAGE...`: the default command."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import Failures, complete_page
from narrate.errors import NarrateError, PageSkipped

if TYPE_CHECKING:
    from narrate.cli.progress import Report
    from narrate.pipeline.narrator import Narration
    from narrate.settings import Settings
    from narrate.sources.pages import PageRef, Place

__all__ = ["page"]


@click.command(hidden=True)
@click.argument("pages", metavar="PAGE...", nargs=-1, required=True, shell_complete=complete_page)
@click.option(
    "-o", "--out-dir", metavar="DIR", type=click.Path(path_type=Path), help="Output folder.  [default: audio_out]"
)
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice, as `narrate voices` lists them.  [default: heart]")
@click.option("--quote-voice", metavar="ENGINE[:VOICE]", help="Another voice for block quotes.")
@click.option("--speed", metavar="FACTOR", type=float, help="Speaking rate, 0.5 to 2.  [default: 1]")
@click.option("--jobs", metavar="N", type=int, help="Worker processes that speak.  [default: 1]")
@click.option("--verify", is_flag=True, default=None, help="Listen to each recording; speak faulty sentences again.")
@click.option("--force", is_flag=True, help="Make recordings again even if nothing has changed.")
@click.option("--quiet", is_flag=True, help="No progress; only results and errors.")
@click.option("--embed", "attach", is_flag=True, help="Also attach the player to each PAGE, as `narrate embed` does.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per page on standard output.")
@click.pass_context
def page(
    ctx: click.Context,
    pages: tuple[str, ...],
    out_dir: Path | None,
    voice: str | None,
    quote_voice: str | None,
    speed: float | None,
    jobs: int | None,
    *,
    verify: bool | None,
    force: bool,
    quiet: bool,
    attach: bool,
    as_json: bool,
) -> None:
    """Turn each PAGE into an MP3 with captions and a manifest."""
    from narrate import settings
    from narrate.cli.progress import reporter
    from narrate.pipeline.api import check_voices
    from narrate.pipeline.narrator import Narrator
    from narrate.sources.pages import find, printable, read

    options = {"out_dir": out_dir, "voice": voice, "quote_voice": quote_voice, "speed": speed, "jobs": jobs}
    in_force = settings.load(options | {"verify": verify})
    check_voices(in_force)
    failures = Failures()
    with Narrator(in_force) as narrator, reporter(quiet=quiet) as report:
        for named in find(pages):
            place = named.place
            try:
                with report.page(printable(place.location)) as on_progress:
                    source = read(place, _own_slug(named, in_force.output.out_dir), in_force.fetch)
                    done = narrator.narrate(source, force=force, on_progress=on_progress)
            except PageSkipped as skipped:
                report.line(f"{place.name}: {skipped}")
                if as_json:
                    click.echo(json.dumps({"page": place.name, "skipped": str(skipped)}, ensure_ascii=False))
                continue
            except NarrateError as error:
                failures.add(error)
                report.line(f"narrate: {place.name}: {error}", always=True)
                if as_json:
                    click.echo(json.dumps({"page": place.name, "error": str(error), "kind": type(error).__name__}))
                continue
            report.line(f"{place.name}: {_summary(done)}")
            player = _attached(place, done, in_force, failures, report) if attach else ""
            click.echo(_as_json(place.name, done, player) if as_json else str(done.recording.path))
    failures.end(ctx)


def _own_slug(page: "PageRef", folder: Path) -> str:
    """Return the slug of a page; with a digest if it has been given to another page that is still there."""
    from narrate.publish.manifest import source_name
    from narrate.sources.pages import are_two_pages, digest_slug

    earlier = source_name(folder, page.slug) if page.slug else None
    is_taken = earlier is not None and are_two_pages(page.place.name, earlier)
    return digest_slug(page.slug, page.place.name) if is_taken else page.slug


def _attached(place: "Place", done: "Narration", settings: "Settings", failures: Failures, report: "Report") -> str:
    """Put the player on the page and say what became of it; if the page can't be written, its recording stands."""
    from narrate.embed import RecordingFolder, site

    page = Path(place.location)
    if not page.is_file():
        outcome = "not a file of this machine, so no player was attached"
    else:
        try:
            change = site.attachment(
                page, RecordingFolder(done.recording.path.parent, settings.extract, settings.player), to=page
            )
            site.write(change, page)
        except NarrateError as error:
            failures.add(error)
            report.line(f"narrate: {error}", always=True)
            return str(error)
        outcome = f"{change.state}: {change.reason}" if change.reason else str(change.state)
    report.line(f"{place.name}: {outcome}", always=True)
    return outcome


def _summary(done: "Narration") -> str:
    recording = done.recording
    minutes, seconds = divmod(round(recording.duration_ms / 1000), 60)
    if done.unchanged:
        return f"unchanged, {minutes}:{seconds:02} of audio exists already"
    spoken = f"{done.spoken} of {done.spoken + done.reused} sentences spoken"
    return f"{minutes}:{seconds:02} of audio, {spoken}, {recording.loudness_lufs:.1f} LUFS"


def _as_json(name: str, done: "Narration", player: str) -> str:
    """Return what became of a page; `player` says what became of its player, where one was asked for."""
    recording = done.recording
    return json.dumps(
        {
            "page": name,
            "audio": str(recording.path),
            "captions": str(recording.path.with_suffix(".vtt")),
            "manifest": str(done.manifest),
            "unchanged": done.unchanged,
            "duration_ms": recording.duration_ms,
            "loudness_lufs": recording.loudness_lufs,
            "true_peak_dbtp": recording.true_peak_dbtp,
            "made": done.spoken,
            "reused": done.reused,
            **({"player": player} if player else {}),
        },
        ensure_ascii=False,
    )
