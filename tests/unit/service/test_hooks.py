"""What hooks of Ghost and WordPress ask for."""

import json
import time

import pytest

from narrate.embed.snippet import BEGIN
from narrate.errors import RequestRefused
from narrate.extract.extractor import extract_article
from narrate.service import hooks
from narrate.service.hooks import names_of, plain_text
from narrate.service.messages import ArticleRequest, GhostHook, Named, Rendered, WordPressHook, decode
from narrate.service.story import Story, id_of, narration, page_of

NOW = "2026-03-02T06:40:00.000Z"
POST = {
    "id": "65A1",
    "title": "Ferry &amp; storm",
    "html": "<p>The ferry left the harbour at dawn. Forty people were on board.</p>",
    "status": "published",
    "visibility": "public",
    "url": "https://news.example.org/ferry/",
    "published_at": "2026-03-02T06:00:00.000Z",
    "updated_at": "2026-03-02T06:30:00.000Z",
    "authors": [{"name": "Ada Roth"}],
    "primary_tag": {"name": "City"},
    "tags": [{"name": "City"}, {"name": "Harbour"}],
}


def ghost(body):
    return hooks.ghost_job(decode(json.dumps(body).encode(), GhostHook), settle_s=60, received=NOW)


def wordpress(body):
    return hooks.wordpress_job(decode(json.dumps(body).encode(), WordPressHook), settle_s=60, received=NOW)


def asked(current, previous=None):
    return ghost({"post": {"current": current, "previous": previous or {}}})


def test_a_first_publication_is_narrated_at_once_and_an_edit_waits():
    assert asked(POST, {"status": "draft"}).wait_s == 0
    assert asked(POST, {"status": "scheduled"}).wait_s == 0
    assert asked(POST, {"title": "Ferry"}).wait_s == 60


def test_an_order_carries_what_the_post_says():
    order = asked(POST)
    assert (order.id, order.kind, order.stamp) == ("ghost-65a1", "narrate", POST["updated_at"])
    story = Story.from_plain(order.payload)
    assert (story.title, story.authors, story.section) == ("Ferry & storm", ("Ada Roth",), "City")
    assert story.tags == ("City", "Harbour")


@pytest.mark.parametrize(
    ("current", "previous"),
    [
        ({**POST, "status": "draft"}, {"status": "published"}),
        ({**POST, "visibility": "members"}, {"visibility": "public"}),
        ({**POST, "visibility": "paid"}, {"status": "draft"}),
        ({}, {**POST}),
        ({}, {"id": "65A1"}),
    ],
)
def test_what_is_no_longer_for_everybody_is_taken_away(current, previous):
    assert asked(current, previous).kind == "remove"


@pytest.mark.parametrize(
    ("current", "previous"),
    [
        ({**POST, "status": "draft"}, {"title": "x"}),
        ({**POST, "status": "scheduled"}, {}),
        ({}, {"id": "65A1", "status": "draft"}),
    ],
)
def test_a_draft_asks_for_nothing(current, previous):
    assert asked(current, previous) is None


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"post": 1},
        {"post": {}},
        {"post": {"current": {"id": "../x"}}},
        {"post": {"current": {"id": 7}}},
        {"post": {"current": {**POST, "tags": "City"}}},
    ],
)
def test_what_ghost_would_not_send_is_refused(body):
    with pytest.raises(RequestRefused) as refused:
        ghost(body)
    assert refused.value.status == 422


def test_a_page_of_ghost_is_an_article_too():
    body = {"page": {"current": POST, "previous": {"status": "draft"}}}
    assert ghost(body).kind == "narrate"


def test_times_of_wordpress_are_utc():
    post = {
        "id": 7,
        "link": "https://a.example/",
        "modified_gmt": "2026-03-02T06:30:00",
        "date_gmt": "2026-03-02T06:00:00",
    }
    order = wordpress({"event": "edited", "post": post})
    assert (order.id, order.stamp, order.wait_s) == ("wordpress-7", "2026-03-02T06:30:00Z", 60)
    assert order.payload["published"] == "2026-03-02T06:00:00Z"


@pytest.mark.parametrize("event", ["unpublished", "deleted"])
def test_what_wordpress_takes_away_is_taken_away(event):
    assert wordpress({"event": event, "post": {"id": 7}}).kind == "remove"


def test_the_page_of_a_post_says_what_the_cms_said():
    article = extract_article(page_of(Story.from_plain(asked(POST).payload)))
    assert article.title == "Ferry & storm"
    assert article.byline == ("Ada Roth",)
    assert article.section == "City"
    assert article.tags == ("City", "Harbour")
    assert [block.text for block in article.blocks] == [
        "The ferry left the harbour at dawn. Forty people were on board."
    ]


def test_our_own_player_in_the_body_changes_nothing():
    player = "<!--narrate:begin--><narrate-player></narrate-player><!--narrate:end-->"
    with_player = Story.from_plain(asked({**POST, "html": player + POST["html"], "updated_at": NOW}).payload)
    assert page_of(with_player) == page_of(Story.from_plain(asked(POST).payload))


def test_a_title_cannot_end_the_data_that_holds_it():
    story = Story("a", "api", content="<p>Words.</p>", title="</script><script>alert(1)</script>")
    assert b"<script>alert" not in page_of(story).markup


def test_an_order_is_undone_into_its_story():
    story = Story("a", "api", content="<p>Words.</p>", authors=("Ada",), tags=("x",))
    assert Story.from_plain(dict(narration(story).payload)) == story


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//a.example", "https://", "https://a.example/ b", "https://a:b:c/"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(RequestRefused):
        Story("a", "api", url=url)


def test_names_are_read_in_every_form():
    assert names_of([Named("Ada"), "Tom", Named(), ""]) == ("Ada", "Tom")
    assert plain_text(Rendered("A &amp; <b>B</b>")) == "A & B"
    assert plain_text("a\r\nb\x00c") == "a b c"
    assert id_of("https://a.example/", None) == id_of("https://a.example/", "<p>")


def test_what_php_has_no_text_for_is_left_out():
    post = {
        "id": 7,
        "link": False,
        "title": False,
        "content": {"rendered": "<p>Words.</p>"},
        "date_gmt": False,
        "tags": [],
    }
    story = Story.from_plain(dict(wordpress({"event": "published", "post": post}).payload))
    assert (story.url, story.title, story.published, story.content) == (None, "", None, "<p>Words.</p>")


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"event": "renamed", "post": {"id": 7}}, "renamed"),
        ({"event": "edited", "post": {"id": "7"}}, "post.id"),
        ({"event": "edited", "post": {"id": True}}, "post.id"),
        ({"event": "edited", "post": {"id": 0}}, "post.id"),
        ({"event": "edited"}, "post"),
    ],
)
def test_what_the_plugin_would_not_send_is_refused_by_its_place(body, what):
    with pytest.raises(RequestRefused, match=what) as refused:
        wordpress(body)
    assert refused.value.status == 422


def test_an_article_with_a_title_gives_its_body_alone():
    page = "<p>Words.</p>"
    with_title = hooks.article_job(decode(json.dumps({"html": page, "title": "Storm"}).encode(), ArticleRequest))
    without = hooks.article_job(decode(json.dumps({"html": page}).encode(), ArticleRequest))
    assert (with_title.payload["content"], with_title.payload["page"]) == (page, None)
    assert (without.payload["content"], without.payload["page"]) == (None, page)


@pytest.mark.parametrize("token", ["<", "<a ", "&lt;", "<!--narrate:begin-->", "a "])
def test_a_title_of_eight_megabytes_takes_no_time(token):
    begun = time.process_time()
    assert len(plain_text(token * (8_000_000 // len(token)))) <= 2_000
    assert time.process_time() - begun < 0.5


def test_a_body_full_of_half_markers_takes_no_time():
    begun = time.process_time()
    assert page_of(Story("a", "api", content=BEGIN * 50_000 + "x", title="x")) is not None
    assert time.process_time() - begun < 1
