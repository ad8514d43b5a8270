import pytest

from narrate.audio.alignment import compare

FIRST = "Their goalkeeper left the field with an injured knee."
SECOND = "The ferries did not sail until the storm had passed."


def wrong(heard, texts=(FIRST, SECOND)):
    return [match.wrong for match in compare(texts, heard)]


def test_the_same_words_match():
    assert wrong(f"{FIRST.upper()} {SECOND}") == [0, 0]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("The goalkeeper left.", "the goal keeper left"),
        ("A matter of defence.", "a matter of defense"),
        ("President Zelenskyy spoke.", "president zelensky spoke"),
        ("It grew by nine per cent.", "it grew by nine percent"),
        ("The U S N is here.", "the usn is here"),
        ("Жодних втрат немає.", "жодних втрат немає"),
        ("Über Bürger.", "uber burger"),
    ],
)
def test_another_spelling_of_the_same_sound_matches(said, heard):
    assert compare([said], heard)[0].wrong == 0


def test_a_missing_sentence_is_wrong_from_end_to_end():
    first, second = compare([FIRST, SECOND], FIRST)
    assert first.wrong <= 1
    assert second.wrong >= 9


def test_a_missing_clause_is_a_run():
    (match,) = compare([f"{FIRST[:-1]}, and nobody knows when she will be able to play again."], FIRST)
    assert match.longest_run >= 10


def test_another_sentence_in_its_place_is_wrong():
    (match,) = compare([FIRST], "a storm crossed the coast before dawn on monday")
    assert match.error_rate > 0.5


def test_swapped_sentences_are_wrong():
    first, second = compare([FIRST, SECOND], f"{SECOND} {FIRST}")
    assert max(first.error_rate, second.error_rate) > 0.6


def test_a_sentence_said_twice_is_wrong():
    first, second = compare([FIRST, SECOND], f"{FIRST} {FIRST} {SECOND}")
    assert max(first.error_rate, second.error_rate) > 0.6


def test_nothing_heard_is_all_wrong():
    assert [match.error_rate for match in compare([FIRST, SECOND], "")] == [1.0, 1.0]


def test_a_text_without_words_has_no_errors():
    assert compare(["—"], "")[0].error_rate == 0


def test_of_two_words_alike_in_a_row_one_is_enough():
    (match,) = compare(["It was in November twenty twenty five."], "it was in november twenty five")
    assert match.missed == ()
    (match,) = compare(["It was in November twenty twenty five."], "it was in november five")
    assert match.missed == ("twenty", "twenty")
