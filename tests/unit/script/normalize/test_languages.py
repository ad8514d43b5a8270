"""The other languages: figures in words, in their own order and forms."""

import pytest

from claims import TABLES, assert_each, rows
from narrate.script.normalize.spoken import spoken_form

CASES = [
    (
        "de",
        "Am 3. März 2021 stieg der Preis um 2,5 %.",
        "Am dritten März zweitausendeinundzwanzig stieg der Preis um zwei Komma fünf Prozent.",
    ),
    ("de", "1989 fiel die Mauer.", "neunzehnhundertneunundachtzig fiel die Mauer."),
    ("de", "Es kostet 4 Mrd. Euro.", "Es kostet vier Milliarden Euro."),
    ("de", "1 Million Menschen", "eine Million Menschen"),
    ("de", "Sie gewannen 2:1.", "Sie gewannen zwei zu eins."),
    ("de", "Um 18:30 Uhr waren es -3 °C.", "Um achtzehn Uhr dreißig waren es minus drei Grad Celsius."),
    (
        "fr",
        "Le 1er juin 2022, 30 % de 1 500 € à 9h15.",
        "Le premier juin deux mille vingt-deux, trente pour cent de mille cinq cents euros à neuf heures quinze.",
    ),
    ("fr", "3 millions de dollars", "trois millions de dollars"),
    ("es", "El 5 de mayo de 2019", "El cinco de mayo de dos mil diecinueve"),
    ("es", "un 12 % de 2.000 €", "un doce por ciento de dos mil euros"),
    ("pl", "22 km i 5 zł", "dwadzieścia dwa kilometry i pięć złotych"),
    ("uk", "21 км, 3 км і 5 км", "двадцять один кілометр, три кілометри і п'ять кілометрів"),
    ("uk", "зросли на 2,5%", "зросли на дві цілих п'ять десятих відсотка"),
    ("uk", "15 березня", "п'ятнадцяте березня"),
    ("ru", "2 млн рублей", "два миллиона рублей"),
]


@pytest.mark.parametrize(("language", "written", "said"), CASES)
def test_figures_are_said_in_the_language_of_the_text(language: str, written: str, said: str) -> None:
    assert spoken_form(written, language) == said


LANGUAGES = sorted((TABLES / "languages").glob("*.tsv"))
EACH_LANGUAGE = pytest.mark.parametrize("table", LANGUAGES, ids=lambda table: table.stem)
MISSED = "! "  # begins a line that is still read otherwise


@EACH_LANGUAGE
def test_a_sentence_is_said_as_a_newsreader_does(table):
    def claim(written, said):
        assert spoken_form(written, table.stem) == said

    assert_each((row for row in rows(table) if not row.cells[0].startswith(MISSED)), claim)


@EACH_LANGUAGE
def test_what_is_marked_as_missed_is_still_missed(table):
    missed = [row for row in rows(table) if row.cells[0].startswith(MISSED)]
    right = [row for row in missed if spoken_form(row.cells[0].removeprefix(MISSED), table.stem) == row.cells[1]]
    assert not right, "read as the table says: take their marks off"
