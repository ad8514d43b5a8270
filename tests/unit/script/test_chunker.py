"""How a block is cut into utterances."""

from narrate.script.chunker import pieces

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
