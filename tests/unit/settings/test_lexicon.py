"""A newsroom's own lexicon."""

import pytest

from narrate.errors import SettingsError
from narrate.model import Utterance
from narrate.settings.lexicon import Lexicon, lexicon_for, parse_lexicon, parse_tables, words_without_sound

PLS = """<?xml version="1.0"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="{alphabet}" xml:lang="en-US">
  <lexeme><grapheme>Leelo</grapheme><grapheme>Lelo</grapheme><phoneme>ˈleɪloʊ</phoneme></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
</lexicon>"""


LEELO = (("Leelo", "ˈleɪloʊ"),)


@pytest.mark.parametrize(
    "text",
    [
        "# ours\nLeelo\tˈleɪloʊ\tour editor\n\n",
        "Leelo,ˈleɪloʊ\n",
        "Leelo;ˈleɪloʊ;our editor\n",
        "\ufeffword,IPA\nLeelo,ˈleɪloʊ\n",
        "Leelo\t/ˈleɪloʊ/",
        "Leelo\t'leɪloʊ",
    ],
)
def test_a_table_may_be_written_in_many_ways(text: str) -> None:
    assert parse_lexicon(text) == Lexicon(LEELO)


def test_a_row_may_give_words_instead_of_sounds() -> None:
    assert parse_lexicon("SBU\t=security service\n") == Lexicon(wordings=(("SBU", "security service"),))


def test_pls_gives_every_grapheme_its_first_phoneme_or_alias() -> None:
    found = parse_lexicon(PLS.format(alphabet="ipa"))
    assert found.pronunciations == (*LEELO, ("Lelo", "ˈleɪloʊ"))
    assert found.wordings == (("W3C", "World Wide Web Consortium"),)
    assert found.language == "en"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Leelo\t", "line 1"),
        ("ok,ˈoʊkeɪ\nLeelo", "line 2"),
        ("Leelo\tl33lo", "isn't an IPA symbol"),
        ("Leelo\tLAY-loh", "write =LAY-loh"),
        ("Leelo\tlay-loh", "isn't an IPA symbol"),
        ("Leelo\tlˈAlO", "'A' in 'lˈAlO' isn't an IPA symbol; `narrate say` prints the IPA of a word to copy"),
        ("Leelo\t=", "must be words"),
        ("COP\t=cop 28", "must be words"),
        ("Le Lo\tˈleɪloʊ", "different numbers"),
        ("Leelo\tˈleɪloʊ\nLeelo\tˈlilo", "line 2.*two different readings"),
        ("Leelo\tˈleɪloʊ\nLeelo\t=lay low", "line 2.*two different readings"),
        (PLS.format(alphabet="x-sampa"), "x-sampa"),
        ("<lexicon>", "well-formed"),
        ("<lexicon/>", "no lexeme"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><lexicon/>', "DOCTYPE"),
    ],
)
def test_a_lexicon_that_cannot_be_used_is_named(text: str, hint: str) -> None:
    with pytest.raises(SettingsError, match=f"names.tsv.*{hint}|{hint}.*names.tsv"):
        parse_lexicon(text, "names.tsv")


def test_words_for_a_site_win_over_those_for_a_language_and_these_over_all() -> None:
    lexicons = (
        Lexicon((("Leelo", "ʃ"),), site="sea.example"),
        Lexicon((("Leelo", "a"), ("Lowen", "a"))),
        Lexicon((("Leelo", "e"),), language="en"),
        Lexicon((("Leelo", "u"),), language="uk"),
    )
    assert dict(lexicon_for(lexicons, "en", None).pronunciations) == {"Leelo": "e", "Lowen": "a"}
    assert dict(lexicon_for(lexicons, "en", "https://www.sea.example/x").pronunciations) == {"Leelo": "ʃ", "Lowen": "a"}
    assert dict(lexicon_for(lexicons, "uk", "https://undersea.example/x").pronunciations) == {
        "Leelo": "u",
        "Lowen": "a",
    }


def test_a_settings_file_holds_lexicons_with_limits() -> None:
    tables = [{"file": "a.tsv", "language": "en"}, {"words": {"SBU": "=security service"}, "site": "www.Sea.example"}]
    assert parse_tables(tables, "narrate.toml", {"a.tsv": "Leelo\tˈleɪloʊ"}.__getitem__) == (
        Lexicon(LEELO, language="en"),
        Lexicon(wordings=(("SBU", "security service"),), site="sea.example"),
    )


@pytest.mark.parametrize(
    ("tables", "hint"),
    [
        ({"file": "a.tsv"}, "two brackets"),
        ([{}], "lexicon 1: file = .* is missing"),
        ([{"file": "a.tsv", "sites": "x"}], "lexicon 1 has no key 'sites'"),
        ([{"words": {"Leelo": "ˈleɪloʊ"}}, {"words": {"Leelo": ""}}], "lexicon 2: 'Leelo' has no IPA"),
        ([{"words": ["Leelo"]}], "write words as"),
        ([{"file": 3}], "file must be a text"),
        ([{"words": {}, "language": "english"}], "isn't a two-letter code"),
        ([{"words": {}, "site": "https://sea.example/"}], "isn't a host"),
        ([{"file": "a.tsv"}], "a.tsv, line 1"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(tables: object, hint: str) -> None:
    with pytest.raises(SettingsError, match=hint):
        parse_tables(tables, "narrate.toml", {"a.tsv": "Leelo"}.__getitem__)


def test_the_words_that_are_left_to_the_voice_come_without_endings() -> None:
    spoken = "Zorblat’s men met Quixle O’Dea, a ZORBLAT-like F.B.I. man, in Kyiv."
    at = spoken.index("Quixle")
    utterance = Utterance(
        spoken, spoken, pronunciations=((at, at + 6, "ˈkwɪksəl"), (len(spoken) - 5, len(spoken) - 1, "ˈkijɪv"))
    )
    assert list(words_without_sound(utterance)) == ["Zorblat", "men", "met", "O'Dea", "ZORBLAT-like", "man", "in"]
