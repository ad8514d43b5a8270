"""A real browser on real pages: recordings with real sound are made, attached, and served as a site would."""

import hashlib
import json
import os
import shutil
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import imageio_ffmpeg
import pytest

from narrate.embed import RecordingFolder, attach
from narrate.embed.snippet import player_asset
from narrate.model import Cue, Recording, Utterance, Word
from narrate.publish.captions import to_vtt

CHROMIUM = "/usr/bin/chromium"
PAGES = Path(__file__).parent / "pages"
SECONDS_PER_WORD = 0.3
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; media-src 'self'; connect-src 'self'; "
    "base-uri 'none'; object-src 'none'"
)


def cues_of(blocks, around=()):
    """Utterances of (text, sentences) blocks, evenly timed by the word."""
    cues, at = [], 0.0
    spoken = [(sentence, None, 0) for sentence in around]
    for block, (text, sentences) in enumerate(blocks):
        start = 0
        for sentence in sentences:
            start = text.index(sentence, start)
            spoken.append((sentence, block, start))
            start += len(sentence)
    for printed, block, offset in spoken:
        words = []
        for word in printed.split():
            words.append(Word(word, at, at + SECONDS_PER_WORD * 1000))
            at += SECONDS_PER_WORD * 1000
        cues.append(Cue(words[0].start_ms, at, Utterance(printed, printed, block, offset), tuple(words)))
    return tuple(cues)


@pytest.fixture(scope="session")
def sound(tmp_path_factory):
    """A quiet, slowly changing tone as MP3, a minute and a half of it."""
    path = tmp_path_factory.mktemp("sound") / "tone.mp3"
    tone = "aevalsrc=0.05*sin(2*PI*t*(220+40*floor(t))):s=24000:d=90"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        tone,
        "-b:a",
        "32k",
        "-y",
        str(path),
    ]
    subprocess.run(command, check=True)
    return path


@pytest.fixture(scope="session")
def record(sound):
    """Write `<slug>.mp3`, `.vtt` and `.json` for a page into a folder."""

    def write(folder, slug, html, cues, *, title="", language="en", anchors=None):
        folder.mkdir(parents=True, exist_ok=True)
        mp3 = folder / f"{slug}.mp3"
        shutil.copy(sound, mp3)
        content = mp3.read_bytes()
        recording = Recording(mp3, 90_000, 24_000, -16.0, -1.5, cues)
        mp3.with_suffix(".vtt").write_text(to_vtt(recording, language), encoding="utf-8")
        manifest = {
            "version": 1,
            "source": {"name": slug, "url": None, "sha256": hashlib.sha256(html).hexdigest()},
            "title": title or slug,
            "language": language,
            "site": "The Quiet Post",
            "audio": {
                "file": mp3.name,
                "bytes": len(content),
                "sha256": hashlib.sha256(content + slug.encode()).hexdigest(),
                "duration_ms": 90_000,
            },
            "captions": f"{slug}.vtt",
            "cues": [
                {
                    "printed": cue.utterance.printed,
                    "block": cue.utterance.block,
                    "offset": cue.utterance.offset,
                    "anchor": (anchors or {}).get(cue.utterance.block),
                }
                for cue in cues
            ],
        }
        mp3.with_suffix(".json").write_text(json.dumps(manifest), encoding="utf-8")
        return slug

    return write


class _Site(SimpleHTTPRequestHandler):
    """Files of a folder with byte ranges; `?slow` waits for the test's leave, `?plain` lies about the type,
    `?whole` gives no ranges."""

    protocol_version = "HTTP/1.1"
    leave = threading.Event()

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if "slow" in query:
            self.leave.wait(20)
        file = Path(self.translate_path(path))
        if not file.is_file():
            return self.send_error(404)
        content = file.read_bytes()
        kind = {
            ".mp3": "audio/mpeg",
            ".js": "text/javascript",
            ".vtt": "text/vtt",
            ".css": "text/css",
            ".html": "text/html; charset=utf-8",
        }
        start, end = 0, len(content)
        asked = self.headers.get("Range", "")
        if asked and "whole" not in query:
            low, high = asked.removeprefix("bytes=").split("-")
            start, end = int(low), int(high) + 1 if high else len(content)
        asked = "" if "whole" in query else asked
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", "text/plain" if "plain" in query else kind.get(file.suffix, "text/plain"))
        self.send_header("Content-Length", str(end - start))
        self.send_header("Accept-Ranges", "none" if "whole" in query else "bytes")
        if asked:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
        if file.suffix == ".html" and "loose" not in file.name:
            self.send_header("Content-Security-Policy", STRICT)
        self.end_headers()
        self.wfile.write(content[start:end])
        return None

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """A folder that is served on loopback, and its address."""
    from http.server import ThreadingHTTPServer

    folder = tmp_path_factory.mktemp("site")
    shutil.copy(PAGES / "paper.css", folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *args: _Site(*args, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    _Site.leave.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def publish(site, record):
    """Record a page, attach its player and put it on the site; gives its address."""
    folder, address = site

    def put(slug, html, blocks, *, around=(), edit=None, target=None, **about):
        markup = html.encode()
        record(folder / "audio", slug, markup, cues_of(blocks, around), **about)
        recordings = RecordingFolder(folder / "audio")
        found = recordings.find(markup, f"{slug}.html")
        assert found is not None
        assert not found.stale
        publication = recordings.publication(found.slug, "audio/", f"{address}/{slug}.html")
        for name, content in recordings.companions(found.slug, publication):
            (folder / "audio" / name).write_bytes(content)
        attached = attach(markup, publication, target=target)
        (folder / f"{slug}.html").write_bytes(edit(attached) if edit else attached)
        return f"{address}/{slug}.html"

    return put


@pytest.fixture(scope="session")
def asset_name():
    return player_asset().name


@pytest.fixture(scope="module")
def browser():
    if not Path(CHROMIUM).exists():
        reason = f"no {CHROMIUM}: apt-get install chromium"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--mute-audio",
                "--autoplay-policy=no-user-gesture-required",
            ],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """Open an address in a fresh profile; the page's complaints are collected in `page.complaints`."""
    contexts = []

    def visit(address, *, context=None, **options):
        if context is None:
            context = browser.new_context(**options)
            contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: message.type == "error" and page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()
