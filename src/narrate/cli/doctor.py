"""`narrate doctor`: what a machine needs in order to narrate, and how to mend what is missing."""

import click

from narrate.errors import NarrateError

__all__ = ["doctor"]


@click.command()
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice to try.  [default: the one in force]")
@click.option("--fix", is_flag=True, help="Mend what narrate can mend by itself.")
@click.pass_context
def doctor(ctx: click.Context, voice: str | None, *, fix: bool) -> None:
    """Check ffmpeg, folders, space, weights and voices, and say how to mend what is amiss.

    With --fix, permissions of narrate's own folders are mended, what ended runs left there is removed, and damaged
    copies are made again; nothing is downloaded, and nothing that you wrote is touched. The exit code is that of the
    error with which a run would end; 1 if there are several.
    """
    from narrate import settings
    from narrate.cli.checkup import look

    ills = []
    for finding in look(settings.load({"voice": voice}), fix=fix):
        if finding.exit_code:
            ills.append(finding)
        click.echo(f"{'FAIL' if finding.exit_code else 'ok  '}  {finding.name}: {finding.text}")
    hint = "; `narrate doctor --fix` mends what it can" if any(ill.mendable for ill in ills) else ""
    click.echo(f"{len(ills)} to mend{hint}" if ills else "all is well", err=True)
    if ills:
        codes = {ill.exit_code for ill in ills}
        ctx.exit(codes.pop() if len(codes) == 1 else NarrateError.exit_code)
