"""A newsroom's own wordings."""

from narrate.script.normalize.spoken import spoken

OWN = (("council", "town council"), ("Lee", "Lay"), ("council house", "town hall"))


def said(text: str) -> str:
    return spoken(text, own=OWN).text


def test_a_word_in_lower_case_is_known_at_the_beginning_too() -> None:
    assert said("Council members and the council") == "town council members and the town council"


def test_capitals_count_in_others() -> None:
    assert said("Lee stood in the lee") == "Lay stood in the lee"


def test_the_longer_of_two_wins_and_parts_of_words_are_none() -> None:
    assert said("the council house, councils") == "the town hall, councils"


def test_a_word_is_known_with_either_apostrophe() -> None:
    own = (("O'Neil", "O Neal"),)
    assert spoken("O’Neil met O'Neil", own=own).text == "O Neal met O Neal"
