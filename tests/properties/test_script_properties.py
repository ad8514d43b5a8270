"""What holds for any text at all."""

import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from narrate.model import Article, Block, BlockKind, Direction, Script, Spoken
from narrate.script.normalize.spoken import LANGUAGES, spoken, spoken_form
from narrate.script.sentences import split
from narrate.script.write import write_script
from narrate.settings.options import ScriptOptions

NEWSY = st.sampled_from(
    (
        *"0123456789 .,:;-–—/$€£%°'\"’“”()[]&+#@!?½²§",
        *(
            "Oct. ",
            "May ",
            "p.m.",
            " a.m. ET",
            "U.S.",
            "F-16s",
            " km/h",
            "km",
            " million",
            "bn",
            "Gen. ",
            "St. ",
            "No. ",
        ),
        *(
            "XIV",
            " II",
            "NATO",
            "IAEA",
            "NGOs",
            "the ",
            "King Charles ",
            "World War ",
            "1990s",
            "2023-24",
            "3-1",
            "1/3",
        ),
        *(
            "1,000",
            "5'11\"",
            "https://a.example/b?c=1",
            "a@b.org",
            "#Tag2",
            "UAH ",
            "Rs",
            "°C",
            "mm",
            "x",
            "K",
            "M",
            "m",
        ),
        *("é", "Ї", "ß", "中", "٣", "\u200b", "\u202e", "\u0301", "😀", "\t", "\n", "\u00a0", "Ⅳ", "①", "ﬁ", "\x00"),
    )
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(NEWSY, max_size=25).map("".join))


def _holds(text: str, said: Spoken) -> None:
    printed_at = spoken_at = 0
    for span in said.spans:
        assert printed_at <= span.printed_start < span.printed_end <= len(text)
        assert spoken_at <= span.spoken_start < span.spoken_end <= len(said.text)
        assert not any(c.isalnum() for c in text[printed_at : span.printed_start])
        assert not any(c.isalnum() for c in said.text[spoken_at : span.spoken_start])
        printed_at, spoken_at = span.printed_end, span.spoken_end
    assert not any(c.isalnum() for c in text[printed_at:])
    assert not any(c.isalnum() for c in said.text[spoken_at:])


@settings(deadline=None)
@given(TEXTS, st.sampled_from(sorted(LANGUAGES)))
def test_every_letter_and_digit_lies_in_a_span(text: str, language: str) -> None:
    _holds(text, spoken(text, language))


@settings(deadline=None)
@given(TEXTS)
@example("0,000¼")
def test_no_ascii_digit_is_left_for_the_voice(text: str) -> None:
    assert not any(c in "0123456789" for c in spoken_form(text))


@settings(deadline=None)
@given(TEXTS, st.sampled_from(sorted(LANGUAGES)))
def test_sentences_keep_every_letter_and_digit(text: str, language: str) -> None:
    kept = "".join(c for sentence in split(text, language) for c in sentence if c.isalnum())
    assert kept == "".join(c for c in text if c.isalnum())


@settings(deadline=None, max_examples=50)
@given(st.lists(TEXTS.map(lambda t: " ".join(t.split())).filter(bool), min_size=1, max_size=3), st.integers(60, 200))
def test_utterances_are_no_longer_than_they_may_be(texts: list[str], max_chars: int) -> None:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, "/p") for text in (*texts, "One more."))
    script = write_script(Article("", blocks), ScriptOptions(max_chars=max_chars))
    assert all(len(u.printed) <= max_chars for u in script.utterances)
    _keeps_all(script, blocks)


def _keeps_all(script: Script, blocks: Sequence[Block]) -> None:
    for index, block in enumerate(blocks):
        own = [u for u in script.utterances if u.block == index]
        assert all(block.text[u.offset : u.offset + len(u.printed)] == u.printed for u in own)
        assert all(left.offset + len(left.printed) <= right.offset for left, right in pairwise(own))
        kept = "".join(c for u in own for c in u.printed if c.isalnum())
        assert kept == "".join(c for c in block.text if c.isalnum())


LINES = TEXTS.map(lambda text: " ".join(text.split()))
ARTICLES = st.builds(
    Article,
    title=LINES,
    blocks=st.lists(
        st.builds(
            Block,
            st.sampled_from(BlockKind),
            LINES.filter(bool),
            st.just("/p"),
            st.none() | st.sampled_from((*sorted(LANGUAGES), "it", "zh", "xx")),
        ),
        max_size=4,
    ).map(lambda blocks: (*blocks, Block(BlockKind.PARAGRAPH, "One more.", "/p"))),
    byline=st.lists(LINES, max_size=3).map(tuple),
    published=st.none() | LINES | st.dates().map(str) | st.datetimes().map(lambda at: at.isoformat()),
    site=st.none() | LINES,
    language=st.sampled_from(sorted(LANGUAGES)),
)


@settings(deadline=None)
@given(ARTICLES)
def test_any_article_is_read_whole(article: Article) -> None:
    script = write_script(article, ScriptOptions(site=True))
    _keeps_all(script, article.blocks)
    for u in script.utterances:
        _holds(u.printed, Spoken(u.spoken, u.spans))
        assert all(u.spoken[start:end].strip() and ipa for start, end, ipa in u.pronunciations)
        assert all(left[1] <= right[0] for left, right in pairwise(u.pronunciations))


KINDS = (
    *'"“”()[]<>/&%+=*#½²Ⅳ°',
    *("10m ", "5m people ", "1/2 ", "246/7 ", "1-2, ", "6-4 ", "The 8-6 Owls ", "10:30-", "$1 to $2 million ", "R500 "),
    *(
        '5" ',
        '"5 ',
        "“5” ",
        "5' 6\"",
        "(AB) ",
        "World Bank (WB) ",
        "a[1] ",
        "(.AB) ",
        "NATO ",
        "T.S. Hale III ",
        "III ",
    ),
    *(
        "III ",
        "-> ",
        "a > ",
        "S-XL ",
        "1 x 2 ",
        "1 2 3 4 – 5 ",
        "CVE-2020-1",
        "N.C. Hale ",
        "★",
        "10K ",
        "1.1.1 ",
        "a + A",
    ),
)
"""Each is what a rule looks for, over and over."""


ASKED = st.one_of(
    st.builds(lambda ms: {"pause_ms": ms}, st.integers(1, 9000)),
    st.builds(lambda alias: {"alias": alias}, st.sampled_from(("x", "two words", "7"))),
    st.builds(lambda ipa: {"ipa": ipa}, st.sampled_from(("a", "a b"))),
    st.builds(lambda kind: {"read_as": kind}, st.sampled_from(("characters", "digits", "cardinal", "ordinal"))),
    st.builds(lambda rate: {"rate": rate}, st.sampled_from((0.5, 2.0))),
)


@settings(deadline=None)
@given(LINES.filter(bool), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), ASKED), max_size=4))
def test_whatever_an_author_asks_the_block_is_read_whole(
    text: str, asked: list[tuple[int, int, dict[str, object]]]
) -> None:
    places = [(min(start, end, len(text)), min(max(start, end), len(text)), what) for start, end, what in asked]
    directions = tuple(
        Direction(start, start if "pause_ms" in what else end, **what) for start, end, what in sorted(places, key=str)
    )
    blocks = (
        Block(BlockKind.PARAGRAPH, text, "/p", directions=directions),
        Block(BlockKind.PARAGRAPH, "One more.", "/p"),
    )
    script = write_script(Article("", blocks))
    _keeps_all(script, blocks)
    for u in script.utterances:
        _holds(u.printed, Spoken(u.spoken, u.spans))
        assert all(left[1] <= right[0] for left, right in pairwise(u.pronunciations))


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "1" * 10_000,
        "1," * 50_000,
        "a.b" * 100_000,
        "F-16" * 20_000,
        "A" + "\u0301\u0302\u0303" * 50_000,
        "\u202e\u202c" * 50_000,
        "😀" * 100_000,
        "$" * 100_000,
        "1 " * 20_000,
        "((((" * 20_000,
        "U.S." * 30_000,
        "No. " * 20_000,
        "Oct. " * 20_000,
        *((kind * 50_000)[:50_000] for kind in KINDS),
    ],
    ids=lambda text: repr(text[:6]),
)
def test_the_time_for_a_monstrous_text_is_bounded(text: str) -> None:
    started = time.process_time()
    _holds(text, spoken(text))
    assert time.process_time() - started < 8
