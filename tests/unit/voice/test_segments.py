from dataclasses import replace

import pytest

from narrate.model import Span, Speech, Utterance, Waveform, Word
from narrate.voice.segments import pack, printed_words, segment_key, unpack

SPEECH = Speech(Waveform(b"\x01\x02\x03\x04", 24_000), (Word("Boat", 0.0, 0.05), Word("“ö”", 0.05, 0.08)))
UTTERANCE = Utterance("2 boats", "two boats", pronunciations=((4, 9, "boʊts"),))


def test_what_is_packed_comes_back_equal() -> None:
    assert unpack(pack(SPEECH)) == SPEECH


@pytest.mark.parametrize("at", [3, 20, 60, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    content = bytearray(pack(SPEECH))
    content[at] ^= 1
    assert unpack(bytes(content)) is None


def test_a_truncated_entry_is_noticed() -> None:
    assert unpack(pack(SPEECH)[:-1]) is None
    assert unpack(b"") is None


def test_the_key_ignores_where_the_sentence_stands() -> None:
    elsewhere = replace(UTTERANCE, printed="two boats", block=7, offset=12, pause_ms=600)
    assert segment_key(elsewhere, "voice") == segment_key(UTTERANCE, "voice")


@pytest.mark.parametrize(
    "other", [replace(UTTERANCE, spoken="two boats."), replace(UTTERANCE, pronunciations=((4, 9, "bɔts"),))]
)
def test_the_key_changes_with_what_is_said(other: Utterance) -> None:
    assert segment_key(other, "voice") != segment_key(UTTERANCE, "voice")


def test_the_key_changes_with_the_voice() -> None:
    assert segment_key(UTTERANCE, "voice 1") != segment_key(UTTERANCE, "voice 2")


def spoken_words(text: str) -> list[Word]:
    """One word every 100 ms."""
    return [Word(token, index * 100.0, index * 100.0 + 80) for index, token in enumerate(text.split())]


def spans(*quadruples: tuple[int, int, int, int]) -> tuple[Span, ...]:
    return tuple(Span(*quadruple) for quadruple in quadruples)


def times(utterance: Utterance) -> list[tuple[str, float, float]]:
    words = printed_words(utterance, spoken_words(utterance.spoken))
    return [(word.text, round(word.start_ms, 1), round(word.end_ms, 1)) for word in words]


def test_equal_texts_take_the_words_as_they_are() -> None:
    utterance = Utterance("Two boats left.", "Two boats left.", spans=spans((0, 15, 0, 15)))
    assert times(utterance) == [("Two", 0.0, 80.0), ("boats", 100.0, 180.0), ("left.", 200.0, 280.0)]


def test_a_number_takes_the_time_of_all_words_it_is_said_with() -> None:
    spoken = "About forty two boats"
    utterance = Utterance("About 42 boats", spoken, spans=spans((0, 6, 0, 6), (6, 15, 6, 8), (15, 21, 8, 14)))
    assert times(utterance) == [("About", 0.0, 80.0), ("42", 100.0, 280.0), ("boats", 300.0, 380.0)]


def test_words_that_change_places_share_the_time_of_their_span() -> None:
    utterance = Utterance("$5 million", "five million dollars", spans=spans((0, 20, 0, 10)))
    words = printed_words(utterance, spoken_words(utterance.spoken))
    assert words[0].start_ms == 0.0
    assert words[1].end_ms == 280.0
    assert words[0].end_ms <= words[1].start_ms


def test_a_dash_that_is_not_said_has_no_length() -> None:
    utterance = Utterance("Quiet — again", "Quiet again", spans=spans((0, 5, 0, 5), (6, 11, 8, 13)))
    assert times(utterance) == [("Quiet", 0.0, 80.0), ("—", 80.0, 80.0), ("again", 100.0, 180.0)]


def test_without_engine_times_there_are_no_words() -> None:
    assert printed_words(Utterance("Two boats", "Two boats"), ()) == ()


def test_without_a_span_map_the_texts_are_laid_on_each_other() -> None:
    utterance = Utterance("Two boats", "Two boats")
    assert times(utterance) == [("Two", 0.0, 80.0), ("boats", 100.0, 180.0)]
