"""The whole story, seen by a reader: Ghost publishes, the page has a player that plays, the feed has the item."""

import os
from pathlib import Path

import feedparser
import pytest
from fake_cms import KEY_ID, KEY_SECRET, Ghost, lexical
from rig import GHOST_SECRET, Service

pytestmark = pytest.mark.browser
CHROMIUM = "/usr/bin/chromium"
FIRST = "The harbour bridge in Lowen was closed on Monday morning."
SECOND = "Nobody was hurt, and buses take the northern road."


@pytest.fixture
def page():
    if not Path(CHROMIUM).exists() and not os.environ.get("CI"):
        pytest.skip(f"no {CHROMIUM}: apt-get install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--mute-audio", "--autoplay-policy=no-user-gesture-required"],
        )
        opened = browser.new_page()
        opened.complaints = []
        opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
        yield opened
        browser.close()


def free_port():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def heard(page, address):
    """Return how long the sound of a page is, after a little of it was played."""
    page.goto(address)
    page.wait_for_selector("narrate-player audio", state="attached")
    return page.evaluate(
        """async () => {
            const audio = document.querySelector("narrate-player audio");
            await audio.play();
            await new Promise((done) => audio.addEventListener("timeupdate", done, {once: true}));
            audio.pause();
            return audio.duration;
        }"""
    )


def test_published_heard_edited_and_gone(tmp_path, page):
    ghost = Ghost(GHOST_SECRET)
    port = free_port()
    service = Service(
        tmp_path,
        ghost_url=ghost.url,
        ghost_admin_key=f"{KEY_ID}:{KEY_SECRET}",
        ghost_attach="injection",
        public_url=f"http://127.0.0.1:{port}",
    ).start(port)
    ghost.hook = f"http://127.0.0.1:{port}/hooks/ghost"
    try:
        story = {"title": "Storm closes the bridge", "status": "published"}
        assert ghost.save("abc123", **story, lexical=lexical(FIRST, SECOND)) == 202
        service.eventually(lambda: "<narrate-player" in (ghost.posts["abc123"]["codeinjection_foot"] or ""))
        told = service.until("ghost-abc123", "ready")
        duration_s = told["manifest"]["audio"]["duration_ms"] / 1000
        assert heard(page, f"{ghost.url}/abc123/") == pytest.approx(duration_s, abs=0.2)
        assert heard(page, told["embed"]) == pytest.approx(duration_s, abs=0.2)
        assert page.complaints == []
        (entry,) = feedparser.parse(service.client.get("/feed.xml").content).entries
        assert entry.enclosures[0].href == told["audio"]
        guid = entry.id

        before = ghost.posts["abc123"]["codeinjection_foot"]
        ghost.save("abc123", lexical=lexical(FIRST, SECOND, "The bridge will open again on Friday."))
        service.eventually(lambda: ghost.posts["abc123"]["codeinjection_foot"] != before)
        assert heard(page, f"{ghost.url}/abc123/") > duration_s + 1
        (entry,) = feedparser.parse(service.client.get("/feed.xml").content).entries
        assert entry.id == guid

        ghost.save("abc123", status="draft")
        service.eventually(lambda: "<narrate-player" not in ghost.posts["abc123"]["codeinjection_foot"])
        assert feedparser.parse(service.client.get("/feed.xml").content).entries == []
        assert service.client.get("/embed/ghost-abc123").status_code == 404
    finally:
        service.stop()
        ghost.close()
