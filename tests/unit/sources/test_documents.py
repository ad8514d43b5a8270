"""Documents that aren't pages yet: what is read of each, and what is refused."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from narrate.errors import PageUnreadable
from narrate.extract.extractor import extract_article
from narrate.sources.pages import page_slug, read, single

HERE = Path(__file__).parent


def article_in(path):
    found = single(str(path))
    return extract_article(read(found.place, found.slug).page)


def written(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(article):
    return [(block.kind.value, block.text) for block in article.blocks]


def test_markdown_is_read_by_its_structure():
    article = article_in(HERE.parents[2] / "samples" / "ferry-museum.md")
    assert (article.title, article.byline) == ("The ferry that became a museum", ("Ada Roth", "Tomas Lind"))
    assert article.published == "2026-03-14"
    assert texts(article)[1:4] == [
        ("heading", "What will be shown"),
        ("item", "the bridge, with its brass telegraph of 1965"),
        ("item", "the engine room, as the crew left it"),
    ]
    assert ("quote", "We didn\u2019t want her cut up for scrap.".replace("\u2019", "'")) in texts(article)
    assert not any("print(" in text or "](" in text for _, text in texts(article))


@pytest.mark.parametrize(
    ("text", "title", "blocks"),
    [
        ("# A *new* bridge\n\nIt opens today.\n", "A new bridge", ["It opens today."]),
        ("---\ntitle: [broken\n---\nIt opens today.\n", "", ["It opens today."]),
        ("---\ndate: 2024-13-40\n---\nIt opens today.\n", "", ["It opens today."]),
        ("One line\nand the same line.\n\n<p>HTML too.</p>", "", ["One line and the same line.", "HTML too."]),
    ],
)
def test_markdown_as_people_write_it(tmp_path, text, title, blocks):
    article = article_in(written(tmp_path / "a.md", text))
    assert (article.title, [block.text for block in article.blocks]) == (title, blocks)


@pytest.mark.parametrize(
    ("text", "title", "blocks"),
    [
        (
            "Bridge opens\n\nIt opened on Mon-\nday.\n\nIt cost 4m.",
            "Bridge opens",
            ["It opened on Monday.", "It cost 4m."],
        ),
        ("It opened on Monday.\nIt cost 4m.", "", ["It opened on Monday.", "It cost 4m."]),
        ("caf\xe9 opens again", "", ["caf\xe9 opens again"]),
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_plain_text_has_its_paragraphs_between_blank_lines(tmp_path, text, title, blocks, charset):
    article = article_in(written(tmp_path / "a.txt", text.encode(charset)))
    assert (article.title, [block.text for block in article.blocks]) == (title, blocks)


def test_a_pdf_keeps_columns_apart_and_words_whole():
    article = article_in(HERE / "tram-line.pdf")
    assert article.title == "Tram line 4 returns after forty years"
    assert [text for kind, text in texts(article) if kind == "heading"] == ["What it costs", "Who will notice"]
    assert len(article.blocks) == 10
    assert article.blocks[1].text.endswith("had become unacceptable for commuters.")
    assert not any("file://" in block.text or "\ufb01" in block.text for block in article.blocks)


def book(chapters, **more):
    """An EPUB with the given documents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as epub:
        epub.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="o/b.opf"/></rootfiles></container>'
        )
        items = "".join(f'<item id="c{n}" href="c%20{n}.xhtml"/>' for n in range(len(chapters)))
        spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
        epub.writestr(
            "o/b.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
            "<dc:title>River tales</dc:title><dc:creator>Ada Roth</dc:creator><dc:language>en</dc:language></metadata>"
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for number, chapter in enumerate(chapters):
            epub.writestr(
                f"o/c {number}.xhtml",
                f'<html xmlns="http://www.w3.org/1999/xhtml"><head><style>p{{}}</style></head><body>{chapter}</body></html>',
            )
        for name, content in more.items():
            epub.writestr(name, content)
    return buffer.getvalue()


def test_a_book_is_read_chapter_by_chapter(tmp_path):
    chapters = ["<h2>The ferry</h2><p>It left at dawn.</p>", "<h2>The bridge</h2><p>It opened at noon.</p>"]
    article = article_in(written(tmp_path / "a.epub", book(chapters)))
    assert (article.title, article.byline, article.language) == ("River tales", ("Ada Roth",), "en")
    assert [text for _, text in texts(article)] == ["The ferry", "It left at dawn.", "The bridge", "It opened at noon."]


def test_a_page_saved_by_a_browser_keeps_its_address(tmp_path):
    html = (HERE.parents[2] / "samples" / "harbour-bridge.html").read_text("utf-8")
    head = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n"
    picture = "--B\nContent-Type: image/png\nContent-Location: https://example.org/a.png\n\nx\n"
    page = "--B\nContent-Type: text/html; charset=utf-8\nContent-Location: https://example.org/a\n\n"
    path = written(tmp_path / "a.mhtml", f"{head}{picture}{page}{html}\n--B--\n")
    found = single(str(path))
    page = read(found.place, found.slug).page
    assert page.url == "https://example.org/a"
    assert len(extract_article(page).blocks) > 5


def test_a_packed_page_is_the_page(tmp_path):
    html = (HERE.parents[2] / "samples" / "harbour-bridge.html").read_bytes()
    path = written(tmp_path / "story.html.gz", gzip.compress(html))
    assert read(single(str(path)).place, "").page.markup == html
    assert page_slug(path, tmp_path) == "story"


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.txt", "https://a.example/x\nhttps://b.example/y\n", "list of addresses; `narrate batch`"),
        ("a.txt", " \n", "no text in it"),
        ("a.pdf", b"%PDF-1.4\n%%EOF", "PDF can't be read"),
        ("a.epub", b"PK\x03\x04broken", "can't be read as an EPUB"),
        ("a.docx", book([]).replace(b"META-INF/container", b"META-INF/c0ntainer"), "archive or a Word document"),
        ("a.epub", book(["<p>x</p>"], **{"META-INF/rights.xml": "<r/>"}), "locked by its publisher"),
        ("a.epub", book(["<img/>"]), "no text in this book"),
        ("a.mht", "Content-Type: text/plain\n\nhello", "no HTML in this web archive"),
        ("a.html.gz", b"\x1f\x8bbroken", "can't be unpacked"),
        ("a.warc.gz", gzip.compress(b"WARC/1.0\r\n"), "a web archive; `narrate batch`"),
        ("a.html.gz", gzip.compress(b" " * 40_000_000), "larger than 32 MB"),
        ("a.epub", book([f"<p>{'x' * 40_000_000}</p>"]), "more than 32 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 50 else "content",
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path, name, content, line):
    path = written(tmp_path / name, content)
    with pytest.raises(PageUnreadable, match=line):
        read(single(str(path)).place, "")
