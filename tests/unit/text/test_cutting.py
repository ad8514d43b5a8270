"""Where long texts are cut."""

from narrate.text.cutting import best_cut


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
