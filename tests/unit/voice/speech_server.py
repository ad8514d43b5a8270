"""A server on this machine that speaks the protocols of the online engines, faults included."""

import base64
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

FRAME_BYTES = 96  # 32 kbit/s at 24 kHz
FRAME_MS = 24
FRAME = b"\xff\xf3\x44\xc4" + bytes(FRAME_BYTES - 4)  # an MPEG-2 Layer III frame of silence


def mp3(duration_ms: float) -> bytes:
    """Return silence as a chain of whole frames."""
    return FRAME * max(1, round(duration_ms / FRAME_MS))


@dataclass
class Script:
    """What the server does with each request, in turn; when it is exhausted, it answers well."""

    faults: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[dict[str, object]] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    script: Script

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        online = self.path.endswith("batchexecute")
        text = google_text(body) if online else str(json.loads(body)["input"])
        self.script.texts.append(text)
        self.script.headers.append(dict(self.headers))
        if not online:
            self.script.bodies.append(json.loads(body))
        fault = self.script.faults.pop(0) if self.script.faults else ""
        sound = mp3(70 * len(text))
        if fault == "truncated":
            sound = sound[:-37]
        if fault == "short":
            sound = mp3(24)
        if fault == "noise":
            sound = bytes(range(256)) * 8
        self.answer(fault, google_answer(sound, fault) if online else sound)

    def answer(self, fault: str, content: bytes) -> None:
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            return
        if fault == "slow":
            self.script.released.wait(20)
            return
        status, _, wait = fault.partition("/") if fault[:1].isdigit() else ("200", "", "")
        self.send_response(int(status))
        if wait:
            self.send_header("Retry-After", wait)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if fault == "cut" else content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server calls
        pass


def google_text(body: bytes) -> str:
    """Return the text in the form that Google Translate's page sends."""
    call = json.loads(parse_qs(body.decode())["f.req"][0])
    return str(json.loads(call[0][0][1])[0])


def google_answer(sound: bytes, fault: str) -> bytes:
    if fault == "nothing":
        return b')]}\'\n\n[["wrb.fr","jQ1olc",null,null]]'
    coded = base64.b64encode(sound).decode()
    if fault == "garbled":
        coded = coded[:-5]
    return f')]}}\'\n\n[["wrb.fr","jQ1olc","[\\"{coded}\\"]",null]]\n'.encode()


@contextmanager
def serving() -> Iterator[tuple[str, Script]]:
    """Run the server; give its address and its script."""
    script = Script()
    handler: Callable[..., Handler] = type("Scripted", (Handler,), {"script": script})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", script
    finally:
        script.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
