import html
import re
from pathlib import Path

import webvtt

from narrate.model import Cue, Recording, Utterance, Word
from narrate.publish.captions import to_vtt


def recording(*cues):
    return Recording(Path("a.mp3"), cues[-1].end_ms, 24_000, -16.0, -2.0, cues)


def cue(start, end, printed, words=()):
    return Cue(start, end, Utterance(printed, printed), tuple(Word(*word) for word in words))


def parsed(vtt):
    return list(webvtt.from_string(vtt))


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def test_every_utterance_is_a_cue_with_its_times():
    cues = parsed(to_vtt(recording(cue(0.0, 1500.25, "One."), cue(1900.6, 3_723_004.0, "Two.")), "en"))
    assert [(c.identifier, c.start, c.end, c.text) for c in cues] == [
        ("u0", "00:00:00.000", "00:00:01.500", "One."),
        ("u1", "00:00:01.901", "01:02:03.004", "Two."),
    ]


def test_lines_are_short_and_lose_nothing():
    text = "It was the longest sentence that anyone in the chamber had heard, and nobody wrote it down in full. " * 3
    lines = parsed(to_vtt(recording(cue(0, 9000, text.strip())), "en"))[0].raw_text.split("\n")
    assert max(len(plain(line)) for line in lines) <= 65
    assert " ".join(plain(line) for line in lines) == text.strip()


def test_a_word_longer_than_a_line_stands_alone():
    lines = parsed(to_vtt(recording(cue(0, 9000, f"See {'x' * 80} now.")), "en"))[0].raw_text.split("\n")
    assert lines == ["See", "x" * 80, "now."]


def test_marks_of_the_format_are_escaped():
    vtt = to_vtt(recording(cue(0, 1000, "AT&T said 3 < 5 --> done.")), "en")
    assert "AT&amp;T said 3 &lt; 5 --&gt; done." in vtt
    assert len(parsed(vtt)) == 1


def test_words_carry_their_times():
    words = [("It", 500.0, 700.0), ("rained.", 720.4, 1000.0)]
    assert "It <00:00:00.720>rained." in to_vtt(recording(cue(500.0, 1000.0, "It rained.", words)), "en")


def test_word_times_that_do_not_rise_are_left_out():
    words = [("A", 0.0, 1.0), ("b", 300.0, 400.0), ("c", 300.0, 400.0), ("d", 1000.0, 1000.0)]
    assert "A <00:00:00.300>b c d" in to_vtt(recording(cue(0.0, 1000.0, "A b c d", words)), "en")


def test_words_that_are_not_the_printed_ones_give_no_times():
    assert "It rained." in to_vtt(recording(cue(0.0, 1000.0, "It rained.", [("It", 1.0, 2.0)])), "en")
