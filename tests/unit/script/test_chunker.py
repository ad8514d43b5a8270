"""How a block is cut into utterances."""

import pytest

from narrate.model import Article, Block, BlockKind
from narrate.script.chunker import pieces
from narrate.script.normalize.tables import table
from narrate.script.write import write_script
from narrate.settings.options import PAUSES_MS, ScriptOptions

LONG = (
    "The committee, which had met eleven times since the spring, agreed to send the plan to the full council, "
    "but two members said that they would vote against it unless the mayor promised, in writing, to pay for the "
    "bridge out of next year's budget."
)


def _printed(text: str, max_chars: int) -> list[str]:
    return [text[start:end] for start, end, _, _ in pieces(text, "en", max_chars)]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    parts = _printed(LONG, 180)
    assert len(parts) == 2
    assert parts[0].endswith(",")


def test_a_quotation_of_many_sentences_is_cut_between_them() -> None:
    text = "“We waited for hours in the rain. Nobody came to tell us anything. Then the lights went out,” she said."
    assert _printed(text, 90)[0].endswith(("rain.", "anything."))


def test_nothing_is_cut_inside_a_number_or_a_bracket() -> None:
    text = (
        "It cost the town (which had saved, for many years, against just such a day) no less than 1,234,567 dollars, "
        "he said, in all."
    )
    parts = _printed(text, 100)
    assert len(parts) > 1
    assert not any(part.endswith(("1,", "234,", "saved,", "years,")) for part in parts)


def test_a_part_of_a_sentence_is_marked_as_no_sentence() -> None:
    whole = [is_whole for _, _, _, is_whole in pieces(LONG, "en", 180)]
    assert whole == [False, True]


def test_a_short_sentence_is_said_with_the_next() -> None:
    assert _printed("No. Nobody in the whole town could say.", 300) == ["No. Nobody in the whole town could say."]


def test_a_line_of_its_own_is_said_by_itself() -> None:
    """A label or an item has no full stop, and its silence comes from the line."""
    text = "Quiet Rivers\nAnn Lee’s novel begins at sea.\n2 eggs\nSalt"
    assert _printed(text, 300) == text.split("\n")


BREATH = "the men who had come down from the hills to sell their wool and their cheese at the fair in the old town"


def test_a_sentence_of_more_than_forty_words_is_cut_with_a_pause() -> None:
    text = f"It was known to {BREATH} and to {BREATH}."
    parts = [reading.text for _, _, reading, _ in pieces(text, "en", 300)]
    assert len(parts) == 2
    assert max(len(part.split()) for part in parts) <= 40


def test_figures_count_as_the_words_that_are_said() -> None:
    text = "It fell by 1,234,567 to 987,654 in 1987, 2,345,678 to 876,543 in 1991 and 345,678 to 76,543 in 1995."
    assert max(len(reading.text.split()) for _, _, reading, _ in pieces(text, "en", 300)) <= 40


@pytest.mark.parametrize(
    "written", [*(t for t in table("en", "titles") if t.endswith(".")), "John F.", "J. K.", "the U.S."]
)
def test_a_long_sentence_is_not_cut_behind_an_abbreviation(written: str) -> None:
    text = f"It was known to {BREATH} by {written} Smith of {BREATH}."
    parts = _printed(text, 300)
    assert len(parts) == 2
    assert not parts[0].endswith(written)


@pytest.mark.parametrize("gap", range(0, 60, 4))
def test_a_short_bracket_is_not_cut_wherever_it_stands(gap: int) -> None:
    text = f"It was known to {BREATH[:gap]} (or so they said, and we believed it) by {BREATH} by {BREATH}."
    assert all(part.count("(") == part.count(")") for part in _printed(text, 300))


def test_a_quotation_that_goes_on_keeps_the_pause_of_a_sentence() -> None:
    text = "“We waited for hours in the rain. Nobody came to tell us anything. Then the lights went out,” she said."
    block = Block(BlockKind.PARAGRAPH, f"{text} {BREATH}", "/p")
    script = write_script(Article("", (block,)), ScriptOptions(max_chars=90))
    first = script.utterances[0]
    assert first.printed.endswith(".")
    assert first.pause_ms == PAUSES_MS["sentence"]


def test_no_part_of_a_cut_sentence_is_one_word() -> None:
    for size in range(180, 420, 7):
        text = f"{' '.join([BREATH] * 4)[:size]}, however."
        parts = _printed(text, 300)
        assert min(len(part.split()) for part in parts) > 1
