"""A whole service in a folder of its own: `narrate serve` as a process, on a free port of loopback."""

import contextlib
import hashlib
import hmac
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx

GHOST_SECRET = "ghost-secret-for-tests"
HOOK_SECRET = "hook-secret-for-tests!"
TOKEN = "token-for-tests-only-1"


class Service:
    """A running service and what tests ask of it."""

    def __init__(self, folder: Path, **options):
        self.folder = folder
        self.out = folder / "out"
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("NARRATE_")}
        plain = {
            "out_dir": self.out,
            "data_dir": folder / "data",
            "cache_dir": folder / "cache",
            "voice": "tone",
            "port": 0,
            "ghost_secret": GHOST_SECRET,
            "hook_secret": HOOK_SECRET,
            "api_token": TOKEN,
            "settle_s": 0.2,
            "lease_s": 5,
            "grace_s": 5,
            **options,
        }
        self.env |= {f"NARRATE_{name.upper()}": str(value) for name, value in plain.items()}
        self.log = folder / "log"
        self.process = None

    def start(self, port=0):
        folder = self.folder / "run"
        folder.mkdir(exist_ok=True)
        self.env["NARRATE_PORT"] = str(port)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "narrate", "serve"], cwd=folder, env=self.env, stdout=subprocess.PIPE, stderr=log
            )
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        self.port = int(line)
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=60, trust_env=False)
        return self

    def stop(self, how=signal.SIGTERM):
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        self.process.wait(90)
        self.process.stdout.close()

    def workers(self):
        """Process ids of the workers."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                if int(fields[1]) == self.process.pid:
                    found.append(int(path.parent.name))
        return found

    def ghost(self, current, previous=None, *, secret=GHOST_SECRET, at=None, dated=True, **headers):
        body = json.dumps({"post": {"current": current, "previous": previous or {}}}).encode()
        stamp = str(int((time.time() if at is None else at) * 1000))
        digest = hmac.new(secret.encode(), body + stamp.encode() if dated else body, hashlib.sha256).hexdigest()
        signature = f"sha256={digest}, t={stamp}"
        return self.client.post("/hooks/ghost", content=body, headers={"x-ghost-signature": signature, **headers})

    def post(self, **article):
        return self.client.post("/articles", json=article, headers={"authorization": f"Bearer {TOKEN}"})

    def until(self, article_id, *states, timeout=90):
        """Return the article once it is in one of `states`."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            answer = self.client.get(f"/articles/{article_id}")
            if answer.status_code == 200 and answer.json()["state"] in states:
                return answer.json()
            time.sleep(0.05)
        raise AssertionError(f"{answer.text}\n{self.log.read_text()[-3000:]}")

    def eventually(self, look, timeout=90):
        """Return what `look` gives once it is true."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(self.log.read_text()[-3000:])


def post(post_id="65a1b2c3", **more):
    """A post as Ghost tells of it."""
    return {
        "id": post_id,
        "title": "Storm closes the harbour bridge",
        "html": "<p>The harbour bridge in Lowen was closed on Monday morning. Nobody was hurt.</p>"
        "<h2>What comes next</h2><p>Engineers will look at the cables. Buses take the northern road until Friday.</p>",
        "status": "published",
        "visibility": "public",
        "url": f"https://news.example.org/{post_id}/",
        "published_at": "2026-03-02T06:40:00.000Z",
        "updated_at": "2026-03-02T06:40:00.000Z",
        "authors": [{"name": "Mara Lindqvist"}],
        "tags": [{"name": "City"}, {"name": "Weather"}],
        "primary_tag": {"name": "City"},
        **more,
    }


def storm(service, jobs, kills, seed=3):
    """Send `jobs` articles while worker and server are killed `kills` times; return what became of the articles."""
    rolled = random.Random(seed)
    port, sent, killed = service.port, 0, 0
    started = time.monotonic()
    while sent < jobs or killed < kills:
        if sent < jobs:
            with contextlib.suppress(httpx.TransportError):  # the server is down: a CMS tries again
                sent += service.ghost(post(f"storm{sent}"), {"status": "draft"}).status_code in {202, 409}
        if killed < kills and (sent >= jobs or rolled.random() < 1.2 * kills / jobs):
            killed += 1
            if rolled.random() < 0.25:
                service.stop(signal.SIGKILL)
                service.start(port)
            else:
                for victim in service.workers()[:1]:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(victim, signal.SIGKILL)
            time.sleep(rolled.random() * 0.3)
    names = [f"ghost-storm{n}" for n in range(jobs)]
    states = {}
    deadline = time.monotonic() + 3 * jobs + 60
    while time.monotonic() < deadline and any(states.get(name) not in {"ready", "failed"} for name in names):
        for name in names:
            if states.get(name) not in {"ready", "failed"}:
                states[name] = service.client.get(f"/articles/{name}").json()["state"]
        time.sleep(0.5)
    return states, killed, time.monotonic() - started
