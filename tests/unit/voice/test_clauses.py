import pytest

from narrate.voice.clauses import cut


def pieces(text: str, limit: int) -> list[str]:
    return [text[start:end] for start, end in cut(text, limit)]


def test_a_text_within_the_limit_stays_whole() -> None:
    assert pieces("One boat came back.", 40) == ["One boat came back."]


def test_a_blank_text_gives_nothing() -> None:
    assert pieces("  \t ", 40) == []


def test_a_sentence_end_is_the_best_place() -> None:
    text = "The boats left early. Nobody saw them go, not even the guard."
    assert pieces(text, 45) == ["The boats left early.", "Nobody saw them go, not even the guard."]


def test_a_semicolon_is_better_than_a_comma() -> None:
    text = "The boats left; the guard, who was old, slept on"
    assert pieces(text, 40)[0] == "The boats left;"


def test_a_comma_is_better_than_a_conjunction() -> None:
    assert pieces("They sailed past the pier, north and south of it", 36)[0] == "They sailed past the pier,"


def test_a_conjunction_is_better_than_any_space() -> None:
    assert pieces("They sailed past the pier and turned north", 38)[0] == "They sailed past the pier"


def test_a_mark_that_comes_too_early_is_passed_over() -> None:
    assert pieces("Yes, they sailed past the old pier at dawn", 36)[0] == "Yes, they sailed past the old pier"


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert pieces("“We saw nothing at all.” He went home late.", 30)[0] == "“We saw nothing at all.”"


def test_a_word_beyond_the_limit_is_divided_and_nothing_is_lost() -> None:
    assert "".join(pieces("a" * 95, 30)) == "a" * 95


@pytest.mark.parametrize("limit", [1, 2, 7, 30])
def test_no_piece_is_longer_than_the_limit(limit: int) -> None:
    text = "A — b; c, d and e... fgh-ijk lmnopqrstuvw. X"
    assert all(len(piece) <= limit for piece in pieces(text, limit))
