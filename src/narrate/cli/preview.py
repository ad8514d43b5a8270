"""`narrate preview`: the page with its player on this machine alone, for an editor to read and listen."""

import contextlib
from pathlib import Path

import click

from narrate.cli.options import LocalPath
from narrate.errors import PageUnreadable, ServiceError, StoreError

__all__ = ["preview"]


@click.command()
@click.argument("page", type=LocalPath(path_type=Path))
@click.option(
    "--audio-dir",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the recordings.  [default: the output folder, audio_out]",
)
@click.option("--target", help="CSS selector of the player's place.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; 0 takes a free one.")
def preview(page: Path, audio_dir: Path | None, target: str | None, port: int) -> None:
    """Serve PAGE with its player on this machine, until Ctrl-C. Nothing is written."""
    from narrate.cli.preview_server import RECORDINGS, PreviewServer
    from narrate.embed import RecordingFolder, attach
    from narrate.settings import load

    try:
        markup = page.read_bytes()
    except OSError as error:
        raise PageUnreadable(f"{page}: it can't be read ({error.strerror}); name a page that can") from error
    in_force = load()
    recordings = RecordingFolder(audio_dir or in_force.output.out_dir, in_force.extract)
    found = recordings.find(markup, str(page))
    if found is None:
        raise StoreError(f"{page} has no recording in {recordings.folder}: run narrate {page}")
    publication = recordings.publication(found.slug, RECORDINGS)
    attached = attach(markup, publication, target=target)
    extra = {RECORDINGS + name: content for name, content in recordings.companions(found.slug, publication)}
    try:
        server = PreviewServer(attached, page.name, page.parent, recordings.folder, extra, port)
    except OSError as error:
        raise ServiceError(
            f"127.0.0.1 port {port} can't be opened ({error.strerror}); choose another --port"
        ) from error
    with server, contextlib.suppress(KeyboardInterrupt):  # its usual end
        click.echo(f"http://127.0.0.1:{server.server_port}/")
        if found.stale:
            click.echo(f"narrate: {page} has changed since it was read: run narrate {page}", err=True)
        server.serve_forever()
