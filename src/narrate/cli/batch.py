"""`narrate batch SOURCE... -o OUT`: whole archives."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.errors import NarrateError

if TYPE_CHECKING:
    from narrate.batch.campaign import Tally

__all__ = ["batch"]

_INTERRUPTED = 130


class _Shard(click.ParamType):
    name = "i/n"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Return "2/8" as (2, 8)."""
        part, slash, parts = str(value).partition("/")
        if not (slash and part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
            self.fail(f"{value!r} is no shard; write 1/4 for the first of four", param, ctx)
        return int(part), int(parts)


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option("-o", "--out", metavar="OUT", help="Output folder.  [default: audio_out]")
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice.  [default: the one in force]")
@click.option("--jobs", metavar="N", type=click.IntRange(1), default=1, show_default=True, help="Worker processes.")
@click.option("--limit", metavar="N", type=click.IntRange(0), help="Narrate at most N articles.")
@click.option("--shard", metavar="I/N", type=_Shard(), default="1/1", help="Only part I of N, for job arrays.")
@click.option("--since", metavar="DATE", type=click.DateTime(), help="Only pages changed since DATE.")
@click.option("--only-failed", is_flag=True, help="Only articles that went wrong in the run before.")
@click.option("--prune", is_flag=True, help="Remove the audio of pages that SOURCE names no more.")
@click.option("--report", metavar="FILE", type=click.Path(path_type=Path), help="Write the account of the run as JSON.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first article that goes wrong.")
@click.option(
    "--max-attempts", metavar="N", type=click.IntRange(1), default=3, show_default=True, help="Tries for each article."
)
@click.option(
    "--time-limit",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=3600.0,
    help="Give an article up after this time.  [default: an hour]",
)
@click.option("--force", is_flag=True, help="Make recordings again even if nothing has changed.")
@click.option("--quiet", is_flag=True, help="No progress; only results and errors.")
@click.pass_context
def batch(ctx: click.Context, sources: tuple[str, ...], out: str | None, voice: str | None, **options: object) -> None:
    """Narrate archives of pages, only what is new or changed.

    SOURCE is a folder, a pattern in quotes, a page, or a .txt file that lists them. A run that was interrupted, even by a
    power cut, goes on where it was when the same command is given again.
    """
    raise NotImplementedError
