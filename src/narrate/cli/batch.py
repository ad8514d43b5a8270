"""`narrate batch SOURCE... -o OUT`: whole archives."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.cli.options import complete_page
from narrate.errors import NarrateError

if TYPE_CHECKING:
    from narrate.batch.batch_run import Tally
    from narrate.batch.plan import Estimate

__all__ = ["batch"]

_INTERRUPTED = 130  # what shells give for a program ended by Ctrl-C


class _Shard(click.ParamType):
    name = "i/n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return "2/8" as (2, 8)."""
        part, slash, parts = str(value).partition("/")
        if not (slash and part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
            self.fail(f"{value!r} isn't a shard; write 1/4 for the first of four", param, ctx)
        return int(part), int(parts)


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, shell_complete=complete_page)
@click.option("-o", "--out", metavar="OUT", help="Output folder or s3://BUCKET/PREFIX.  [default: audio_out]")
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice.  [default: the one in force]")
@click.option("--jobs", metavar="N", type=int, help="Worker processes, up to the number of processors.  [default: 1]")
@click.option(
    "--engine", type=click.Choice(["local", "ray"]), default="local", help="Where workers run.  [default: local]"
)
@click.option("--limit", metavar="N", type=click.IntRange(0), help="Narrate at most N articles.")
@click.option("--shard", metavar="I/N", type=_Shard(), default="1/1", help="Only part I of N, for job arrays.")
@click.option("--since", metavar="DATE", type=click.DateTime(), help="Only pages changed since DATE.")
@click.option("--only-failed", is_flag=True, help="Only articles that failed in the previous run.")
@click.option("--prune", is_flag=True, help="Remove the audio of pages that SOURCE no longer names.")
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the outcome of every article: JSON, and a readable page beside it.",
)
@click.option("--fail-fast", is_flag=True, help="Stop at the first article that fails.")
@click.option("--max-attempts", metavar="N", type=click.IntRange(1), default=3, help="Tries per article.  [default: 3]")
@click.option(
    "--time-limit", metavar="SECONDS", type=click.IntRange(1), default=3600, help="Per article.  [default: an hour]"
)
@click.option("--dry-run", is_flag=True, help="Only estimate the run: articles, audio, size, time.")
@click.option("--force", is_flag=True, help="Make recordings again even if nothing has changed.")
@click.option("--quiet", is_flag=True, help="No progress; only results and errors.")
@click.pass_context
def batch(
    ctx: click.Context,
    sources: tuple[str, ...],
    out: str | None,
    voice: str | None,
    jobs: int | None,
    engine: str,
    limit: int | None,
    shard: tuple[int, int],
    since: dt.datetime | None,
    report: Path | None,
    max_attempts: int,
    time_limit: int,
    *,
    only_failed: bool,
    prune: bool,
    fail_fast: bool,
    force: bool,
    quiet: bool,
    dry_run: bool,
) -> None:
    """Narrate archives of pages: only what is new or changed, resumable after any interruption.

    SOURCE is a folder, a pattern in quotes, a page, a .txt file that lists them, a sitemap, RSS or Atom file, a .jsonl
    file of {"url", "html"}, a .warc file, or s3://BUCKET/PREFIX. The path of each new MP3 goes to standard output.
    After an interruption, even a power cut, the same command continues where it stopped.
    """
    from narrate import settings
    from narrate.batch.archive import BatchRequest, estimate_archive, narrate_archive
    from narrate.batch.batch_run import Rules
    from narrate.cli.progress import batch_progress
    from narrate.pipeline.narrator import settings_digest

    if report is not None and report.is_dir():
        raise click.BadParameter(f"{report} is a folder; name a file", ctx, param_hint="'--report'")
    if report is not None and dry_run:
        raise click.UsageError("--dry-run writes no --report; leave one of the two out", ctx)
    in_force = settings.load({"voice": voice, "jobs": jobs})
    out = out or str(in_force.output.out_dir)
    rules = Rules(
        settings_sha256=settings_digest(in_force),
        max_attempts=max_attempts,
        limit=limit,
        shard=shard,
        since_s=since.timestamp() if since else None,
        only_failed=only_failed,
        fail_fast=fail_fast,
        force=force,
    )
    request = BatchRequest(sources, out, in_force, rules, engine, float(time_limit), prune, report)
    if dry_run:
        click.echo(_estimate_text(estimate_archive(request), in_force.voice.jobs))
        return
    with batch_progress(quiet=quiet) as progress:
        tally = narrate_archive(request, progress)
    ctx.exit(_exit_code(tally, progress.exit_codes))


def _estimate_text(estimate: "Estimate", jobs: int) -> str:
    counts = f"{estimate.articles} articles: {estimate.new} to narrate, {estimate.unchanged} unchanged"
    lines = [f"{counts}, {estimate.given_up} refused before, {estimate.gone} gone"]
    if estimate.sampled:
        took_s = estimate.loading_s + estimate.work_s / jobs
        lines += [
            f"about {_span(estimate.audio_ms / 1000)} of audio, {estimate.audio_bytes / 1e6:.0f} MB",
            f"about {_span(took_s)} with --jobs {jobs} on this machine, less if sentences are in the cache",
            f"estimated from {estimate.sampled} of these pages; {estimate.refused} of them give no audio",
        ]
    return "\n".join(lines)


def _span(seconds: float) -> str:
    """Return a length of time as people say it."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def _exit_code(tally: "Tally", exit_codes: set[int]) -> int:
    if tally.stopped == "interrupted":
        return _INTERRUPTED
    if len(exit_codes) > 1:
        return NarrateError.exit_code
    return next(iter(exit_codes), 0)
