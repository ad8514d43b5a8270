"""The language of a story: what the page declares, unless its text is plainly in another one."""

import pytest

from narrate.extract.language import settle

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
