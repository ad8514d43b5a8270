"""Words whose pronunciation the script knows."""

import re

import pytest

from narrate.script.normalize.tables import rows
from narrate.script.sounds import sounds


def test_names_come_with_their_sound() -> None:
    assert dict(sounds("They flew to Kyiv."))["Kyiv"] == "ˈkijɪv"


def test_a_possessive_takes_the_name_and_its_ending() -> None:
    found = dict(sounds("Putin's aide and Macron's aide and Odesa's port"))
    assert found["Putin's"].endswith("nz")
    assert found["Odesa's"] == "oʊˈdɛsəz"


def test_a_name_of_two_words_counts_only_as_a_whole() -> None:
    assert "Yar" in dict(sounds("near Chasiv Yar"))
    assert "Yar" not in dict(sounds("a Yar alone"))


def test_letters_in_the_plural_are_spelled() -> None:
    assert dict(sounds("two N.G.Os met"))["N.G.Os"] == "ˌɛnˌdʒiˈoʊz"


def test_own_words_win() -> None:
    assert dict(sounds("Kyiv", own=(("Kyiv", "ˈkiɛf"),)))["Kyiv"] == "ˈkiɛf"


@pytest.mark.parametrize(
    ("text", "ipa"),
    [
        ("They replaced lead pipes.", "ˈlɛd"),
        ("They will lead the talks.", "ˈlid"),
        ("in minute amounts", None),
    ],
)
def test_a_heteronym_is_read_by_its_neighbours(text: str, ipa: str | None) -> None:
    found = dict(sounds(text))
    assert found.get("lead") == ipa
    assert ("minute" in found) == ("minute" in text)


def test_a_heteronym_with_two_readings_is_left_to_the_voice() -> None:
    assert "lead" not in dict(sounds("They will lead us to the lead pipes."))


def test_there_are_at_least_four_hundred_names_each_with_a_reason() -> None:
    names = rows("en", "names")
    assert len(names) >= 400
    assert len({row[0] for row in names}) == len(names)
    for word, ipa, reason in names:
        assert len(word.split()) == len(ipa.split()), word
        assert re.fullmatch(r"[a-zæøɑɔəɛɜɪʊʌʏɹɡŋʃʒθðɒχːˈˌ\u0303 ]+", ipa), word
        assert reason
        assert "ˈ" in ipa, word
