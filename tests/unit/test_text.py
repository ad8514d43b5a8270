"""Addresses, slugs, cuts and selectors."""

import pytest

from narrate.text import (
    MAX_SLUG_BYTES,
    Markup,
    best_cut,
    css_to_xpath,
    element,
    is_address,
    is_page_file,
    is_whole_address,
    joined,
    slug_of,
)


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


def test_of_equal_places_the_one_nearest_to_the_aim_is_taken():
    text = "one, two, three, four, five, six"
    assert text[: best_cut(text, 30, earliest=1, aim=10)] == "one, two, "


def test_a_place_that_is_held_is_passed_over():
    text = "it cost (so, they said) a lot, he thought"
    cut = best_cut(text, 38, earliest=1, aim=12, is_held=lambda at: 8 <= at <= 22)
    assert text[:cut] == "it cost (so, they said) "


def test_an_early_blank_is_better_than_a_divided_word():
    text = "a Donaudampfschifffahrtsgesellschaft"
    assert best_cut(text, 20, earliest=10) == 2


def test_a_word_that_is_too_long_alone_is_divided_at_a_mark():
    assert best_cut("Donaudampfschiff-fahrtsgesellschaft", 20, earliest=10) == 17


@pytest.mark.parametrize("text", ["", ">", "p::before", "[x", "..b", "p,,q", "a > > b", "p:hover", "a:visited b"])
def test_what_finds_nothing_on_a_stored_page_is_refused_in_one_line(text):
    with pytest.raises(ValueError, match=r"^.+$"):
        css_to_xpath(text)


def test_text_and_attributes_cannot_become_markup() -> None:
    written = element("p", {"title": '"><script>'}, "a < b & 'c'\x00\n")
    assert written == '<p title="&quot;&gt;&lt;script&gt;">a &lt; b &amp; &#39;c&#39; \n</p>'


def test_markup_inside_an_element_stays_markup() -> None:
    assert element("p", None, element("b", None, "1 < 2"), " so") == "<p><b>1 &lt; 2</b> so</p>"
    assert joined(["<", Markup("<br>")], ", ") == "&lt;, <br>"


def test_an_attribute_may_stand_alone_or_be_left_out() -> None:
    assert element("audio", {"controls": True, "src": "a.mp3", "lang": None, "loop": False}) == (
        '<audio controls src="a.mp3"></audio>'
    )
    assert element("link", {"rel": "canonical"}) == '<link rel="canonical">'


@pytest.mark.parametrize(
    ("title", "slug"), [("Con", "con-page"), ("AUX", "aux-page"), ("com1", "com1-page"), ("Cons", "cons")]
)
def test_no_slug_is_a_device_of_windows(title, slug):
    assert slug_of(title) == slug
    assert slug_of(slug) == slug
