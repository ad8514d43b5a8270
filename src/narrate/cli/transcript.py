"""`narrate transcript`: what a recording says, to be read."""

from pathlib import Path

import click

from narrate.cli.failures import Failures

__all__ = ["transcript"]


@click.command()
@click.argument("recordings", metavar="FILE.mp3...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "sync"]),
    default="text",
    show_default=True,
    help="Plain text, an HTML fragment, or a WebVTT track that ties each moment to its place on the page.",
)
@click.pass_context
def transcript(ctx: click.Context, recordings: tuple[Path, ...], form: str) -> None:
    """Print what each recording says, from the manifest beside it.

    In HTML each sentence is a span with its times. The sync track is W3C SyncMediaLite: an XPath and a text position
    for each sentence and word.
    """
    from narrate.pipeline.api import transcript_at

    failures = Failures()
    for path in recordings:
        with failures.noted():
            click.echo(transcript_at(path, form), nl=False)
    failures.end(ctx)
