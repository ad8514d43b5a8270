"""Titles, names and dates."""

import pytest

from narrate.extract import dates, names
from narrate.extract.extractor import extract_article
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
        ("Ada LindDec 05, 20232 Shares", "2023-12-05"),
        ("5 grudnia 2023", "2023-12-05"),
        ("5 de maio de 2023", "2023-05-05"),
        ("1er août 2023", "2023-08-01"),
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
        ("Ada Lind Senior Writer", ["Ada Lind"]),
        ("Ada Lind, MS, RDN", ["Ada Lind"]),
        ("Ada Lind MD", ["Ada Lind"]),
        ("Per Holm III", ["Per Holm III"]),
        ("Per C.J.", ["Per C.J."]),
        ("By Ada Lind | WXYZ", ["Ada Lind"]),
        ("Ada Lind The Associated Press", ["Ada Lind"]),
        ("Ada Lind and The Associated Press", ["Ada Lind"]),
        ("The Associated Press", ["The Associated Press"]),
        (", The Valley Post", []),
        ("Анна Ліс", ["Анна Ліс"]),
        ("Ludwig van der Berg", ["Ludwig van der Berg"]),
        ("أحمد سعيد", ["أحمد سعيد"]),
        ("Ada Lind publiziert am", ["Ada Lind"]),
        ("Insights from", []),
        ("Ada Lind, RD on November 14, 2019", ["Ada Lind"]),
        ("Ada Lind. Reviewed by Per Holm, DVM", ["Ada Lind"]),
        ("Updated Feb. 27, 2025", []),
        ("ADA LIND/AFP/Getty Images", []),
        ("harbourpost", []),
        ("ada.lind", []),
        ("Name *", []),
        ("Author Bio", []),
        ("By subject", []),
        ("By business type", []),
        ('By clicking "Submit", you agree', []),
    ],
)
def test_bylines_hold_names_only(written: str, expected: list[str]) -> None:
    assert names.parse(written) == expected


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
        # also where the only statement has but one word of it
        (
            "Library back in business after repairs - The Post",
            "<h1>The library opens again on Monday</h1>",
            "",
            "The library opens again on Monday",
        ),
        # a kicker inside the heading that no statement repeats
        ("Library opens again - The Post", "<h1>Culture : Library opens again</h1>", "", "Library opens again"),
        ("Culture: Library opens - The Post", "<h1>Culture: Library opens</h1>", "", "Culture: Library opens"),
        ("Library opens today", "<h1><span>Culture</span>Library opens today</h1>", "", "Library opens today"),
        # a dash of the story's own
        ("Rain - and more rain - The Post", "<h1>Rain - and more rain</h1>", "", "Rain - and more rain"),
        ("Library opens again | Opinion", "<h1>Library opens again | Opinion</h1>", "", "Library opens again"),
        ("Library opens again", "<h1>LIBRARY OPENS AGAIN</h1>", "", "Library opens again"),
        # a kicker that all statements have, but stands above the heading
        (
            "After the flood: Library opens again | The Post",
            "<p>After the flood</p><h1>Library opens again</h1>",
            "After the flood: Library opens again",
            "After the flood: Library opens again",
        ),
        ("Post blog: Library opens again", "<h1>Library opens again</h1>", "", "Library opens again"),
        # words that stick together in the heading
        (
            "Our town / Library opens again",
            "<h1><span>Our town</span>Library opens again</h1>",
            "Our town / Library opens again",
            "Our town / Library opens again",
        ),
        # date, address and the site's name around it
        ("Library opens again", "<h1>12 May 2023 Library opens again</h1>", "", "Library opens again"),
        ("Library opens again", "<h1>Library opens again (post.example) 87</h1>", "", "Library opens again"),
        (
            "The library opens its doors",
            "<h1>The Post The library opens its doors</h1>",
            "",
            "The library opens its doors",
        ),
        # a heading for search engines, and the one that readers see
        (
            "Library: all dates and hours",
            '<h1 class="Head_seoTitle">Library: all dates and hours</h1><h2>The library opens its doors</h2>',
            "The library opens its doors",
            "The library opens its doors",
        ),
        (
            "The library opens its doors | Town | Post Media Group",
            "",
            "",
            "The library opens its doors",
        ),
        # two halves with a name in one of them: nothing of the headline goes
        (
            "Johannesburg fails: what the town can do",
            "<h1>Joburg fails: what the town can do</h1>",
            "Johannesburg fails: what the town can do",
            "Joburg fails: what the town can do",
        ),
        # a card above the story that shares a few words with the headline
        (
            "The best trails for bikes in Lowen | The Post",
            BODY * 3 + "<h1>Where to ride boats in Lowen</h1>",
            "",
            "The best trails for bikes in Lowen",
        ),
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


def test_section_and_site_without_blanks_are_cut_off_the_title() -> None:
    assert titled("図書館が三年ぶりに開く-社会|朝日", "", site="朝日") == "図書館が三年ぶりに開く"
    assert titled("图书馆三年后重新开放_文化_新报", "", site="新报") == "图书馆三年后重新开放"


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


PUBLISHED = "2023-12-24T01:06:51+00:00"


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        # the newsroom's own zone, as an element or a local time without zone gives it
        ("", '<time datetime="2023-12-23T17:06:51-08:00">Dec 23</time>', "2023-12-23T17:06:51-08:00"),
        ('<meta name="date" content="2023-12-23 17:06:51">', "", "2023-12-23T17:06:51-08:00"),
        ("", '<time datetime="2023-12-20T17:06:51-08:00">Dec 20</time>', PUBLISHED),
        # the page prints the day of its last change only: that is its day unless it says "updated"
        ('<meta property="article:modified_time" content="2024-02-02">', "<p>February 2, 2024</p>", "2024-02-02"),
        ('<meta property="article:modified_time" content="2024-02-02">', "<p>Updated February 2, 2024</p>", PUBLISHED),
        (
            '<meta property="article:modified_time" content="2024-02-02">',
            "<p>December 24, 2023</p><p>February 2, 2024</p>",
            PUBLISHED,
        ),
    ],
)
def test_a_stated_date_is_given_as_the_page_prints_it(head: str, body: str, expected: str) -> None:
    stated = f'<meta property="article:published_time" content="{PUBLISHED}">'
    assert article(stated + head, f"<h1>Library opens again</h1>{body}{BODY}").published == expected


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("2023/12/20/library", "", "2023-12-20"),
        ("2023/dec/21/library", "", "2023-12-21"),
        ("2023-12-20-library", "<p>December 21, 2023</p>", "2023-12-21"),
        # a day in the story isn't the story's day
        (
            "2023/12/20/library",
            "<p>Readers will pay nothing at all from the first of next summer, July 1, 2024.</p>",
            "2023-12-20",
        ),
        ("library", "<p>By Ada Lind December 21, 2023</p>", "2023-12-21"),
        ("library", "", None),
    ],
)
def test_without_a_statement_the_day_by_the_headline_or_in_the_address_counts(
    path: str, body: str, expected: str | None
) -> None:
    page = f"<html><body><h1>Library opens again</h1>{body}{BODY}</body></html>"
    assert extract_article(Page(page.encode(), f"https://example.org/{path}")).published == expected


def test_days_of_other_stories_on_the_page_do_not_count() -> None:
    other = '<div itemscope><meta itemprop="datePublished" content="2022-11-01"></div>'
    items = other + '<span itemprop="datePublished" content="2023-12-21"></span>'
    head = '<meta property="article:published_time" content="2023-12-21">'
    assert article(head, items.replace("<meta", "<span") + BODY).published == "2023-12-21"


@pytest.mark.parametrize(
    "body",
    [
        '<div class="author">By Ada Lind</div>',
        '<div class="attribution">Ada Lind The Harbour Post</div>',
        "<div><span>Ada Lind</span><span>Dec 05, 2023</span><span>2 Shares</span></div>",
        '<a rel="author" href="/ada">View all posts by Ada Lind</a>',
    ],
)
def test_the_site_is_no_author(body: str) -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Library opens again", "author":'
        ' {"name": "Harbour Post"}, "publisher": {"name": "The Harbour Post"}}</script>'
    )
    assert article(head, f"<h1>Library opens again</h1>{body}{BODY}").byline == ("Ada Lind",)


def test_the_canonical_address_and_image_are_made_absolute() -> None:
    found = article(
        '<link rel="canonical" href="https://example.org/a/b"><meta property="og:image" content="/lead.jpg">'
    )
    assert (found.url, found.image) == ("https://example.org/a/b", "https://example.org/lead.jpg")


@pytest.mark.parametrize(("tag", "expected"), [("de-AT", "de"), ("EN", "en"), ("uk_UA", "uk")])
def test_languages_are_two_letters(tag: str, expected: str) -> None:
    page = f'<html lang="{tag}"><body><h1>Kurz</h1><p>Ein kurzer Satz, zu kurz zum Erkennen.</p></body></html>'
    assert extract_article(Page(page.encode())).language == expected
