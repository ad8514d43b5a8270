import json
from html.parser import HTMLParser
from pathlib import Path

import webvtt

from narrate.model import Article, Block, BlockKind, Cue, Recording, Utterance, Word
from narrate.publish.transcript import to_html, to_sync_media, to_text

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


def recording():
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
    assert to_text(recording()).split("\n\n") == [
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
    parser.feed(to_html(recording(), ARTICLE))
    assert [tag for tag, _ in parser.seen if tag != "span"] == [
        "div", "p", "p", "p", "h2", "ul", "li", "li", "blockquote",
    ]  # fmt: skip
    assert parser.open == []


def test_each_utterance_carries_its_name_and_times():
    parser = Elements()
    parser.feed(to_html(recording(), ARTICLE))
    spans = [attrs for tag, attrs in parser.seen if tag == "span"]
    assert spans[2] == {"id": "u2", "data-start": "1.500", "data-end": "2.500"}
    assert len(spans) == 8


def test_text_is_escaped():
    assert "5 &lt; 6" in to_html(recording(), ARTICLE)


def test_a_list_at_the_end_is_closed():
    text = to_html(Recording(Path("a.mp3"), 1.0, 24_000, -16.0, -2.0, recording().cues[:6]), ARTICLE)
    assert text.endswith("</ul>\n</div>\n")


def test_the_track_selects_the_printed_text_of_sentences_and_words():
    cues = [(cue, json.loads(cue.text)) for cue in webvtt.from_string(to_sync_media(recording(), ARTICLE))]
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
