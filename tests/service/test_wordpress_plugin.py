"""The plugin itself, in PHP, against the real service: what it sends, and what it does when nobody answers."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from rig import HOOK_SECRET, Service

pytestmark = pytest.mark.tools
HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "docs" / "deploy" / "wordpress" / "narrate" / "narrate.php"


class WordPress:
    """A blog with the plugin; each call gives what the plugin keeps, what it scheduled, and what was shown."""

    def __init__(self, url, secret=HOOK_SECRET):
        php = shutil.which("php")
        if php is None:
            pytest.skip("no PHP: apt-get install php-cli")
        command = [php, str(HERE / "wordpress.php"), str(PLUGIN), url, secret]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def do(self, what, **more):
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        return json.loads(line)

    def save(self, **more):
        return self.do("save", post=post(**more))

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        told = self.process.stderr.read()
        self.process.stdout.close()
        self.process.stderr.close()
        return told


def post(**more):
    known = {
        "ID": 7,
        "post_type": "post",
        "post_status": "publish",
        "post_title": "The ferry returns & stays",
        "post_name": "ferry",
        "post_content": "<p>The ferry left the harbour at dawn. Forty people were on board.</p>",
        "post_password": "",
        "post_author": "1",
        "post_date_gmt": "2026-03-02 06:40:00",
        "post_modified_gmt": "2026-03-02 06:40:00",
    }
    return known | more


@pytest.fixture
def blog():
    """Opens blogs; after the test none may have complained, unless `close` was called to hear it."""
    opened = []

    def open_blog(port, **more):
        opened.append(WordPress(f"http://127.0.0.1:{port}", **more))
        return opened[-1]

    yield open_blog
    told = [made.close() for made in opened if made.process.returncode is None]
    assert told == [""] * len(told)


def test_a_post_is_narrated_shown_edited_and_taken_away(service, blog):
    blog = blog(service.port)
    nothing = {"kept": {}, "waits": [], "shown": None}
    assert blog.save(post_status="draft") == nothing
    assert service.client.get("/articles/wordpress-7").status_code == 404
    assert blog.save() == nothing
    told = service.until("wordpress-7", "ready")
    assert told["manifest"]["title"] == "The ferry returns & stays"
    assert (told["manifest"]["byline"], told["manifest"]["site"]) == (["Ada Roth"], "Lowen Blog")
    shown = blog.do("show", id=7)["shown"]
    assert shown.endswith("<p>text</p>")
    assert shown.startswith("<!--narrate:begin--><narrate-player")
    manifest = re.search(r' manifest="http://127.0.0.1:\d+(/audio/[^"]+)"', shown)[1]
    assert service.client.get(manifest).json()["title"] == "The ferry returns & stays"
    edit = {"post_content": "<p>The ferry left at noon.</p>", "post_modified_gmt": "2026-03-02 07:00:00"}
    assert blog.save(**edit) == nothing
    service.eventually(
        lambda: service.client.get("/articles/wordpress-7").json().get("audio") not in {None, told["audio"]}
    )
    assert blog.save(**edit | {"post_status": "draft", "post_modified_gmt": "2026-03-02 08:00:00"}) == nothing
    service.until("wordpress-7", "removed")
    service.eventually(lambda: not (service.out / "wordpress-7.mp3").exists())
    assert blog.save(**edit | {"post_modified_gmt": "2026-03-02 09:00:00"}) == nothing
    service.until("wordpress-7", "ready")
    assert blog.do("delete", id=7) == nothing
    service.until("wordpress-7", "removed")


def test_what_is_told_while_the_service_is_away_is_told_later(tmp_path, blog):
    service = Service(tmp_path).start()
    port = service.port
    service.stop()
    blog = blog(port)
    assert blog.save()["waits"] == [60]
    told = blog.do("cron")
    assert (told["waits"], told["kept"]["narrate_event_7"]["tries"]) == ([120], 2)
    service.start(port)
    try:
        assert blog.do("cron") == {"kept": {}, "waits": [], "shown": None}
        service.until("wordpress-7", "ready")
        assert blog.do("cron")["kept"] == {}
    finally:
        service.stop()


def test_a_service_that_stays_away_is_given_up_after_two_days_and_says_so(blog):
    blog = blog(9)
    waits = blog.save()["waits"]
    while now := blog.do("cron")["waits"]:
        waits += now
    assert len(waits) == 15
    assert (waits[0], waits[-1], sum(waits) > 86_400) == (60, 21_600, True)
    assert "post 7 isn't told of after 16 tries, the service answers nothing" in blog.close()


def test_a_wrong_secret_is_tried_again_for_whoever_mends_it(service, blog):
    assert blog(service.port, secret="another secret!!").save()["waits"] == [60]


def test_what_the_service_will_never_take_is_not_sent_again(service, blog):
    blog = blog(service.port)
    assert blog.save(ID=-7) == {"kept": {}, "waits": [], "shown": None}
    assert "the service answers 422" in blog.close()
