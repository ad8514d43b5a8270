"""What things are called."""

import pytest

from narrate.text.names import MAX_SLUG_BYTES, is_address, is_page_file, is_whole_address, slug_of


@pytest.mark.parametrize("text", ["https://a.example/x", "HTTP://A.EXAMPLE/X", "Https://a"])
def test_a_scheme_in_capitals_is_one_too(text):
    assert is_address(text)


@pytest.mark.parametrize("text", ["a.html", "ftp://a.example", "s3://bucket/key", "http:/a", ""])
def test_what_begins_otherwise_is_no_address(text):
    assert not is_address(text)


@pytest.mark.parametrize(
    "text", ["https://", "https://a b", 'https://a/"', "https://a:0/", "https://a:b/", "https://[", "https://a/\x7f"]
)
def test_an_address_that_would_break_a_page_is_not_whole(text):
    assert not is_whole_address(text)


@pytest.mark.parametrize("name", ["a.html", "A.HTM", "b/c.xhtml"])
def test_a_page_is_known_by_its_ending(name):
    assert is_page_file(name)


def test_a_slug_is_its_own_slug_however_long_the_name():
    slug = slug_of("Уряд ухвалив новий бюджет на відновлення мостів, доріг і шкіл у прифронтових областях України")
    assert len(slug.encode()) <= MAX_SLUG_BYTES
    assert slug_of(slug) == slug
