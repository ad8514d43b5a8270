"""The hook of the WordPress plugin, signed as the plugin signs."""

import json
import time

import pytest
from rig import HOOK_SECRET

from narrate.service.signatures import sign

pytestmark = pytest.mark.slow

POST = {
    "id": 7,
    "status": "publish",
    "link": "https://blog.example.org/ferry/",
    "title": {"rendered": "The ferry returns &#8211; at last"},
    "content": {"rendered": "<p>The ferry left the harbour at dawn. Forty people were on board.</p>"},
    "date_gmt": "2026-03-02T06:40:00",
    "modified_gmt": "2026-03-02T06:40:00",
    "authors": ["Ada Roth"],
    "categories": ["City"],
    "tags": ["Harbour"],
    "language": "en",
    "site": "Lowen Blog",
}


def tell(service, event, post=POST, secret=HOOK_SECRET):
    body = json.dumps({"event": event, "post": post}).encode()
    headers = {"x-narrate-signature": sign(body, secret, time.time())}
    return service.client.post("/hooks/wordpress", content=body, headers=headers)


def audio_of(service):
    return service.client.get("/articles/wordpress-7").json().get("audio")


def test_a_post_is_narrated_edited_and_taken_away(service):
    assert tell(service, "published").json()["id"] == "wordpress-7"
    told = service.until("wordpress-7", "ready")
    assert told["manifest"]["title"] == "The ferry returns – at last"
    assert told["manifest"]["byline"] == ["Ada Roth"]
    feed = service.client.get("/feeds/section/city.xml")
    assert feed.status_code == 200
    assert b"The ferry returns" in feed.content
    edited = {**POST, "content": {"rendered": "<p>The ferry left at noon.</p>"}, "modified_gmt": "2026-03-02T07:00:00"}
    assert tell(service, "edited", edited).status_code == 202
    service.eventually(
        lambda: service.client.get("/articles/wordpress-7").json().get("audio") not in {None, told["audio"]}
    )
    old = service.client.get(told["audio"].removeprefix(f"http://127.0.0.1:{service.port}"))
    assert old.status_code == 302, "an old address leads to the new sound"
    assert tell(service, "deleted", {"id": 7}).status_code == 202
    assert service.client.get("/audio/wordpress-7.mp3").status_code == 404
    service.eventually(lambda: not (service.out / "wordpress-7.mp3").exists())


def test_what_the_plugin_would_not_send_is_refused(shared_service):
    assert tell(shared_service, "published", secret="another secret!!").status_code == 401
    assert tell(shared_service, "renamed").status_code == 422
    assert tell(shared_service, "published", {**POST, "id": "7"}).status_code == 422


def test_a_post_with_a_password_is_not_narrated(shared_service):
    tell(shared_service, "published", {**POST, "id": 8, "password": "x"})
    assert shared_service.until("wordpress-8", "removed")
