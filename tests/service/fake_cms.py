"""A Ghost on loopback that checks tokens and versions as the real one does, and a receiver of webhooks."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

KEY_ID, KEY_SECRET = "64f0c0ffee", "0123456789abcdef" * 4


class _Server:
    def __init__(self):
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _answer(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                status, kind, content = fake.answer(self.command, self.path, self.headers, body)
                self.send_response(status)
                self.send_header("content-type", kind)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_PUT = do_POST = _answer  # noqa: N815  the names that http.server calls

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class Ghost(_Server):
    """Keeps posts, sends webhooks, renders pages."""

    def __init__(self, secret):
        self.posts = {}
        self.secret = secret
        self.hook = None
        self.faults = []
        self.collisions = 0
        self.puts = 0
        self.clock = 0
        super().__init__()

    def answer(self, method, path, headers, body):
        if not path.startswith("/ghost/api/admin/posts/"):
            return self._page(path)
        fault = self._token_fault(headers.get("authorization", ""))
        if fault:
            self.faults.append(fault)
            return self._json(401, {"errors": [{"message": fault}]})
        post = self.posts.get(path.split("/")[5])
        if post is None:
            return self._json(404, {"errors": [{"message": "not found"}]})
        if method == "PUT":
            self.puts += 1
            change = json.loads(body)["posts"][0]
            if self.collisions:
                self.collisions -= 1
                self._touch(post)  # somebody else saves in between
            if change.pop("updated_at") != post["updated_at"]:
                return self._json(409, {"errors": [{"type": "UpdateCollisionError"}]})
            before = dict(post)
            post |= change
            self._touch(post)
            self.send(post, {"updated_at": before["updated_at"]})  # Ghost tells of our own update too
        return self._json(200, {"posts": [post]})

    def save(self, post_id, **fields):
        """Make or edit a post, and tell the hook."""
        before = self.posts.get(post_id)
        post = dict(before or {"id": post_id, "lexical": None, "codeinjection_foot": None, "visibility": "public"})
        post |= fields
        self._touch(post)
        self.posts[post_id] = post
        changed = {name: (before or {"status": "draft"}).get(name) for name in (*fields, "updated_at")}
        return self.send(post, changed if before else {"status": "draft"})

    def send(self, post, previous):
        told = {**post, "html": self.html(post), "url": f"{self.url}/{post['id']}/"}
        body = json.dumps({"post": {"current": told, "previous": previous}}).encode()
        stamp = str(int(time.time() * 1000))
        digest = hmac.new(self.secret.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
        headers = {"x-ghost-signature": f"sha256={digest}, t={stamp}", "content-type": "application/json"}
        return httpx.post(self.hook, content=body, headers=headers, trust_env=False, timeout=20).status_code

    @staticmethod
    def html(post):
        children = json.loads(post["lexical"])["root"]["children"] if post["lexical"] else []
        return "".join(child["html"] if child["type"] == "html" else f"<p>{child['text']}</p>" for child in children)

    def _touch(self, post):
        self.clock += 1
        post["updated_at"] = f"2026-03-02T06:{self.clock // 60:02}:{self.clock % 60:02}.000Z"

    def _token_fault(self, header):
        try:
            scheme, token = header.split(" ")
            head, claims, given = token.split(".")
            facts = json.loads(_decoded(claims))
            wanted = hmac.new(bytes.fromhex(KEY_SECRET), f"{head}.{claims}".encode(), hashlib.sha256).digest()
        except ValueError:
            return f"no token: {header!r}"
        if scheme != "Ghost" or json.loads(_decoded(head)) != {"alg": "HS256", "kid": KEY_ID, "typ": "JWT"}:
            return "wrong scheme or head"
        if not hmac.compare_digest(_decoded(given), wanted):
            return "wrong signature"
        now = time.time()
        wrong = facts["aud"] != "/admin/" or not facts["iat"] - 5 <= now < facts["exp"] <= facts["iat"] + 300
        return "wrong claims" if wrong else None

    def _page(self, path):
        post = self.posts.get(path.strip("/"))
        if post is None or post["status"] != "published":
            return 404, "text/html", b"not here"
        page = (
            f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{post['title']}</title></head><body><main>"
            f'<article class="article"><h1>{post["title"]}</h1><section class="gh-content">{self.html(post)}</section>'
            f"</article></main>{post['codeinjection_foot'] or ''}</body></html>"
        )
        return 200, "text/html; charset=utf-8", page.encode()

    @staticmethod
    def _json(status, content):
        return status, "application/json", json.dumps(content).encode()


class Receiver(_Server):
    """Takes webhooks; fails as often as it is told to."""

    def __init__(self):
        self.heard = []
        self.failures = 0
        super().__init__()

    def answer(self, _method, _path, headers, body):
        if self.failures:
            self.failures -= 1
            return 503, "text/plain", b""
        self.heard.append((json.loads(body), headers.get("x-narrate-signature"), body))
        return 204, "text/plain", b""


def lexical(*paragraphs):
    """Return a post's document of plain paragraphs."""
    children = [{"type": "paragraph", "text": text} for text in paragraphs]
    return json.dumps({"root": {"children": children, "type": "root", "version": 1}})


def _decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
