"""`narrate doctor`: what a machine needs in order to narrate, and how to mend what is missing."""

import click

from narrate.errors import VoiceError

__all__ = ["doctor"]


@click.command()
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice to try.  [default: the one in force]")
@click.pass_context
def doctor(ctx: click.Context, voice: str | None) -> None:
    """Check ffmpeg, folders, weights and voices, and say how to mend what is amiss."""
    from narrate import settings
    from narrate.pipeline.checkup import look

    ill = 0
    for finding in look(settings.load({"voice": voice})):
        ill += not finding.well
        click.echo(f"{'ok  ' if finding.well else 'FAIL'}  {finding.name}: {finding.text}")
    click.echo("all is well" if not ill else f"{ill} to mend", err=True)
    if ill:
        ctx.exit(VoiceError.exit_code)
