"""`narrate serve`: the service for a CMS."""

import click

__all__ = ["serve"]


@click.command()
@click.option("--host", metavar="ADDRESS", help="Address to listen at.  [default: 127.0.0.1]")
@click.option("--port", metavar="PORT", type=int, help="Port, 0 for any.  [default: 8600]")
@click.option("--voice", metavar="ENGINE[:VOICE]", help="Voice.  [default: the one in force]")
@click.option("--workers", metavar="N", type=int, help="Processes that narrate.  [default: 1]")
@click.option("--check", "only_check", is_flag=True, help="Check the configuration and stop.")
def serve(host: str | None, port: int | None, voice: str | None, workers: int | None, *, only_check: bool) -> None:
    """Answer a CMS: hooks in; audio, embeds and feeds out.

    Secrets and limits are set in narrate.toml, section [service], or as NARRATE_*; docs/service.md explains them.
    The port goes to standard output once requests are answered.
    """
    from narrate import settings
    from narrate.errors import ServiceError

    in_force = settings.load({"host": host, "port": port, "voice": voice, "workers": workers})
    try:
        from narrate.service import server
    except ModuleNotFoundError as error:
        raise ServiceError(f"the service needs {error.name}: pip install 'narrate[serve]'") from error
    if only_check:
        server.check(in_force)
        click.echo("the configuration is well", err=True)
        return
    server.serve(in_force, ready=click.echo)
