"""The map between what is printed and what is said."""

from narrate.model import Span
from narrate.script.normalize.spoken import spoken


def test_a_claim_is_one_span_and_the_rest_lies_letter_by_letter() -> None:
    said = spoken("It cost $5 then.")
    assert said.text == "It cost five dollars then."
    assert said.spans == (Span(0, 7, 0, 7), Span(8, 20, 8, 10), Span(21, 26, 11, 16))


def test_equal_stretches_match_character_by_character() -> None:
    text = "In 2023 the U.S. sent 31 tanks, he said."
    said = spoken(text)
    for span in said.spans:
        printed = text[span.printed_start : span.printed_end]
        heard = said.text[span.spoken_start : span.spoken_end]
        assert printed == heard or any(c.isdigit() for c in printed)


def test_a_silent_mark_leaves_no_blank_in_a_word() -> None:
    assert spoken("un\u00adlikely").text == "unlikely"


def test_blanks_of_all_kinds_become_one() -> None:
    assert spoken("one\n\t two\u00a0three").text == "one two three"


def test_emoji_are_not_said() -> None:
    assert spoken("Go 😀 home 🇺🇦!").text == "Go home!"
