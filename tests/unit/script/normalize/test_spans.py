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


def test_a_line_break_after_a_mark_becomes_a_blank() -> None:
    assert spoken("One,\n\ntwo. ").text == "One, two."


def test_a_word_of_no_language_is_read_as_it_stands_and_its_figures_one_by_one() -> None:
    word = f"{'x' * 130}17$5{'y' * 130}"
    said = spoken(f"For $3, {word} and $4.")
    body = f"{'x' * 130} one seven $ five {'y' * 130}"
    assert said.text == f"For three dollars, {body} and four dollars."
    assert [said.text[s.spoken_start : s.spoken_end] for s in said.spans if s.printed_start == 138] == ["one seven"]


def test_figures_without_an_end_are_read_one_by_one() -> None:
    assert spoken(f"Pay {'12' * 20} now, $6.").text == f"Pay {' '.join(['one two'] * 20)} now, six dollars."


def test_the_word_in_front_stands_for_what_is_printed_but_not_said() -> None:
    said = spoken("The index (.ABCD) fell.")
    assert said.text == "The index fell."
    assert said.spans == (Span(0, 3, 0, 3), Span(4, 9, 4, 17), Span(10, 15, 18, 23))
