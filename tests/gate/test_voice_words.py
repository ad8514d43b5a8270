"""bench/voice_words.py judges voices: it must find what wasn't heard, and forgive only spelling."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def judge(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    import voice_words

    return voice_words


def missed(judge, said, heard):
    return [(miss.word.kind, miss.word.text) for miss in judge.misses(judge.words_of(said), heard)]


def test_a_text_that_is_heard_has_no_misses(judge):
    said = "On Monday, Marek Nowak didn't pay the ninety euros."
    assert missed(judge, said, said) == []


def test_a_number_that_is_heard_as_another_is_missed(judge):
    assert missed(judge, "The firm lost fifteen million euros.", "The firm lost fifty million euros.") == [
        ("number", "fifteen")
    ]


def test_a_number_in_figures_is_heard(judge):
    assert missed(judge, "The firm lost fifteen million euros.", "The firm lost 15 million euros.") == []


def test_one_of_two_equal_numbers_that_is_left_out_is_missed(judge):
    assert missed(judge, "It opens in twenty twenty six.", "It opens in twenty six.") == [("number", "twenty")]


def test_a_negation_that_is_left_out_is_missed(judge):
    assert missed(judge, "The minister did not resign.", "The minister did resign.") == [("negation", "not")]


def test_a_contraction_and_its_long_form_are_the_same_negation(judge):
    assert missed(judge, "The minister didn't resign.", "The minister did not resign.") == []


@pytest.mark.parametrize("heard", ["Jonsdotter", "Yonsdottir", "Jons Dotter"])
def test_a_name_may_be_spelled_otherwise(judge, heard):
    assert missed(judge, "The mayor, Jonsdottir, agreed.", f"The mayor {heard} agreed.") == []


@pytest.mark.parametrize("heard", ["", "Johnson", "it"])
def test_a_name_that_sounds_otherwise_is_missed(judge, heard):
    assert missed(judge, "The mayor, Jonsdottir, agreed.", f"The mayor {heard} agreed.") == [("name", "jonsdottir")]


def test_the_first_word_of_a_sentence_is_no_name(judge):
    assert missed(judge, "Farmers in Lecce agreed.", "Armies in Lecce agreed.") == []
