"""Phonemes of the real program espeak-ng, token by token."""

import shutil
import stat
from pathlib import Path

import pytest

from narrate.errors import BackendUnavailable, SynthesisFailed
from narrate.voice import speech_program
from narrate.voice.espeak import EspeakFrontEnd

NEEDS_PROGRAM = [
    pytest.mark.tools,
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng isn't installed"),
]
GERMAN = "Der Hund bellt, die Müller-Katze – ganz ruhig – schläft …  und „alles“ (wirklich) ist gut!"


def read(language: str, text: str, pronunciations=()) -> dict[str, str]:
    return {each.token: each.phonemes for each in EspeakFrontEnd(language).read(text, pronunciations)}


class TestWithTheProgram:
    pytestmark = NEEDS_PROGRAM

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("de", GERMAN),
            ("uk", "Президент України заявив: «Ми не відступимо», — і пішов."),
            ("fr-fr", "Qu’il y a un ami à l’école — les enfants d'aujourd’hui…"),
            ("es", "¿Qué hora es? La ministra —que dimitió— volvió a Madrid."),
            ("en-us", "One of the boats, in the end, was a kind of a wreck."),
        ],
    )
    def test_there_is_a_reading_for_each_token(self, language: str, text: str) -> None:
        readings = EspeakFrontEnd(language).read(text)
        assert [each.token for each in readings] == text.split()
        assert all(each.phonemes for each in readings if any(map(str.isalpha, each.token)))

    def test_marks_of_clauses_are_put_back(self) -> None:
        readings = EspeakFrontEnd("de").read(GERMAN)
        assert "".join(sign for each in readings for sign in each.phonemes if sign in ".,:;!?") == ",;;;!"
        assert next(each.phonemes for each in readings if each.token == "bellt,").endswith("t,")

    def test_a_title_gets_no_full_stop(self) -> None:
        assert read("de", "Sturm an der Küste")["Küste"][-1].isalpha()

    def test_words_that_the_program_joins_are_told_apart(self) -> None:
        found = read("en-us", "one of the boats")
        assert (found["of"], found["the"], found["boats"]) == ("ʌv", "ðə", "bˈoʊts")

    def test_a_word_that_the_program_parts_stays_one(self) -> None:
        assert read("de", "Die Baden-Badener kamen.")["Baden-Badener"].replace(" ", "") == "bˈɑːdənbˈɑdənɜ"

    def test_neighbours_change_a_word(self) -> None:
        assert "z" in read("fr-fr", "les amis")["les"]
        assert "z" not in read("fr-fr", "les chats")["les"]

    def test_a_word_of_another_language_leaves_no_flag(self) -> None:
        assert read("de", "Bei Google arbeiten")["Google"] == "ɡˈuːɡəl"

    def test_the_vowel_that_some_versions_print_as_question_marks_is_mended(self) -> None:
        assert read("de", "Das wurde kurz.")["kurz."] == "kˈʊɐts."

    def test_accents_may_be_characters_of_their_own(self) -> None:
        assert list(read("de", "scho\u0308n").values()) == list(read("de", "sch\u00f6n").values())

    def test_a_given_pronunciation_is_taken_as_it_is(self) -> None:
        text = "Der Kyiv-Plan lebt."
        assert read("de", text, ((4, 8, "/ˈkɪjiu/"),))["Kyiv-Plan"] == "ˈkɪjiuplˈɑːn"

    def test_nothing_in_a_text_is_obeyed(self) -> None:
        assert read("de", "Das [[h'alo:]] Wort\x01100S")["[[h'alo:]]"]

    def test_a_letter_in_brackets_belongs_to_its_word(self) -> None:
        assert read("fr-fr", "avec [s]on accord")["[s]on"] == read("fr-fr", "avec son accord")["son"]

    def test_nothing_of_a_long_text_is_lost(self) -> None:
        text = ("Перша хвиля, друга хвиля, третя хвиля та ще одна " * 30).strip()
        readings = EspeakFrontEnd("uk").read(text)
        assert [each.token for each in readings] == text.split()
        once = [each.phonemes for each in readings[:9]]
        assert "хвиля" in readings[1].token
        assert [each.phonemes for each in readings].count(once[0]) == 30

    def test_all_of_a_word_without_end_is_said(self) -> None:
        (reading,) = EspeakFrontEnd("uk").read("мама" * 90)
        assert reading.phonemes.count("m") == 180

    @pytest.mark.parametrize("text", ["7 0 7 0 7", "7 0 7 0 7.", "3 1 3 1 3 1!"])
    def test_no_text_is_taken_for_what_parts_texts(self, text: str) -> None:
        readings = EspeakFrontEnd("de").read(text)
        assert all(each.phonemes for each in readings)

    def test_a_phoneme_may_have_a_sign_of_its_own(self) -> None:
        front_end = EspeakFrontEnd("es", {"tʃ": "ʧ"})
        assert front_end.read("mucho")[0].phonemes == "mˈuʧo"

    @pytest.mark.parametrize("text", ["—", "… “ ”", "()"])
    def test_symbols_alone_are_refused(self, text: str) -> None:
        with pytest.raises(SynthesisFailed, match="nothing to say"):
            EspeakFrontEnd("de").read(text)

    def test_a_language_that_it_does_not_have_is_named(self) -> None:
        with pytest.raises(BackendUnavailable, match=r"'xx'.*does not exist.*install espeak-ng"):
            EspeakFrontEnd("xx")


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a program of that name on the path."""
    path = folder / "espeak-ng"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackendUnavailable, match="espeak-ng: install espeak-ng with your system's package manager"):
        EspeakFrontEnd("de")


def test_a_program_that_does_not_answer_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, 'case "$*" in *version*) ;; *) exec sleep 60 ;; esac')
    monkeypatch.setattr(speech_program, "_TIMEOUT_S", 0.2)
    with pytest.raises(BackendUnavailable, match="didn't answer"):
        EspeakFrontEnd("de")


def test_an_answer_that_fits_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, monkeypatch, "cat >/dev/null; echo lˈalala")
    with pytest.raises(SynthesisFailed, match="readings"):
        EspeakFrontEnd("de").read("Der Hund bellt.")
