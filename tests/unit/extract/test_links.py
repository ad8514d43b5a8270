"""Where a link leads is told by its address."""

import pytest
from lxml import html

from narrate.extract.places import KINDS, link_kinds
from narrate.extract.walk import walk


def kinds(address: str, relation: str = "") -> set[str]:
    found = link_kinds(address, relation)
    return {kind for bit, kind in enumerate(KINDS) if found >> bit & 1}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://www.facebook.com/harbourpost", "social"),
        ("mailto:desk@example.org", "mail"),
        ("/authors/mara-lindqvist", "person"),
        ("/tag/harbours", "topic"),
        ("https://example.org/newsletters/daily", "prompt"),
        ("#comments", "here"),
    ],
)
def test_an_address_tells_its_kind(address: str, kind: str) -> None:
    assert kind in kinds(address)


def test_a_story_on_the_same_site_has_no_kind() -> None:
    assert not kinds("/2024/05/the-harbour-that-never-slept")


def test_a_paid_link_says_so() -> None:
    assert "sponsored" in kinds("/2024/05/lamps", "nofollow sponsored")


def test_a_candidate_knows_what_stands_before_and_after_its_links() -> None:
    [found] = walk(html.document_fromstring("<p>Read <a href='/tag/a'>one</a> and <a href='#'>two</a> now.</p>"))
    assert (found.lead, found.linked, found.tail) == (4, 6, 4)
    assert {kind for bit, kind in enumerate(KINDS) if found.link >> bit & 1} == {"topic", "here"}


def test_a_candidate_counts_fields_and_buttons_before_it() -> None:
    found = walk(html.document_fromstring("<p>One.</p><input><input type='hidden'><button>Go</button><p>Two.</p>"))
    assert [candidate.controls for candidate in found] == [0, 2]


def test_a_link_that_posts_its_own_sentence_is_text_and_its_label_is_not() -> None:
    said = "Small steps let you grow into the work with much less stress."
    page = (
        f"<div><a href='https://twitter.com/share?text=Small'><span>{said}</span><span>Click To Tweet</span></a></div>"
    )
    found = walk(html.document_fromstring(page))
    assert [(candidate.text, candidate.linked) for candidate in found] == [(said, 0)]


def test_a_button_for_sharing_stays_a_link() -> None:
    found = walk(html.document_fromstring("<div><a href='https://twitter.com/share?url=a'>Twitter</a></div>"))
    assert [candidate.linked for candidate in found] == [7]
