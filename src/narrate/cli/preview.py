"""`narrate preview`: the page with its player on this machine alone, for an editor to read and listen."""

import mimetypes
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import click

from narrate.errors import PageUnreadable, StoreError

__all__ = ["PreviewServer", "preview"]

_TYPES = {".vtt": "text/vtt; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mp3": "audio/mpeg"}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$", re.ASCII)
_RECORDINGS = "/.narrate/"
"""Under this path the folder of recordings is served; everything else comes from the page's own folder."""


class PreviewServer(ThreadingHTTPServer):
    """Serves one page from memory, the files of its folder, and a folder of recordings, on loopback only."""

    daemon_threads = True

    def __init__(
        self, page: bytes, name: str, site: Path, recordings: Path, extra: dict[str, bytes], port: int
    ) -> None:
        """Listen on 127.0.0.1.

        Args:
            page: What is served as `/` and as `/<name>`.
            name: File name of the page.
            site: Folder whose files the page refers to.
            recordings: Folder with the MP3 and WebVTT files.
            extra: Content by path, ahead of all files.
            port: 0 takes a free one.
        """
        self.content = {"/": page, f"/{name}": page, **extra}
        self.site, self.recordings = site.resolve(), recordings.resolve()
        super().__init__(("127.0.0.1", port), _Handler)

    def look_up(self, path: str) -> bytes | None:
        """Return what stands under a decoded path; None if nothing does or it lies outside the two folders."""
        if path in self.content:
            return self.content[path]
        inside = path.startswith(_RECORDINGS)
        root = self.recordings if inside else self.site
        file = (root / path.removeprefix(_RECORDINGS if inside else "/")).resolve()
        return file.read_bytes() if file.is_relative_to(root) and file.is_file() else None


class _Handler(BaseHTTPRequestHandler):
    server: PreviewServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        path = unquote(urlsplit(self.path).path)
        content = self.server.look_up(path)
        if content is None:
            self.send_error(404)
            return
        start, end = _wanted(self.headers.get("Range", ""), len(content))
        self.send_response(206 if (start, end) != (0, len(content)) or "Range" in self.headers else 200)
        suffix = Path(path).suffix
        kind = "text/html" if path in {"/", ""} else _TYPES.get(suffix) or mimetypes.guess_type(path)[0]
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(end - start))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-store")
        if "Range" in self.headers:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
        self.end_headers()
        if with_body:
            self.wfile.write(content[start:end])

    def log_message(self, *_: Any) -> None:
        """Stay silent: an editor wants to hear the page, not read a log."""


def _wanted(header: str, size: int) -> tuple[int, int]:
    """Return the stretch that a Range header asks for, RFC 9110 14.1.2; the whole if it isn't understood."""
    match = _RANGE.match(header)
    if not match or match.groups() == ("", "") or not size:
        return 0, size
    if not match[1]:
        return max(0, size - int(match[2])), size
    start = min(int(match[1]), size - 1)
    return start, min(size, int(match[2]) + 1) if match[2] else size


@click.command()
@click.argument("page", type=click.Path(path_type=Path))
@click.option(
    "--audio-dir",
    type=click.Path(path_type=Path),
    default=Path("audio_out"),
    show_default=True,
    help="Folder of the recordings.",
)
@click.option("--target", help="CSS selector of the player's place.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; 0 takes a free one.")
def preview(page: Path, audio_dir: Path, target: str | None, port: int) -> None:
    """Serve PAGE with its player on this machine, until Ctrl-C. Nothing is written."""
    from narrate.embed import Shelf, attach

    try:
        markup = page.read_bytes()
    except OSError as error:
        raise PageUnreadable(f"{page}: it can't be read ({error.strerror}); name a page that can") from error
    shelf = Shelf(audio_dir)
    found = shelf.find(markup, str(page))
    if found is None:
        raise StoreError(f"{page} has no recording in {audio_dir}: run narrate {page}")
    publication = shelf.publication(found.slug, _RECORDINGS)
    attached = attach(markup, publication, target=target)
    extra = {_RECORDINGS + name: content for name, content in shelf.companions(found.slug, publication)}
    with PreviewServer(attached, page.name, page.parent, audio_dir, extra, port) as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/")
        if found.stale:
            click.echo(f"narrate: {page} has changed since it was read: run narrate {page}", err=True)
        server.serve_forever()
