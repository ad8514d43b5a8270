"""Pages whose markup repeats what a parser goes back over: each must cost little more than its size."""

import time
from contextlib import suppress

import pytest

from narrate.errors import NarrateError, PageUnreadable
from narrate.extract.decode import decode
from narrate.extract.extractor import extract_article
from narrate.extract.tree import parse
from narrate.model import Page

STORY = "<p>The harbour council met on Monday and spoke about the bridge and its nine months of repair.</p>" * 4
JSON_LD = '<script type="application/ld+json">{}</script>'


def cpu_seconds(hostile: str) -> float:
    page = f"<html lang=en><head><title>Bridge</title></head><body><article><h1>Bridge</h1>{STORY}{hostile}</article>"
    start = time.process_time()
    with suppress(NarrateError):
        extract_article(Page(page.encode()))
    return time.process_time() - start


@pytest.mark.parametrize(
    "repeated",
    [
        lambda n: JSON_LD.format("{" + " " * n + "x"),
        lambda n: JSON_LD.format(" " * n + "{}"),
        lambda n: JSON_LD.format("{}" + "]]>" * (n // 3)),
        lambda n: f"<!--narrate:skip x{' ' * n}y-->",
        lambda n: "<noscript>" * 40 + "[x" * (n // 2),
        lambda n: "<p " + " ".join(f"a{i}=1" for i in range(n // 8)) + ">x</p>",
        lambda n: "<p " + " ".join(f"a{i}='>'" for i in range(n // 10)) + ">x</p>",
        lambda n: "<html" * (n // 5),
        lambda n: "<title>" + "<p>x</p>" * (n // 8),
        lambda n: "<a b='" * (n // 6),
        lambda n: f"<p style='clip:rect({' ' * n}'>x</p>",
        lambda n: f"<p class=byline>By {'1 ' * (n // 2)}2024</p>",
        lambda n: f"<p><a href=a>{'new tab opens ' * (n // 14)}link</a></p>",
    ],
)
def test_a_page_costs_no_more_than_its_size_asks_for(repeated) -> None:
    plain = cpu_seconds("<p>a b</p>" * 5000)
    cpu_seconds("")
    small, large = (cpu_seconds(repeated(size)) for size in (60_000, 240_000))
    assert large < max(10 * small, 2 * plain, 1.0)


def test_an_element_keeps_its_first_attributes() -> None:
    many = " ".join(f"a{number}='x > y'" for number in range(3000))
    paragraph = parse(f"<body><p class=story {many}>The bridge.</p>").find(".//p")
    assert paragraph.get("class") == "story"
    assert paragraph.text == "The bridge."
    assert len(paragraph.attrib) < 1000


@pytest.mark.parametrize(
    "content",
    [b"\x00\xff\xfe" * 3000, b"\xff\xfe" * 4000, b"\xff" * 9000, b"BM" + bytes([200, 100, 50]) * 3000, b"ab12" * 4000],
)
def test_bytes_that_are_no_writing_are_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(PageUnreadable, match="binary file") as refusal:
        decode(content)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["The council met on Monday. " * 40, "会議は月曜日に港で開かれ、橋について話した。" * 40]
)
def test_writing_without_any_tag_is_text(text: str) -> None:
    assert decode(text.encode()) == text
