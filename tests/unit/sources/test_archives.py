"""What an archive holds, in every form in which archives come."""

import gzip
import json
import os
import tracemalloc

import pytest

from narrate.errors import PageUnreadable
from narrate.settings.options import FetchOptions
from narrate.sources import records, sitemaps
from narrate.sources.archives import find
from narrate.sources.pages import Kind, read

OPTIONS = FetchOptions()


def slugs(source):
    return sorted(found.slug for found in find(str(source), OPTIONS))


def markup(source):
    return {found.slug: read(found.place, found.slug, OPTIONS).page.markup for found in find(str(source), OPTIONS)}


@pytest.fixture
def pages(tmp_path):
    for name in ("a.html", "b.htm", "2024/c.html", "2024/index.html", "note.md", ".hidden/d.html"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(f"<p>{name}</p>")
    return tmp_path / "in"


def test_a_folder_gives_all_pages_below_it(pages):
    assert slugs(pages) == ["2024", "2024-c", "a", "b"]


def test_a_pattern_gives_what_matches(pages):
    assert slugs(pages / "**" / "*.html") == ["2024", "2024-c", "a"]


def test_a_list_names_pages_folders_patterns_and_addresses(pages):
    (pages / "list.txt").write_text("# mine\na.html\n2024\n*.htm\nhttps://example.org/x/story.html\nmissing.html\n")
    found = {found.slug: found.place.kind for found in find(str(pages / "list.txt"), OPTIONS)}
    files = dict.fromkeys(["a", "in", "c", "b", "missing"], Kind.FILE)
    assert {wish: kind for wish, kind in found.items() if kind is Kind.FILE}.keys() >= files.keys() - {"in"}
    assert found["story"] is Kind.ADDRESS


def test_json_lines_are_read_where_they_begin(tmp_path):
    path = tmp_path / "dump.jsonl"
    lines = [{"url": f"https://example.org/{name}.html", "html": f"<p>{name} ü</p>"} for name in ("one", "two")]
    path.write_text("\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    assert markup(path) == {"one": "<p>one ü</p>".encode(), "two": "<p>two ü</p>".encode()}


def test_a_json_line_that_is_broken_fails_alone(tmp_path):
    path = tmp_path / "dump.jsonl"
    path.write_text('{"html": "<p>x</p>"}\n{oops\n{"url": "https://example.org/a"}\n')
    results = []
    for found in find(str(path), OPTIONS):
        try:
            results.append(read(found.place, found.slug, OPTIONS).page.markup)
        except PageUnreadable as error:
            results.append(str(error))
    assert results[0] == b"<p>x</p>"
    assert "isn't JSON" in results[1]
    assert '"html"' in results[2]


def warc_record(url, status, kind, body):
    """A response as ISO 28500 writes it."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n{body}".encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-01T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.mark.parametrize("packed", [True, False])
def test_a_web_archive_gives_its_html_pages(tmp_path, packed):
    pytest.importorskip("warcio", reason="no library for WARC: pip install 'narrate-articles[warc]'")
    path = tmp_path / ("crawl.warc.gz" if packed else "crawl.warc")
    answers = [("one", "200 OK", "text/html"), ("gone", "404 Not PageRef", "text/html"), ("pic", "200 OK", "image/png")]
    with path.open("wb") as file:
        for name, status, kind in [*answers, ("two", "200 OK", "text/html; charset=utf-8")]:
            record = warc_record(f"https://example.org/{name}", status, kind, f"<p>{name}</p>")
            file.write(gzip.compress(record) if packed else record)
    assert markup(path) == {"one": b"<p>one</p>", "two": b"<p>two</p>"}


def test_a_web_archive_that_is_cut_is_refused(tmp_path):
    pytest.importorskip("warcio", reason="no library for WARC: pip install 'narrate-articles[warc]'")
    (tmp_path / "crawl.warc").write_bytes(b"nothing of the kind")
    with pytest.raises(PageUnreadable, match="complete WARC"):
        slugs(tmp_path / "crawl.warc")


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("lost", [0.1, 0.3, 0.6, 0.8, 0.9, 0.97])
def test_a_web_archive_that_breaks_off_loses_no_page_in_silence(tmp_path, packed, lost):
    pytest.importorskip("warcio", reason="no library for WARC: pip install 'narrate-articles[warc]'")
    path = tmp_path / "crawl.warc"
    noise = "".join(f"{number * 7919 % 1009:x} " for number in range(400))  # so that packing leaves something to cut
    records = [warc_record(f"https://example.org/{n}", "200 OK", "text/html", f"<p>{n} {noise}</p>") for n in (1, 2)]
    one, two = (gzip.compress(record) if packed else record for record in records)
    path.write_bytes(one + two[: int(len(two) * (1 - lost))])
    (tmp_path / "whole.warc").write_bytes(one + two)
    assert len(markup(tmp_path / "whole.warc")) == 2
    first, second = find(str(path), OPTIONS)
    assert b"<p>1 " in read(first.place, "1", OPTIONS).page.markup
    with pytest.raises(PageUnreadable, match=r"ends in|cut off"):
        read(second.place, "2", OPTIONS)


def test_a_line_of_a_list_that_matches_nothing_fails_alone(pages):
    (pages / "list.txt").write_text("nothing-*.html\na.html\n")
    wrong, good = find(str(pages / "list.txt"), OPTIONS)
    assert good.slug == "a"
    with pytest.raises(PageUnreadable, match="no such file"):
        read(wrong.place, wrong.slug, OPTIONS)


def test_a_link_to_a_page_that_is_gone_is_named(pages):
    (pages / "lost.html").symlink_to(pages / "nowhere")
    lost = next(found for found in find(str(pages), OPTIONS) if found.slug == "lost")
    with pytest.raises(PageUnreadable, match="no such file"):
        read(lost.place, "lost", OPTIONS)


def test_what_a_source_calls_a_page_cannot_move_the_cursor(tmp_path):
    path = tmp_path / "dump.jsonl"
    path.write_text(json.dumps({"url": "https://example.org/\x1b[2J\n\ud800", "html": "<p>x</p>"}))
    (found,) = find(str(path), OPTIONS)
    assert found.place.name == r"https://example.org/\x1b[2J\n?"
    assert read(found.place, "x", OPTIONS).page.url.encode()


def test_entries_without_an_address_are_counted(tmp_path, caplog):
    (tmp_path / "sitemap.xml").write_text(SITEMAP.replace("https://example.org/two.html", ""))
    assert slugs(tmp_path / "sitemap.xml") == ["one"]
    assert "1 entries" in caplog.text


SITEMAP = """<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://example.org/news/one/</loc><lastmod>2024-05-01</lastmod></url>
<url><loc>https://example.org/two.html</loc></url></urlset>"""
RSS = """<rss version="2.0"><channel><link>https://example.org</link><item><title>x</title>
<link>https://example.org/one</link><pubDate>Wed, 01 May 2024 00:00:00 +0000</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://example.org"/><entry>
<link rel="self" href="https://example.org/self"/><link href="https://example.org/one"/>
<updated>2024-05-01T00:00:00Z</updated></entry></feed>"""


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("sitemap.xml", SITEMAP.encode(), {"one": 1714521600.0, "two": None}),
        ("sitemap.xml.gz", gzip.compress(SITEMAP.encode()), {"one": 1714521600.0, "two": None}),
        ("feed.rss", RSS.encode(), {"one": 1714521600.0}),
        ("feed.atom", ATOM.encode(), {"one": 1714521600.0}),
    ],
)
def test_sitemaps_and_feeds_give_addresses_and_dates(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)
    found = list(find(str(tmp_path / name), OPTIONS))
    assert {page.slug: page.modified_s for page in found} == expected
    assert {page.place.kind for page in found} == {Kind.ADDRESS}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bomb.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><urlset/>', "entities"),
        ("cut.xml", SITEMAP.encode()[:150], "damaged"),
        ("empty.xml", b"<urlset/>", "has no page"),
        ("empty.jsonl", b"", "it is empty"),
        ("missing.html", None, "no such file"),
        ("*.html", None, "no page matches"),
        ("", None, "no .html page"),
    ],
)
def test_a_source_without_pages_is_explained(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(PageUnreadable, match=words):
        slugs(tmp_path / name)


def test_lists_that_lead_in_a_circle_come_to_an_end(tmp_path):
    (tmp_path / "list.txt").write_text("list.txt\n")
    with pytest.raises(PageUnreadable, match="nested more than 3"):
        slugs(tmp_path / "list.txt")


def test_a_name_that_is_no_utf_8_gets_a_slug_and_a_printable_name(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.html")).write_bytes(b"<p>x</p>")
    (found,) = find(str(tmp_path), OPTIONS)
    assert found.slug == "caf"
    assert found.place.name.endswith(r"caf\xe9.html")
    assert read(found.place, "caf", OPTIONS).page.markup == b"<p>x</p>"


@pytest.mark.parametrize("bomb", [b"<urlset>" + b"<a/>" * 3_000_000, b"<urlset>" + b"<a>" * 200])
def test_a_sitemap_that_unpacks_to_millions_of_elements_is_refused(bomb):
    tracemalloc.start()
    try:
        with pytest.raises(PageUnreadable, match="split it"):
            sitemaps.read_entries(gzip.compress(bomb))
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_a_record_is_not_unpacked_beyond_what_a_page_may_have(tmp_path):
    pytest.importorskip("warcio", reason="no library for WARC: pip install 'narrate-articles[warc]'")
    (tmp_path / "crawl.warc").write_bytes(warc_record("https://example.org/", "200 OK", "text/html", " " * 3_000_000))
    assert len(records.read_warc_page(tmp_path / "crawl.warc", 0, 1_000_000).markup) == 1_000_001
