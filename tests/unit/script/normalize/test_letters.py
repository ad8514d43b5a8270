"""Capitals: a word, letters, or a shout."""

import pytest

from narrate.script.normalize.letters import is_shout, is_word, spell, spell_or_word


@pytest.mark.parametrize(
    ("capitals", "said"),
    [
        ("NGO", "N.G.O."),
        ("ngo", "N.G.O."),
        ("X", "X."),
    ],
)
def test_letters_are_joined_by_dots(capitals, said):
    assert spell(capitals) == said


@pytest.mark.parametrize(
    ("capitals", "word"),
    [
        ("BREXITEER", True),
        ("TORB", False),
        ("TORNA", True),
        ("BRTNK", False),
        ("BRTNKLMNPS", True),
        ("BRTNKLMNP", False),
        ("STRAMO", True),
        ("ZTRAMO", False),
        ("TAMOSTS", True),
        ("TAMOZB", False),
        ("TAMBZRO", False),
        ("TANDERO", True),
        ("RTAMO", False),
        ("TAMZRO", False),
    ],
)
def test_capitals_that_english_could_say_are_a_word_from_five_letters_on(capitals, word):
    assert is_word(capitals) is word


def test_a_shouted_word_is_no_acronym():
    assert is_shout("WATERS")
    assert not is_shout("NATO")
    assert not is_shout("IAEA")
    assert not is_shout("XQZTR")
    assert is_shout("XQZTRS"), "six letters are too many for an acronym that no table knows"


def test_what_a_table_knows_comes_first():
    assert spell_or_word("NATO") == "NATO"
    assert spell_or_word("IAEA") == "I.A.E.A."
    assert spell_or_word("X") == "X."
    assert spell_or_word("A") == "A."
    assert spell_or_word("TORNA") == "TORNA"
