"""What becomes of a passage that the voice doesn't speak."""

import pytest

from narrate.errors import NothingToSay
from narrate.model import Article, Block, BlockKind, Script, Utterance
from narrate.pipeline.reading import QUOTATION_CHARS, readable, sayable

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


def script(*texts: str) -> Script:
    return Script("en", tuple(Utterance(text, text, block, pause_ms=block) for block, text in enumerate(texts, 1)))


def test_a_script_whose_letters_all_have_sounds_is_left_as_it_is() -> None:
    said = script("The mill turned.", "Млин крутиться.", "Ο μύλος.", "ﬁve ｍｉｌｌｓ", "It turned 3 times.")
    assert sayable(said, ENGLISH, "kokoro") == (said, ())


def test_a_paragraph_without_any_sound_is_left_out_with_a_note_that_names_it() -> None:
    read, notes = sayable(
        script("The mill turned.", "水车又转了起来。", "它转了一夜。", "Nobody knows why."), ENGLISH, "kokoro"
    )
    assert [each.printed for each in read.utterances] == ["The mill turned.", "Nobody knows why."]
    assert notes == ("kokoro has no sounds for CJK letters, left out: '水车又转了起来。 它转了一夜。'",)


def test_the_silence_after_what_is_left_out_is_kept() -> None:
    read, _ = sayable(script("The mill turned.", "水车又转了起来。"), ENGLISH, "kokoro")
    assert [each.pause_ms for each in read.utterances] == [2]


@pytest.mark.parametrize(
    ("text", "name"), [("دارت الطاحونة", "Arabic"), ("방앗간이 돌았다", "Hangul"), ("הטחנה หมุน", "Hebrew and Thai")]
)
def test_a_note_names_the_script(text: str, name: str) -> None:
    assert f" {name} letters" in sayable(script("The mill turned.", text), ENGLISH, "kokoro")[1][0]


def test_a_sentence_with_some_letters_that_have_sounds_stays() -> None:
    said = script("The mill (水车) turned.")
    assert sayable(said, ENGLISH, "kokoro") == (said, ())


def test_a_voice_that_speaks_a_language_has_sounds_for_its_letters() -> None:
    said = script("The mill turned.", "水车又转了起来。")
    assert sayable(said, frozenset({"en", "zh"}), "service") == (said, ())


def test_a_script_without_any_sound_is_refused() -> None:
    with pytest.raises(NothingToSay, match="水车"):
        sayable(script("水车又转了起来。"), ENGLISH, "kokoro")
