"""What SSML in a text and `data-ssml` attributes ask for."""

import pytest

from narrate.model import Direction
from narrate.ssml import of_attributes, read


def one(text: str) -> tuple[str, Direction]:
    """Return the only paragraph of a text, and the only thing that is asked for it."""
    ((printed, (direction,)),) = read(text)
    return printed, direction


def test_a_text_without_tags_is_text_alone():
    assert read("R&amp;D at 2 < 3 <b>x</b>\n\n  and   more ") == (("R&amp;D at 2 < 3 <b>x</b>", ()), ("and more", ()))


@pytest.mark.parametrize(
    ("asked", "pause_ms"),
    [
        ('time="2s"', 2000),
        ("time='250ms'", 250),
        ('time="1.5s"', 1500),
        ('time="99s"', 10_000),
        ('strength="strong"', 700),
        ('time="soon"', 380),
        ("", 380),
    ],
)
def test_a_break_is_a_silence_between_two_words(asked, pause_ms):
    assert one(f"Wait <break {asked}/> here.") == ("Wait here.", Direction(5, 5, pause_ms=pause_ms))


@pytest.mark.parametrize(
    "tag", ['<break strength="none"/>', '<sub alias="">x</sub>', '<say-as interpret-as="date">x</say-as>']
)
def test_what_asks_for_nothing_stays_text(tag):
    ((_, directions),) = read(f"Say {tag} now")
    assert directions == ()


def test_an_element_holds_its_stretch_of_the_folded_text():
    text, direction = one('The\n <sub alias="World Wide Web Consortium"> W3C  group </sub>, here')
    assert text[direction.start : direction.end] == "W3C group"
    assert direction.alias == "World Wide Web Consortium"


def test_elements_may_stand_in_each_other():
    ((text, (slow, spelled)),) = read(
        '<prosody rate="slow">Room <say-as interpret-as="characters">B12</say-as></prosody>.'
    )
    assert (text, slow.rate, spelled.read_as) == ("Room B12.", 0.8, "characters")
    assert (slow.start, slow.end, spelled.start, spelled.end) == (0, 8, 5, 8)


def test_an_element_that_is_not_closed_ends_with_its_paragraph():
    assert [(text, len(asked)) for text, asked in read('<prosody rate="fast">One</p>\n\n</s> two</prosody>')] == [
        ("One", 1),
        ("two", 0),
    ]


@pytest.mark.parametrize(
    ("rate", "factor"), [("x-slow", 0.5), ("fast", 1.25), ("80%", 0.8), ("1.2", 1.2), ("900%", 2.0), ("-20%", 1.0)]
)
def test_a_rate_is_a_factor_of_the_voices_own_tempo(rate, factor):
    ((_, directions),) = read(f'<prosody rate="{rate}">Go</prosody>')
    assert [each.rate for each in directions] == ([factor] if factor != 1.0 else [])


def test_both_forms_of_attributes_ask_for_the_same():
    apart = {"data-ssml-phoneme-ph": "kiv", "data-ssml-phoneme-alphabet": "ipa", "class": "x"}
    assert (
        of_attributes(apart)
        == of_attributes({"data-ssml": '{"phoneme": {"ph": "kiv"}}'})
        == (Direction(0, 0, ipa="kiv"),)
    )


@pytest.mark.parametrize("value", ["", "[]", "{", '{"sub": 1}', '{"audio": {"src": "x"}}', "[" * 100_000])
def test_broken_attributes_ask_for_nothing(value):
    assert of_attributes({"data-ssml": value}) == ()
