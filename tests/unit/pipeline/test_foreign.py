"""What becomes of a passage that the voice doesn't speak."""

import pytest

from narrate.model import Article, Block, BlockKind
from narrate.pipeline.foreign import QUOTATION_CHARS, readable

ENGLISH = frozenset({"en"})
STORY = Block(BlockKind.PARAGRAPH, "The mill turned again on Monday.", "/p[1]")


def article(*foreign: tuple[str, str]) -> Article:
    blocks = [Block(BlockKind.QUOTE, text, f"/q[{i}]", language) for i, (language, text) in enumerate(foreign)]
    return Article("The mill", (STORY, *blocks, STORY))


def test_a_story_in_one_language_is_left_as_it_is() -> None:
    assert readable(article(), ENGLISH, "kokoro") == (article(), ())


def test_a_short_quotation_is_read_with_an_accent_and_a_note_says_so() -> None:
    quoted = article(("fr", "Le moulin tourne encore."))
    read, notes = readable(quoted, ENGLISH, "kokoro")
    assert read == quoted
    assert notes == (
        "a passage in 'fr', which kokoro doesn't speak, is read with its accent: 'Le moulin tourne encore.'",
    )


def test_a_quotation_that_the_voice_speaks_needs_no_note() -> None:
    quoted = article(("fr", "Le moulin tourne encore."))
    assert readable(quoted, frozenset({"en", "fr"}), "espeak:en") == (quoted, ())


def test_a_foreign_section_is_left_out_with_a_note() -> None:
    sentence = "Le moulin tourne encore, et personne ne sait pourquoi. "
    section = [("fr", (sentence * 3).strip())] * 2
    assert len(section[0][1]) < QUOTATION_CHARS < 2 * len(section[0][1])
    read, notes = readable(article(*section), ENGLISH, "kokoro")
    assert read.blocks == (STORY, STORY)
    assert len(notes) == 1
    assert "is left out: 'Le moulin tourne encore" in notes[0]


@pytest.mark.parametrize(("text", "is_read"), [("Млин знову крутиться.", True), ("水车又转了起来。", False)])
def test_letters_that_no_european_voice_knows_are_left_out(text: str, *, is_read: bool) -> None:
    read, notes = readable(article(("xx", text)), ENGLISH, "kokoro")
    assert (len(read.blocks) == 3) is is_read
    assert ("left out" in notes[0]) is not is_read


def test_a_story_of_foreign_blocks_alone_is_not_emptied() -> None:
    whole = Article("Le moulin", (Block(BlockKind.PARAGRAPH, "x" * 999, "/p", "fr"),), language="fr")
    assert readable(whole, ENGLISH, "kokoro") == (whole, ())
