"""Whatever the bytes, the extractor gives an article or a one-line error, in bounded time."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.errors import PageError
from narrate.extract.extractor import examine
from narrate.extract.walk import MAX_CANDIDATES
from narrate.model import Extraction, Page

GOLDEN = sorted((Path(__file__).parents[1] / "golden").glob("*/page.html"))
TAGS = [
    "p",
    "div",
    "a",
    "li",
    "ul",
    "article",
    "section",
    "h1",
    "h2",
    "span",
    "table",
    "td",
    "br",
    "b",
    "!--",
    "script",
]
PROSE = "The council met on Tuesday and agreed, after a long debate, to repair the bridge. "
HOSTILE = {
    "deep": "<div>" * 10_000 + f"<p>{PROSE}</p>" + "</div>" * 10_000,
    "deep inline": "<b><i>" * 10_000 + PROSE,
    "siblings": "<p>x" * MAX_CANDIDATES,
    "more siblings than allowed": "<p>x" * 1_000_000,
    "unclosed": "<article><div><p><a><b><ul><li><table><tr><td>" * 400 + PROSE,
    "null bytes": "\0".join(f"<p>{PROSE}</p>"),
    "entities": "<p>" + "&amp;&lt;&nbsp;&#x41;" * 200_000 + "</p>",
    "entity declarations": "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><p>&b;&b;</p>" + PROSE,
    "attributes": "<p " + " ".join(f"a{number}=x" for number in range(20_000)) + f">{PROSE}</p>",
    "long class": f"<p class='{'story ' * 50_000}'>{PROSE}</p>",
    "breaks": "<p>" + "<br>" * 100_000 + PROSE,
    "json bomb": f"<script type='application/ld+json'>{'[' * 50_000}</script><p>{PROSE}</p>",
    "one long word": "<p>" + "x" * 2_000_000 + "</p>",
    "at signs": "<p>" + "@" * 100_000 + f"</p><p>{PROSE}</p>",
    "comment": "<!--" + "-" * 500_000 + f"<p>{PROSE}</p>",
    "links": "<a href=/>" * 5_000 + PROSE,
}


def attempt(markup: bytes) -> Extraction | None:
    """Extract; only the errors of bad pages are allowed, and they are one line."""
    try:
        return examine(Page(markup))
    except PageError as error:
        message = str(error)
    assert "\n" not in message
    assert len(message) < 300
    return None


@pytest.mark.parametrize("name", sorted(HOSTILE))
@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le"])
def test_hostile_markup_is_answered_within_ten_seconds(name: str, charset: str) -> None:
    start = time.process_time()
    attempt(HOSTILE[name].encode(charset))
    assert time.process_time() - start < 10


@given(st.binary(max_size=3000))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_answered(content: bytes) -> None:
    attempt(content)


@given(
    st.lists(
        st.one_of(st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]), st.text(max_size=40))
    )
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_markup_gives_blocks_of_one_folded_line(pieces: list[str]) -> None:
    extraction = attempt("".join(pieces).encode("utf-8", "replace"))
    if extraction is None or extraction.article is None:
        return
    for block in extraction.article.blocks:
        assert block.text
        assert block.text == " ".join(block.text.split())


def mutate(markup: bytes, chance: random.Random) -> bytes:
    """Return the page with some stretches cut, doubled, moved, or overwritten."""
    for _ in range(chance.randrange(1, 6)):
        start = chance.randrange(len(markup))
        end = min(len(markup), start + chance.randrange(1, 400))
        piece = markup[start:end]
        place = chance.randrange(len(markup))
        markup = (
            chance.choice(
                [
                    markup[:start] + markup[end:],
                    markup[:place] + piece + markup[place:],
                    markup[:start] + chance.randbytes(len(piece)) + markup[end:],
                    markup[:start] + piece.replace(b"<", b"").replace(b">", b"<") + markup[end:],
                    markup[: max(20, start)],
                ]
            )
            or b"<p>"
        )
    return markup


@pytest.mark.parametrize("page", GOLDEN, ids=lambda page: page.parent.name)
def test_damaged_pages_are_answered(page: Path) -> None:
    chance = random.Random(page.parent.name)
    for _ in range(15):
        attempt(mutate(page.read_bytes(), chance))
