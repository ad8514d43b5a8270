from dataclasses import replace

import pytest

from narrate.model import Speech, Utterance, Waveform, Word
from narrate.voice.segments import pack, segment_key, unpack

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
