"""The language of a story: what the page declares, unless its text is plainly in another one."""

import pytest

from narrate.extract.extractor import extract_article
from narrate.extract.language import code, of_blocks, settle
from narrate.model import Page

ENGLISH = "The river rose by two meters overnight, and the lower streets of the town were closed to cars until noon."
GERMAN = "Der Fluss stieg über Nacht um zwei Meter, und die unteren Straßen der Stadt blieben bis zum Mittag gesperrt."
UKRAINIAN = "Річка за ніч піднялася на два метри, і нижні вулиці міста були закриті для машин до полудня."


@pytest.mark.parametrize(("text", "code"), [(ENGLISH, "en"), (GERMAN, "de"), (UKRAINIAN, "uk")])
def test_a_page_that_says_nothing_is_heard(text, code):
    assert settle(None, text) == (code, "")
    assert settle(code, text) == (code, "")


def test_a_page_that_says_something_else_is_corrected_with_a_warning():
    code, warning = settle("en", GERMAN)
    assert code == "de"
    assert "'en'" in warning


def test_a_few_words_prove_nothing():
    assert settle("uk", "Hello world") == ("uk", "")
    assert settle(None, "Hej") == ("en", "")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("de-AT", "de"),
        ("uk_UA", "uk"),
        ("EN", "en"),
        ("swe", "sv"),
        ("fil-PH", "tl"),
        ("und", None),
        ("english", None),
        ("", None),
    ],
)
def test_a_tag_names_a_language_by_two_letters(tag, expected):
    assert code(tag) == expected


def test_a_block_in_another_language_is_heard():
    assert of_blocks([(ENGLISH, ""), (GERMAN, ""), (ENGLISH, "")], "en") == [None, "de", None]


def test_an_attribute_tells_the_language_of_a_short_block():
    assert of_blocks([(ENGLISH, ""), ("Mehr Licht!", "de-DE")], "en") == [None, "de"]


def test_an_attribute_that_is_wrong_where_it_can_be_heard_is_not_believed_elsewhere():
    assert of_blocks([(GERMAN, "en-US"), ("Mehr Licht!", "en-US")], "de") == [None, None]


def test_a_block_takes_the_attribute_of_what_holds_all_of_it():
    page = f"""<html lang="en"><body lang="en"><article><h1>Rain in the valley</h1><p>{ENGLISH}</p>
    <p>Nobody was hurt, the mayor said on Monday, but the <i lang="fr">route basse</i> stays closed for a week.</p>
    <blockquote lang="de"><p>Bleiben Sie zu Hause.</p></blockquote>
    <p><span lang="uk">{UKRAINIAN}</span></p>
    <p>The water fell again on Tuesday, and the first shops opened their doors at noon.</p></article></body></html>"""
    languages = {block.text[:6]: block.language for block in extract_article(Page(page.encode())).blocks}
    assert languages == {"The ri": None, "Nobody": None, "Bleibe": "de", "Річка ": "uk", "The wa": None}
