"""Phonemes from the real program: one reading a word, marks and all."""

import logging
import shutil

import pytest

from narrate.errors import BackendUnavailable, SynthesisFailed, UnknownVoice
from narrate.voice.espeak.phonemes import EspeakFrontEnd

pytestmark = [
    pytest.mark.tools,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng isn't installed"),
]


def said(language: str, text: str, *sounds: tuple[int, int, str]) -> dict[str, str]:
    return {reading.token: reading.phonemes for reading in EspeakFrontEnd(language).read(text, sounds)}


def test_each_word_has_its_phonemes_with_its_marks():
    readings = said("es", "El puente, ¿hasta «cuándo»?")
    assert readings["puente,"].endswith(",")
    assert readings["¿hasta"].startswith("¿")
    assert readings["«cuándo»?"].endswith("»?")
    assert all(any(map(str.isalpha, phonemes)) for phonemes in readings.values())


def test_words_of_a_clause_are_bound_as_in_speech():
    assert said("fr-fr", "Les enfants dorment.")["Les"].endswith("z")
    assert not said("fr-fr", "Les femmes dorment.")["Les"].endswith("z")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en-us", "It is what it is to the end of the road, and out of it."),
        ("de", "In dem Haus, in das er zog, gab's 3 Zimmer — mehr nicht."),
        ("uk", "Об 11:30 у м. Київ, на вул. Хрещатик, 22, було тихо."),
    ],
)
def test_no_word_is_lost_where_the_program_joins_or_divides_words(language, text):
    readings = EspeakFrontEnd(language).read(text)
    assert [reading.token for reading in readings] == text.split()
    for reading in readings:
        assert any(map(str.isalpha, reading.phonemes)) or not any(map(str.isalnum, reading.token)), reading


def test_a_given_pronunciation_wins():
    assert said("de", "Der Hafen von Kyjiw.", (14, 19, "ˈkɪjiu"))["Kyjiw."] == "ˈkɪjiu."


def test_a_word_of_another_language_has_no_mark_of_it():
    assert "(" not in "".join(said("uk", "Компанія Google повідомила.").values())


def test_a_text_of_marks_alone_is_refused():
    with pytest.raises(SynthesisFailed, match="can't read any word of '— … !'"):
        EspeakFrontEnd("de").read("— … !")


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownVoice, match="has no phonemes for 'xx'"):
        EspeakFrontEnd("xx")


def test_a_missing_program_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackendUnavailable, match="espeak-ng isn't installed: install espeak-ng"):
        EspeakFrontEnd("de")


def test_nothing_is_told_of_a_text_that_is_read_whole(caplog):
    with caplog.at_level(logging.WARNING):
        said("de", "Der Hafen bleibt zu.")
    assert not caplog.records
