"""Abbreviations inside a long sentence: no title ends one before a name, no label before a number."""

import pytest

from narrate.model import Article, Block, BlockKind
from narrate.script.normalize.tables import table, words
from narrate.script.sentences import split
from narrate.script.write import write_script

NUMBERS = {"Runway": "one two"}
"""How the labels of the air read their figures."""


def said(printed: str) -> tuple[str, ...]:
    """Return the utterances of a paragraph."""
    article = Article("", (Block(BlockKind.PARAGRAPH, printed, ""),))
    return tuple(utterance.spoken for utterance in write_script(article).utterances)


def test_each_title_is_read_before_a_name_inside_a_long_sentence() -> None:
    frame = "The long debate in the council was led on Monday by {} Smith, who spoke for an hour."
    wrong = {
        written: heard
        for written, title in table("en", "titles").items()
        if (heard := said(frame.format(written))) != (frame.format(title),)
    }
    assert wrong == {}


def test_each_label_is_read_before_a_number_inside_a_long_sentence() -> None:
    frame = "The clause that the council passed on Monday stands in {} {} of the act that it changes."
    wrong = {
        written: heard
        for written, label in table("en", "labels").items()
        if (heard := said(frame.format(written, 12))) != (frame.format(label, NUMBERS.get(label, "twelve")),)
    }
    assert wrong == {}


def test_a_state_behind_its_town_ends_no_sentence_before_a_name() -> None:
    frame = "The storm that came from the sea passed over Springfield, {} Smith said on Monday."
    written = [state for state in table("en", "states") if state.endswith(".")]
    assert [state for state in written if len(said(frame.format(state))) != 1] == []


@pytest.mark.parametrize("written", [*sorted(words("en", "ended")), "mid-Dec."])
def test_an_abbreviation_that_is_also_a_last_word_ends_a_sentence_before_a_first_word(written: str) -> None:
    sentences = (f"They waited there for an hour at the {written}", "They were late.")
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "The bill was signed in 1968 by then-Gov. Ronald Reagan.",
        "It ran July 30-Aug. 14 in the old stadium.",
        "The Jan.-Feb. period was the warmest.",
        "See Vol. III and Bk. IV of the report.",
        "The rest (cf. Acad. Smith and Sqn. Ldr. Lee) was left out.",
        "The firm's agg. profit was a record.",
    ],
)
def test_an_abbreviation_is_known_inside_a_compound_before_a_numeral_and_a_small_letter(sentence: str) -> None:
    assert split(sentence) == (sentence,)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Bei über 70 Mio. Versicherten blieb die Akte leer."),
        ("de", "Das gilt bzw. Kinder sind davon frei, vgl. Abs. 3 und Bd. 2 bei Dipl.-Ing. Weber."),
        ("fr", "Le conseil de M. Petit et de Mme Roy, rue J. Moulin, a dit non, cf. Me Blanc."),
        ("fr", "Vers 52 av. J.-C. la ville tomba."),
        ("es", "El Cnel. Ruiz y la Profa. Gil viven en la Avda. Goya, cerca de la Pza. Mayor."),
        ("es", "Las CC. AA. del norte votaron en contra."),
        ("pl", "Wczoraj gen. Nowak i ks. Lis byli na ul. Długiej, a kpt. Kot na os. Zielone."),
        ("pl", "Wg ok. 30 osób to było m.in. Lisa wina."),
        ("uk", "Учора ген. Коваль і доц. Лис були на просп. Миру, див. рис. 3."),
        ("ru", "Вчера ген. Волков и доц. Лис были на ул. Мира, см. рис. 3."),
    ],
)
def test_an_abbreviation_of_another_language_ends_no_sentence_of_it(language: str, sentence: str) -> None:
    assert split(sentence, language) == (sentence,)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ("Sie bauten Brücken usw.", "Niemand half ihnen.")),
        ("fr", ("Ils ont pris du pain, de l'eau, etc.", "Personne n'a rien dit.")),
        ("es", ("Llevaron pan, agua, etc.", "Nadie los vio.")),
        ("pl", ("Ceny wzrosły w maju br.", "Nikt nie wie dlaczego.")),
        ("uk", ("Вони взяли хліб, воду і т. д.", "Ніхто не бачив.")),
        ("ru", ("Они взяли хлеб, воду и др.", "Никто не видел.")),
    ],
)
def test_an_abbreviation_of_another_language_may_be_its_last_word(language: str, sentences: tuple[str, str]) -> None:
    assert split(" ".join(sentences), language) == sentences
