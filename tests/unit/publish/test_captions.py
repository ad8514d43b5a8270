import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import webvtt

from narrate.model import Article, Block, BlockKind, Cue, Recording, Utterance, Word
from narrate.publish.captions import to_html, to_sync_media, to_text, to_vtt

ARTICLE = Article(
    title="The bridge closes",
    blocks=(
        Block(BlockKind.PARAGRAPH, "It rained. It stopped at 5 < 6.", "/html/body/p[1]"),
        Block(BlockKind.HEADING, "Why now", "/html/body/h2"),
        Block(BlockKind.ITEM, "Cables.", "/html/body/ul/li[1]"),
        Block(BlockKind.ITEM, "Cost.", "/html/body/ul/li[2]"),
        Block(BlockKind.QUOTE, "Nobody knows.", "/html/body/blockquote"),
    ),
)


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


def transcribed():
    said = [
        Cue(0.0, 900.0, Utterance("The bridge closes", "The bridge closes")),
        Cue(1000.0, 1400.0, Utterance("By Ann Example.", "By Ann Example.")),
        Cue(
            1500.0,
            2500.0,
            Utterance("It rained.", "It rained.", 0, 0),
            (Word("It", 1500.0, 1800.0), Word("rained.", 1800.0, 2500.0)),
        ),
        Cue(2600.0, 3500.0, Utterance("It stopped at 5 < 6.", "It stopped at five.", 0, 11)),
        Cue(4000.0, 4500.0, Utterance("Why now", "Why now", 1, 0)),
        Cue(5000.0, 5500.0, Utterance("Cables.", "Cables.", 2, 0)),
        Cue(6000.0, 6500.0, Utterance("Cost.", "Cost.", 3, 0)),
        Cue(7000.0, 7500.0, Utterance("Nobody knows.", "Nobody knows.", 4, 0)),
    ]
    return Recording(Path("a.mp3"), 7500.0, 24_000, -16.0, -2.0, tuple(said))


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen, self.open = [], []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_text_has_a_paragraph_per_block():
    assert to_text(transcribed()).split("\n\n") == [
        "The bridge closes",
        "By Ann Example.",
        "It rained. It stopped at 5 < 6.",
        "Why now",
        "Cables.",
        "Cost.",
        "Nobody knows.\n",
    ]


def test_the_html_keeps_the_kinds_of_the_blocks():
    parser = Elements()
    parser.feed(to_html(transcribed(), ARTICLE))
    assert [tag for tag, _ in parser.seen if tag != "span"] == [
        "div", "p", "p", "p", "h2", "ul", "li", "li", "blockquote",
    ]  # fmt: skip
    assert parser.open == []


def test_each_utterance_carries_its_name_and_times():
    parser = Elements()
    parser.feed(to_html(transcribed(), ARTICLE))
    spans = [attrs for tag, attrs in parser.seen if tag == "span"]
    assert spans[2] == {"id": "u2", "data-start": "1.500", "data-end": "2.500"}
    assert len(spans) == 8


def test_text_is_escaped():
    assert "5 &lt; 6" in to_html(transcribed(), ARTICLE)


def test_a_list_at_the_end_is_closed():
    text = to_html(Recording(Path("a.mp3"), 1.0, 24_000, -16.0, -2.0, transcribed().cues[:6]), ARTICLE)
    assert text.endswith("</ul>\n</div>\n")


def test_the_track_selects_the_printed_text_of_sentences_and_words():
    cues = [(cue, json.loads(cue.text)) for cue in webvtt.from_string(to_sync_media(transcribed(), ARTICLE))]
    selected = []
    for cue, payload in cues:
        place = payload["selector"]
        block = next(block for block in ARTICLE.blocks if block.anchor == place["value"])
        stretch = slice(place["refinedBy"]["start"], place["refinedBy"]["end"])
        selected.append((cue.identifier, payload["group"], block.text[stretch]))
    assert selected[:4] == [
        ("u2", "sentence", "It rained."),
        ("u2w0", "word", "It"),
        ("u2w1", "word", "rained."),
        ("u3", "sentence", "It stopped at 5 < 6."),
    ]
    assert len(selected) == 8


def test_an_arrow_in_an_anchor_does_not_break_the_track():
    article = Article("A", (Block(BlockKind.PARAGRAPH, "It rained.", "/p[@id='-->']"),))
    cues = (Cue(0.0, 900.0, Utterance("It rained.", "It rained.", 0)),)
    track = to_sync_media(Recording(Path("a.mp3"), 900.0, 24_000, -16.0, -2.0, cues), article)
    (cue,) = webvtt.from_string(track)
    assert json.loads(cue.text)["selector"]["value"] == "/p[@id='-->']"
