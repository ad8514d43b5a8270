"""Every line of `tests/tables/pronunciation/heteronyms.tsv`, through script and front end: the word between stars."""

import pytest

from claims import TABLES, Row, assert_each, rows
from narrate.script.pronunciations import pronunciations
from narrate.voice.english.front_end import EnglishFrontEnd
from narrate.voice.english.ipa import from_ipa

ROWS = rows(TABLES / "pronunciation" / "heteronyms.tsv")
MISSED = {  # present or past: nothing near the word tells
    "Few voters *read* the fine print before they sign.",
    "Commuters *read* their phones while they wait for delayed trains.",
}
_ALIKE = str.maketrans({"ˈ": "", "ˌ": "", "ᵊ": "ɪ", "ᵻ": "ɪ", "ə": "ɪ", "ɾ": "t", "T": "t"})


@pytest.fixture(scope="module")
def front_end() -> EnglishFrontEnd:
    return EnglishFrontEnd()


def distance(left: str, right: str) -> int:
    """Return the edit distance of two words; weak vowels and stress aside, which dictionaries write differently."""
    left, right = left.translate(_ALIKE), right.translate(_ALIKE)
    row = list(range(len(right) + 1))
    for i, sign in enumerate(left, 1):
        above, row[0] = row[:], i
        for j, other in enumerate(right, 1):
            row[j] = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (sign != other))
    return row[-1]


def reading_of_marked(sentence: str, front_end: EnglishFrontEnd) -> str:
    at, text = sentence.index("*"), sentence.replace("*", "")
    readings = front_end.read(text, pronunciations(text))
    index = len(text[: at + 1].split()) - 1
    return "".join(filter(str.isalpha, readings[index].phonemes.translate(_ALIKE)))


def said_as_asked(front_end: EnglishFrontEnd, expected: str, other: str, sentence: str) -> None:
    heard = reading_of_marked(sentence, front_end)
    assert distance(heard, from_ipa(expected)) < distance(heard, from_ipa(other)), f"{sentence} is said {heard}"


def test_a_heteronym_is_said_as_the_sentence_asks(front_end: EnglishFrontEnd) -> None:
    assert_each(
        (row for row in ROWS if row.cells[2] not in MISSED),
        lambda *cells: said_as_asked(front_end, *cells),
    )


@pytest.mark.xfail(strict=True, reason="ambiguous")
@pytest.mark.parametrize("row", [row for row in ROWS if row.cells[2] in MISSED], ids=str)
def test_an_ambiguous_heteronym_is_said_as_the_sentence_asks(front_end: EnglishFrontEnd, row: Row) -> None:
    said_as_asked(front_end, *row.cells)
