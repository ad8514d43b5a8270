"""The page around a sentence decides what its figures mean."""

from narrate.model import Article, Block, BlockKind
from narrate.script.normalize.page import Page
from narrate.script.normalize.spoken import spoken
from narrate.script.write import write_script


def said(sentence: str, *others: str) -> str:
    """Return what is said for a sentence on a page of others."""
    return spoken(sentence, page=Page("\n".join((sentence, *others)))).text


def test_two_numbers_before_a_team_are_a_record() -> None:
    assert said("The 6-5 Rhodes host Tulsa.", "The Rhodes won.") == "The six and five Rhodes host Tulsa."


def test_two_numbers_before_a_person_are_a_height() -> None:
    assert said("The 6-5 Rhodes scored.", "Coach Dan Rhodes smiled.") == "The six foot five Rhodes scored."


def test_a_draw_on_a_page_of_a_league_is_a_record() -> None:
    league = "NFL playoffs", "The quarterback threw.", "In the AFC"
    assert said("They are 7-7 at home.", *league) == "They are seven and seven at home."
    assert said("They are 7-7 at home.") == "They are seven seven at home."


def test_runs_and_wickets_are_known_by_the_page() -> None:
    page = "Ashes", "bowlers", "The innings ended."
    assert said("Ray made it 212-4.", *page) == "Ray made it two hundred twelve for four."
    assert said("Ray made it 212-4.") == "Ray made it two hundred twelve to four."


def test_a_numeral_behind_a_title_of_a_page_of_games_is_a_cardinal() -> None:
    assert said("Dan Hale II is fun.", "A sequel for PlayStation.", "The gameplay shines.") == "Dan Hale two is fun."
    assert said("Dan Hale II is fun.", "Dan Hale 2 sold well.") == "Dan Hale two is fun."
    assert said("Dan Hale II is fun.") == "Dan Hale the second is fun."


def test_an_abbreviation_in_brackets_is_said_if_the_page_goes_on_with_it() -> None:
    sentence = "The Port Works Board (PWB) met."
    assert said(sentence) == "The Port Works Board met."
    assert said(sentence, "The PWB will meet again.") == "The Port Works Board (P.W.B.) met."


def test_a_script_is_written_with_the_whole_page_in_view() -> None:
    blocks = tuple(
        Block(BlockKind.PARAGRAPH, text, "/p") for text in ("The 6-5 Rhodes scored.", "Dan Rhodes had nine rebounds.")
    )
    first, *_ = write_script(Article("", blocks)).utterances
    assert first.spoken == "The six foot five Rhodes scored."
