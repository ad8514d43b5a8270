"""Where pages come from."""

from pathlib import Path

import pytest

from narrate.errors import PageUnreadable
from narrate.sources import pages
from narrate.text import slug_of


def read(found):
    return pages.read(found.place, found.slug)


def test_a_folder_stands_for_all_pages_below_it_in_order(tmp_path):
    for name in ("b.html", "a/index.html", "a/c.HTM", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [place.slug for place in pages.find((str(tmp_path),))] == ["a-c", "a", "b"]


def test_an_index_page_takes_its_folders_name(tmp_path):
    (tmp_path / "My Story").mkdir()
    page = tmp_path / "My Story" / "index.html"
    page.write_text("x")
    assert next(pages.find((str(page),))).slug == "my-story"


def test_a_folder_without_pages_is_an_error(tmp_path):
    with pytest.raises(PageUnreadable, match=r"no \.html page"):
        read(pages.single(str(tmp_path)))


def test_a_missing_page_is_an_error():
    with pytest.raises(PageUnreadable, match="no such file"):
        read(pages.single("missing.html"))


def test_a_page_above_the_limit_is_refused_without_reading_it_all(tmp_path):
    page = tmp_path / "large.html"
    with page.open("wb") as file:
        file.truncate(pages.MAX_PAGE_BYTES * 40)
    with pytest.raises(PageUnreadable, match="larger than 32 MB"):
        read(pages.single(str(page)))


def test_a_folder_of_several_pages_is_no_one_page(tmp_path):
    (tmp_path / "a.html").write_text("x")
    assert pages.single(str(tmp_path)).place.location == str(tmp_path / "a.html")
    (tmp_path / "b.html").write_text("x")
    with pytest.raises(PageUnreadable, match=r"2 pages are in this folder; name one of them, such as .*a\.html"):
        pages.single(str(tmp_path))


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>',
        '\ufeff<?xml version="1.0"?><!-- made by - us -->\n<feed xmlns="http://www.w3.org/2005/Atom"></feed>',
        "<urlset></urlset>",
    ],
)
def test_a_feed_is_no_page(content, tmp_path):
    (tmp_path / "feed.xml").write_text(content, "utf-8")
    with pytest.raises(PageUnreadable, match="reads the pages in it"):
        read(pages.single(str(tmp_path / "feed.xml")))


def test_xhtml_is_a_page(tmp_path):
    page = tmp_path / "page.xhtml"
    page.write_text('<?xml version="1.0"?><!DOCTYPE html><html><body><p>A feed of news</p></body></html>')
    assert read(pages.single(str(page))).page.markup


def test_a_page_is_another_one_only_while_the_first_is_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        Path(name).mkdir()
        Path(name, "story.html").write_text("<p>")
    assert pages.are_two_pages("b/story.html", "a/story.html")
    assert not pages.are_two_pages("./a/story.html", "a/story.html")
    assert not pages.are_two_pages("b/story.html", "gone/story.html")
    assert pages.are_two_pages("https://a.example/story", "https://b.example/story")
    assert not pages.are_two_pages("https://a.example/story", "https://a.example/story")


def test_a_name_never_moves_the_cursor():
    assert pages.place_of("a\x1b]0;x\x07.html").name == r"a\x1b]0;x\x07.html"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Storm closes bridge, again!", "storm-closes-bridge-again"),
        ("Як Київ пережив ніч", "як-київ-пережив-ніч"),
        ("../../etc/passwd", "etc-passwd"),
        ("🙂", "page"),
        ("ghost_article", "ghost_article"),
    ],
)
def test_a_slug_is_a_safe_file_name(text, slug):
    assert slug_of(text) == slug


def test_a_slug_fits_every_file_system():
    assert len(slug_of("ї" * 300).encode()) <= 120
