"""A newsroom's own lexicon."""

import pytest

from narrate.errors import SettingsError
from narrate.script.lexicon import parse_lexicon, unknown_words

PLS = """<?xml version="1.0"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="{alphabet}" xml:lang="en-US">
  <lexeme><grapheme>Leelo</grapheme><grapheme>Lelo</grapheme><phoneme>ˈleɪloʊ</phoneme></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>World Wide Web Consortium</alias></lexeme>
</lexicon>"""


def test_a_table_may_be_separated_by_tabs_or_commas() -> None:
    assert parse_lexicon("# ours\nLeelo\tˈleɪloʊ\tour editor\n\n") == (("Leelo", "ˈleɪloʊ"),)
    assert parse_lexicon("Leelo,ˈleɪloʊ\n") == (("Leelo", "ˈleɪloʊ"),)


def test_slashes_around_the_ipa_are_allowed() -> None:
    assert parse_lexicon("Leelo\t/ˈleɪloʊ/") == (("Leelo", "ˈleɪloʊ"),)


def test_pls_gives_every_grapheme_its_first_phoneme() -> None:
    assert parse_lexicon(PLS.format(alphabet="ipa")) == (("Leelo", "ˈleɪloʊ"), ("Lelo", "ˈleɪloʊ"))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Leelo\t", "line 1"),
        ("ok,ˈoʊkeɪ\nLeelo", "line 2"),
        ("Leelo\tl33lo", "no IPA sign"),
        ("Le Lo\tˈleɪloʊ", "different numbers"),
        (PLS.format(alphabet="x-sampa"), "x-sampa"),
        ("<lexicon>", "well-formed"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><lexicon/>', "document type"),
    ],
)
def test_a_lexicon_that_cannot_be_used_is_named(text: str, hint: str) -> None:
    with pytest.raises(SettingsError, match=hint):
        parse_lexicon(text, "names.tsv")


def test_unknown_words_come_by_frequency() -> None:
    texts = ["Zorblat met Quixle in Kyiv.", "Zorblat's plan is good, Zorblat said."]
    assert unknown_words(texts, {"met", "in", "plan", "is", "good", "said"}) == (("Zorblat", 3), ("Quixle", 1))
