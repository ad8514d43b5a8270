"""The whole way with a Ghost that checks tokens and versions: publish, attach, edit, unpublish."""

import time

import pytest
from fake_cms import KEY_ID, KEY_SECRET, Ghost, Receiver, lexical
from rig import GHOST_SECRET, Service

from narrate.service.signatures import check

pytestmark = pytest.mark.slow

WEBHOOK_SECRET = "webhook-secret-for-tests"
FIRST = "The harbour bridge in Lowen was closed on Monday morning."
SECOND = "Nobody was hurt, and buses take the northern road."
STORY = {"title": "Storm closes the bridge", "status": "published"}


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.close()


@pytest.fixture(params=["injection", "card"])
def ghost(request, tmp_path, receiver):
    made = Ghost(GHOST_SECRET)
    made.service = Service(
        tmp_path,
        ghost_url=made.url,
        ghost_admin_key=f"{KEY_ID}:{KEY_SECRET}",
        ghost_attach=request.param,
        webhook_urls=f"{receiver.url}/hook",
        webhook_secret=WEBHOOK_SECRET,
    ).start()
    made.hook = f"http://127.0.0.1:{made.service.port}/hooks/ghost"
    yield made
    made.service.stop()
    made.close()


def player(ghost, post_id="abc123"):
    post = ghost.posts[post_id]
    return (post["codeinjection_foot"] or "") + (post["lexical"] or "") if "<narrate-player" in str(post) else ""


def test_a_post_gets_its_player_and_loses_it_again(ghost, receiver):
    service = ghost.service
    ghost.collisions = 1
    ghost.posts["abc123"] = {
        "id": "abc123",
        "lexical": None,
        "codeinjection_foot": "<!-- ours -->",
        "visibility": "public",
    }
    assert ghost.save("abc123", **STORY, lexical=lexical(FIRST, SECOND)) == 202
    told = service.until("ghost-abc123", "ready")
    service.eventually(lambda: player(ghost))
    version = told["audio"].split("/")[4]
    assert version in player(ghost)
    assert ghost.faults == []
    assert FIRST in ghost.posts["abc123"]["lexical"], "the story itself is left alone"
    assert "<!-- ours -->" in ghost.posts["abc123"]["codeinjection_foot"]

    service.eventually(lambda: service.client.get("/articles/ghost-abc123").json()["state"] == "ready")
    puts = ghost.puts
    ghost.save("abc123", title="Storm closes the bridge again")
    service.eventually(lambda: version not in player(ghost) and player(ghost))
    assert "1 sentences spoken" in service.log.read_text(), "an edit makes only what has changed"
    assert ghost.puts == puts + 1

    ghost.save("abc123", status="draft")
    service.eventually(lambda: not player(ghost))
    assert "<!-- ours -->" in ghost.posts["abc123"]["codeinjection_foot"]
    assert service.client.get("/articles/ghost-abc123").json()["state"] == "removed"
    assert service.client.get("/audio/ghost-abc123.mp3").status_code == 404
    assert b"<item>" not in service.client.get("/feed.xml").content
    service.eventually(lambda: len(receiver.heard) >= 3)
    events = [content["event"] for content, _, _ in receiver.heard]
    assert events == ["recording.ready", "recording.ready", "recording.removed"]
    for _, header, body in receiver.heard:
        assert check(header, body, WEBHOOK_SECRET, time.time(), 60)


def test_our_own_update_starts_no_second_narration(ghost, receiver):
    service = ghost.service
    ghost.save("abc123", **STORY, lexical=lexical(FIRST, SECOND))
    service.eventually(lambda: player(ghost))
    service.eventually(lambda: service.log.read_text().count("ghost-abc123: unchanged") >= 1)
    assert ghost.puts == 1
    service.eventually(lambda: receiver.heard)
    assert [content["event"] for content, _, _ in receiver.heard] == ["recording.ready"]


def test_a_post_for_members_is_never_published(ghost):
    ghost.save("paid1", **STORY, lexical=lexical(FIRST), visibility="paid")
    ghost.service.until("ghost-paid1", "removed")
    assert ghost.service.client.get("/audio/ghost-paid1.mp3").status_code == 404


def test_a_webhook_that_is_not_taken_is_sent_again(ghost, receiver):
    receiver.failures = 1
    ghost.save("abc123", **STORY, lexical=lexical(FIRST))
    ghost.service.eventually(lambda: receiver.heard)
    assert receiver.heard[0][0]["event"] == "recording.ready"


def test_a_post_without_a_story_is_reported(ghost, receiver):
    ghost.save("empty1", title="🙂", status="published", lexical=lexical("→ ✓ ★"))
    told = ghost.service.until("ghost-empty1", "failed")
    assert told["error"]
    ghost.service.eventually(lambda: receiver.heard)
    assert receiver.heard[0][0]["event"] == "recording.failed"
