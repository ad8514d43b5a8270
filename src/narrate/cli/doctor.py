"""`narrate doctor`: what a machine needs in order to narrate, and how to mend what is missing."""

import click

from narrate.errors import NarrateError

__all__ = ["doctor"]


@click.command()
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice to try.  [default: the one in force]")
@click.pass_context
def doctor(ctx: click.Context, voice: str | None) -> None:
    """Check ffmpeg, folders, weights and voices, and say how to mend what is amiss.

    The exit code is that of the error with which a run would end; 1 if there are several.
    """
    from narrate import settings
    from narrate.pipeline.checkup import look

    ills = []
    for finding in look(settings.load({"voice": voice})):
        if finding.exit_code:
            ills.append(finding.exit_code)
        click.echo(f"{'FAIL' if finding.exit_code else 'ok  '}  {finding.name}: {finding.text}")
    click.echo(f"{len(ills)} to mend" if ills else "all is well", err=True)
    if ills:
        ctx.exit(ills[0] if len(set(ills)) == 1 else NarrateError.exit_code)
