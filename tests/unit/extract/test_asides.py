"""Furniture is known by what it says."""

import pytest

from claims import TABLES, assert_each, rows
from narrate.extract.asides import aside_kind, is_time, phrase_kind
from narrate.extract.words import words

AUTHORS = [["mara", "lindqvist"]]


@pytest.mark.parametrize(
    "text",
    ["17:41 JST, October 13, 2024", "Jan. 5, 2024", "10 a.m. Monday", "Freitag, 3. Mai 2024 um 12 Uhr"],
)
def test_a_date_alone_is_a_time(text: str) -> None:
    assert is_time(words(text))


@pytest.mark.parametrize("text", ["2024", "Monday", "In May 2024 they left.", "1 000 000"])
def test_a_figure_or_a_sentence_is_no_time(text: str) -> None:
    assert not is_time(words(text))


@pytest.mark.parametrize(
    "text",
    ["Mara Lindqvist is a reporter at the Harbour Post.", "Korrespondentin Mara Lindqvist ist für Polen zuständig."],
)
def test_who_presents_an_author_is_about_the_author(text: str) -> None:
    assert aside_kind(text, words(text), AUTHORS) == "about the author"


@pytest.mark.parametrize("text", ["Ola Berg is a reporter in the film.", "Mara Lindqvist, said the judge, may go."])
def test_who_speaks_of_others_is_not_about_the_author(text: str) -> None:
    assert not aside_kind(text, words(text), AUTHORS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (">> The harbour that never slept", "related link"),
        ("Tempo de leitura: 1 minuto", "date line"),
        ("This slideshow requires JavaScript.", "technical notice"),
    ],
)
def test_furniture_announces_itself(text: str, kind: str) -> None:
    assert phrase_kind(text, len(words(text))) == kind


def test_furniture_is_told_from_a_story_in_many_languages() -> None:
    def claim(kind: str, text: str) -> None:
        assert (phrase_kind(text, len(words(text))) or "-") == kind

    assert_each(rows(TABLES / "extract" / "furniture.tsv"), claim)


@pytest.mark.parametrize(
    "text",
    [
        "Die Bürger erhalten sie per Mail, wenn sie es wünschen.",
        "Kommentar: Der falsche Weg",
        "La suite du procès aura lieu après les fêtes.",
        "Encontró en su correo una carta de su abuela.",
        "La fundación apoya el periodismo local desde 2010.",
        "El usuario descarga la aplicación y elige un barrio.",
        "El audio fue creado con inteligencia artificial, según la policía, y circuló durante dos días.",
        "Продовження війни загрожує економіці країни.",
        "Він хоче стати учасником клубу вже восени.",
        "Знижка для передплатників газети діє до кінця року.",
        "Nagranie powstało z pomocą sztucznej inteligencji, a prokuratura szuka autora od dwóch tygodni.",
        "Dostał na swoją skrzynkę list od dawnego sąsiada.",
        "Comparte esta visión la alcaldesa, que votó en contra.",
        "Comment la ville a perdu son port",
        "Zdjęcie przedstawia most z 1911 roku, zanim runął.",
        "Источник в мэрии подтвердил эту информацию газете.",
        "Фото с места событий появились в сети через час.",
        "Реклама на трамваях исчезнет к осени.",
        "Su voz, dijo la maestra, se oía en toda la plaza.",
        "Das Unternehmen verwendet Cookies aus dem Ofen der Großmutter.",
        "Die Gewerkschaft fordert: Die Beschäftigten erhalten mehr Lohn.",
        "Les lecteurs réagissent vivement à la fermeture du kiosque.",
        "Kommentare zur Lage gab es am Montag von allen Fraktionen des Landtags.",
        "Следите за нами, сказал проводник, и пошёл вперёд по тропе.",
    ],
)
def test_a_sentence_of_a_story_is_no_prompt_whatever_words_it_shares(text: str) -> None:
    assert not phrase_kind(text, len(words(text)))
