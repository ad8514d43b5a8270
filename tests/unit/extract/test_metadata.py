"""Titles, names and dates."""

import pytest

from narrate.extract import bylines, dates
from narrate.extract.story import extract_article
from narrate.model import Page

BODY = (
    "<p>The town library opens again on Monday after three quiet years of repairs, "
    "now with a dry roof and a reading room.</p>"
)


def article(head: str, body: str = BODY):
    return extract_article(Page(f"<html><head>{head}</head><body>{body}</body></html>".encode()))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2023-10-10T10:05:00.000Z", "2023-10-10T10:05:00Z"),
        ("2023-10-10T10:05:00+0200", "2023-10-10T10:05:00+02:00"),
        ("2023-10-10 10:05", "2023-10-10T10:05:00"),
        ("20231010", "2023-10-10"),
        ("October 10, 2023", "2023-10-10"),
        ("Tue, 10 Oct 2023", "2023-10-10"),
        ("10. Oktober 2023", "2023-10-10"),
        ("10 de octubre de 2023", "2023-10-10"),
        ("10 жовтня 2023", "2023-10-10"),
        ("2023年10月10日", "2023-10-10"),
        ("31.12.2023", "2023-12-31"),
        ("2023-02-31", None),
        ("soon", None),
    ],
)
def test_dates_become_iso_8601(written: str, expected: str | None) -> None:
    assert dates.iso(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("By Ada Lind", ["Ada Lind"]),
        ("By ADA LIND and Per Holm", ["Ada Lind", "Per Holm"]),
        ("Von Anke Lorenz", ["Anke Lorenz"]),
        ("Robert E. Marsh", ["Robert E. Marsh"]),
        ("Ada Lind, Senior Reporter", ["Ada Lind"]),
        ("https://example.org/ada", []),
        ("ada@example.org", []),
        ("admin", []),
    ],
)
def test_bylines_hold_names_only(written: str, expected: list[str]) -> None:
    assert bylines.clean(written) == expected


def test_the_sites_name_is_cut_off_the_title() -> None:
    found = article('<title>Library opens | The Post</title><meta property="og:site_name" content="The Post">')
    assert (found.title, found.site) == ("Library opens", "The Post")


def test_the_heading_that_a_reader_sees_wins() -> None:
    found = article("<title>Library opens again - The Post</title>", "<h1>Library opens again</h1>" + BODY)
    assert found.title == "Library opens again"


def titled(title: str, heading: str, og: str = "", site: str = "The Post") -> str:
    return article(
        f'<title>{title}</title><meta property="og:site_name" content="{site}">'
        + (f'<meta property="og:title" content="{og}">' if og else ""),
        f"{heading}{BODY}",
    ).title


@pytest.mark.parametrize(
    ("title", "heading", "og", "expected"),
    [
        # the heading of the masthead is the site's name, not the story's
        ("Library opens | The Post", "<h1>The Post</h1>", "Library opens", "Library opens"),
        ("Ada's Blog: Library opens again", "<h1>Ada's Blog</h1>", "Library opens again", "Library opens again"),
        # what a reader sees wins over what was written for search engines
        (
            "Library Reopening 2024: Dates, Hours",
            "<h1>The library opens its doors again after three years</h1>",
            "Library hours after reopening in 2024",
            "The library opens its doors again after three years",
        ),
        # a kicker inside the heading that no statement repeats
        ("Library opens again - The Post", "<h1>Culture : Library opens again</h1>", "", "Library opens again"),
        ("Culture: Library opens - The Post", "<h1>Culture: Library opens</h1>", "", "Culture: Library opens"),
        ("Library opens today", "<h1><span>Culture</span>Library opens today</h1>", "", "Library opens today"),
        # a dash of the story's own
        ("Rain - and more rain - The Post", "<h1>Rain - and more rain</h1>", "", "Rain - and more rain"),
        ("Library opens again | Opinion", "<h1>Library opens again | Opinion</h1>", "", "Library opens again"),
        ("Library opens again", "<h1>LIBRARY OPENS AGAIN</h1>", "", "Library opens again"),
        # a heading inside the story isn't the headline
        (
            "What the town council wants | The Post",
            BODY * 3 + "<h1>Town council members on their first wishes</h1>",
            "",
            "What the town council wants",
        ),
    ],
)
def test_the_headline_is_what_a_reader_sees(title: str, heading: str, og: str, expected: str) -> None:
    assert titled(title, heading, og) == expected


def test_a_headline_that_was_cut_is_completed_from_another_statement() -> None:
    whole = "The library opens its doors again after three long years, and readers come from all the valley's villages"
    head = f'<meta property="og:title" content="{whole}"><script type="application/ld+json">{{"@type": "NewsArticle",'
    assert article(head + f'"headline": "{whole[:60]}..."}}</script>').title == whole


def test_json_ld_wins_over_meta_elements() -> None:
    found = article(
        '<meta property="article:published_time" content="2020-01-01"><script type="application/ld+json">'
        '{"@graph": [{"@type": "Person", "@id": "#a", "name": "Ada Lind", "url": "x"}, {"@type": "NewsArticle",'
        ' "headline": "Library opens", "datePublished": "2024-05-06T07:08:09+02:00",'
        ' "author": {"@id": "#a"}},]}</script>'
    )
    assert found.title == "Library opens"
    assert (found.published, found.byline) == ("2024-05-06T07:08:09+02:00", ("Ada Lind",))


def test_the_canonical_address_and_image_are_made_absolute() -> None:
    found = article(
        '<link rel="canonical" href="https://example.org/a/b"><meta property="og:image" content="/lead.jpg">'
    )
    assert (found.url, found.image) == ("https://example.org/a/b", "https://example.org/lead.jpg")


@pytest.mark.parametrize(("tag", "expected"), [("de-AT", "de"), ("EN", "en"), ("uk_UA", "uk")])
def test_languages_are_two_letters(tag: str, expected: str) -> None:
    page = f'<html lang="{tag}"><body><h1>Kurz</h1><p>Ein kurzer Satz, zu kurz zum Erkennen.</p></body></html>'
    assert extract_article(Page(page.encode())).language == expected
