"""Charsets: what bytes are really in, whatever they say."""

import pytest

from narrate.errors import PageUnreadable
from narrate.extract.decode import MAX_PAGE_BYTES, decode

CYRILLIC = "<p>Уряд ухвалив рішення про новий міст через річку, повідомили в міністерстві.</p>"
WESTERN = "<p>L'été dernier, le café « Zürich » a fermé ses portes à Genève.</p>"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_a_mark(charset: str) -> None:
    page = "<html><head><title>News of the day</title></head><body>" + WESTERN
    assert WESTERN in decode(page.encode(charset))


def test_a_declared_charset_is_used_when_it_fits() -> None:
    page = '<meta charset="windows-1251">' + CYRILLIC
    assert CYRILLIC in decode(page.encode("cp1251"))


def test_a_false_declaration_of_utf8_is_seen_through() -> None:
    page = '<meta charset="utf-8">' + CYRILLIC * 5
    assert CYRILLIC in decode(page.encode("cp1251"))


def test_valid_utf8_wins_over_a_false_declaration() -> None:
    assert CYRILLIC in decode(('<meta charset="iso-8859-1">' + CYRILLIC).encode())


def test_latin_1_is_read_as_windows_1252_as_browsers_do() -> None:
    assert "“quoted”" in decode(b'<meta charset="iso-8859-1"><p>\x93quoted\x94 \x85 caf\xe9</p>')


def test_one_broken_byte_does_not_change_the_charset() -> None:
    assert "été" in decode((WESTERN * 20).encode() + b"\xff")


def test_null_bytes_are_taken_out() -> None:
    assert "a story" in decode(b"<p>a\0 sto\0ry</p>")


@pytest.mark.parametrize("content", [b"", b" \n\t", b"\0\0", b"\xef\xbb\xbf"])
def test_an_empty_page_is_refused(content: bytes) -> None:
    with pytest.raises(PageUnreadable, match="empty"):
        decode(content)


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"\x89PNG\r\n", bytes(range(256)) * 40])
def test_a_binary_file_is_refused(content: bytes) -> None:
    with pytest.raises(PageUnreadable, match="HTML"):
        decode(content)


def test_a_page_above_the_limit_is_refused_with_its_size() -> None:
    with pytest.raises(PageUnreadable, match="24 MB"):
        decode(b"x" * (MAX_PAGE_BYTES + 1))
