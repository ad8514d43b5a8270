"""Words whose pronunciation the script knows."""

import re

import pytest

from narrate.script.normalize.tables import rows
from narrate.script.pronunciations import pronunciations


def heard(text: str, own: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str]]:
    """Return the words with a certain sound, in order."""
    return [(text[start:end], ipa) for start, end, ipa in pronunciations(text, own=own)]


def test_names_come_with_their_sound() -> None:
    assert heard("They flew to Kyiv.") == [("Kyiv", "ˈkijɪv")]


def test_a_possessive_takes_the_name_and_its_ending() -> None:
    found = dict(heard("Putin's aide and Macron’s aide and Odesa's port"))
    assert found["Putin's"].endswith("nz")
    assert found["Macron’s"].endswith("nz")
    assert found["Odesa's"] == "oʊˈdɛsəz"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ZELENSKYY’S PLAN", ["ZELENSKYY’S"]),
        ("ZELENSKYY SPEAKS", ["ZELENSKYY"]),
        ("the Kharkiv-based firm", ["Kharkiv"]),
        ("a pro-Zelenskyy crowd", ["Zelenskyy"]),
        ("the Zelenskyys of this world", ["Zelenskyys"]),
        ("CHASIV YAR'S RUINS", ["CHASIV", "YAR'S"]),
        ("the Odesa-Kharkiv line", ["Odesa", "Kharkiv"]),
    ],
)
def test_a_name_is_known_in_every_form(text: str, words: list[str]) -> None:
    assert [word for word, _ in heard(text)] == words


def test_a_name_of_two_words_counts_only_as_a_whole() -> None:
    assert "Yar" in dict(heard("near Chasiv Yar"))
    assert not heard("a Yar alone")
    assert not heard("at Chasiv. Yar is far")


def test_letters_in_the_plural_are_spelled() -> None:
    assert heard("two N.G.Os met") == [("N.G.Os", "ˌɛnˌdʒiˈoʊz")]


def test_own_words_win() -> None:
    assert heard("Kyiv", own=(("Kyiv", "ˈkiɛf"),)) == [("Kyiv", "ˈkiɛf")]


def test_an_own_word_in_lower_case_is_known_at_the_beginning_of_a_sentence() -> None:
    assert [word for word, _ in heard("Leelo met leelo.", own=(("leelo", "ˈleɪloʊ"),))] == ["Leelo", "leelo"]


def test_an_own_word_with_a_capital_is_not_the_common_word() -> None:
    assert [word for word, _ in heard("A fisher met Fisher.", own=(("Fisher", "ˈfɪʃɚ"),))] == ["Fisher"]


@pytest.mark.parametrize(
    ("text", "ipa"),
    [
        ("They replaced lead pipes.", ["ˈlɛd"]),
        ("They will lead the talks.", ["ˈlid"]),
        ("in pleading voices", []),
    ],
)
def test_a_heteronym_is_read_by_its_neighbours(text: str, ipa: list[str]) -> None:
    assert [ipa for _, ipa in heard(text)] == ipa


def test_a_heteronym_may_have_two_readings_in_one_utterance() -> None:
    assert heard("They will lead us to the lead pipes.") == [("lead", "ˈlid"), ("lead", "ˈlɛd")]


def test_there_are_at_least_four_hundred_names_each_with_a_reason() -> None:
    names = rows("en", "names")
    assert len(names) >= 400
    assert len({row[0] for row in names}) == len(names)
    for word, ipa, reason in names:
        assert len(word.split()) == len(ipa.split()), word
        assert re.fullmatch(r"[a-zæøɑɔəɛɜɪʊʌʏɹɡŋʃʒθðɒχːˈˌ\u0303 ]+", ipa), word
        assert reason
        assert "ˈ" in ipa, word


@pytest.mark.parametrize("language", ["de", "es", "fr", "pl", "ru", "uk"])
def test_each_language_has_names_each_once_with_an_ipa_a_word_and_a_stress(language: str) -> None:
    names = rows(language, "names")
    assert len({row[0] for row in names}) == len(names) >= 12
    for word, ipa, reason in names:
        assert len(word.split()) == len(ipa.split()), word
        assert "ˈ" in ipa, word
        assert reason, word


def test_names_are_known_in_the_language_of_their_text() -> None:
    found = {text[start:end]: ipa for text in ["Macron in Wien"] for start, end, ipa in pronunciations(text, "de")}
    assert found == {"Macron": "makɾˈɔ̃"}
