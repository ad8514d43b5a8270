"""`narrate serve`, `narrate jobs`: the service for a CMS and what it has to do."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from narrate.errors import ServiceError, install_hint

if TYPE_CHECKING:
    from narrate.service.queue import Queue

__all__ = ["jobs", "serve"]


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
        raise ServiceError(f"the service needs {error.name}: {install_hint('serve')}") from error
    if only_check:
        server.check(in_force)
        click.echo("the configuration is valid", err=True)
        return
    server.serve(in_force, ready=click.echo)


@click.group()
def jobs() -> None:
    """List the service's jobs, retry or drop them. Works beside a running service."""


@jobs.command("list")
@click.option("--state", type=click.Choice(["todo", "run", "done", "dead"]), help="Only those.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
def list_jobs(state: str | None, *, as_json: bool) -> None:
    """List jobs, the one that changed last first."""
    from narrate.service.queue import STATES

    queue = _queue()
    for job in queue.jobs([state] if state else STATES):
        changed = datetime.fromtimestamp(job.changed, UTC).isoformat(timespec="seconds")
        if as_json:
            fields = {"id": job.id, "kind": job.kind, "state": job.state, "tries": job.tries, "changed": changed}
            click.echo(json.dumps({**fields, "error": job.error}, ensure_ascii=False))
        else:
            click.echo(f"{job.state:<5} {changed} {job.kind:<8} {job.id}  {job.error or ''}".rstrip())
    queue.close()


@jobs.command()
@click.argument("job_ids", metavar="ID...", nargs=-1, required=True)
def retry(job_ids: tuple[str, ...]) -> None:
    """Let jobs start now, with all their tries."""
    queue = _queue()
    missing = [job_id for job_id in job_ids if not queue.retry(job_id)]
    queue.close()
    if missing:
        raise ServiceError(f"no waiting or dead job is called {', '.join(missing)}; see `narrate jobs list`")


@jobs.command()
@click.argument("job_ids", metavar="ID...", nargs=-1, required=True)
def drop(job_ids: tuple[str, ...]) -> None:
    """Forget jobs; recordings that were made stay."""
    queue = _queue()
    missing = [job_id for job_id in job_ids if not queue.drop(job_id)]
    queue.close()
    if missing:
        raise ServiceError(f"no job is called {', '.join(missing)}; see `narrate jobs list`")


def _queue() -> "Queue":
    from narrate import settings
    from narrate.service.queue import Queue

    path = settings.load().service.data_dir / "queue.db"
    if not path.is_file():
        raise ServiceError(f"{path}: there is no queue; run this where the service runs, or set NARRATE_DATA_DIR")
    return Queue(path)
