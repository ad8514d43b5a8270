"""The server behind `narrate preview`: one page and its recordings, on this machine alone."""

import mimetypes
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["RECORDINGS", "PreviewServer"]

_TYPES = {".vtt": "text/vtt; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".mp3": "audio/mpeg"}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)$", re.ASCII)
RECORDINGS = "/.narrate/"
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
        inside = path.startswith(RECORDINGS)
        root = self.recordings if inside else self.site
        file = (root / path.removeprefix(RECORDINGS if inside else "/")).resolve()
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
