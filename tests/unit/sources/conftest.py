"""A web server on loopback whose answers a test writes."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Site:
    """Answers by path: a function of the request handler."""

    def __init__(self):
        self.answers = {}
        self.requests = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self):
                site.requests.append((self.command, self.path, dict(self.headers)))
                answer = site.answers.get(self.path)
                if answer is None:
                    self.send_response(404)
                    self.send_header("content-length", "0")
                    self.end_headers()
                elif callable(answer):
                    answer(self)
                else:
                    status, headers, content = answer
                    self.send_response(status)
                    for name, value in {"content-length": str(len(content)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    if self.command != "HEAD":
                        self.wfile.write(content)

            do_GET = do_HEAD = do_POST = _answer  # noqa: N815  the names that http.server calls

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = f"http://news.test:{self.port}"

    def html(self, path, text, **headers):
        self.answers[path] = (200, {"content-type": "text/html", **headers}, text.encode())


@pytest.fixture
def site():
    made = Site()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()
