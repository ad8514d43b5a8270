"""What is left out although it stands in the story's place, and kept although it scored low."""

from lxml import html

from narrate.extract import metadata, statements
from narrate.extract.prune import Verdict, judge
from narrate.extract.walk import walk

STORY = "The ferry between the two towns sails again from Monday, the harbour office said."


def judged(markup: str, scores: list[float], description: str = "") -> list[Verdict]:
    found = walk(html.document_fromstring(markup))
    root = html.document_fromstring(f"<html><head><meta name='description' content='{description}'></head></html>")
    return judge(found, scores, metadata.read(root, statements.gather(root), found, None))


def test_a_named_standfirst_above_the_story_is_kept() -> None:
    page = f"<h1>Ferry</h1><p class='ArticleDek'>Boats had stayed in port for a month</p><p>{STORY}</p>"
    assert [verdict.kept for verdict in judged(page, [0.0, 0.08, 0.9])] == [False, True, True]


def test_a_plain_line_above_the_story_is_not() -> None:
    page = f"<h1>Ferry</h1><p class='meta'>Boats had stayed in port for a month</p><p>{STORY}</p>"
    assert [verdict.kept for verdict in judged(page, [0.0, 0.08, 0.9])] == [False, False, True]


def test_a_standfirst_that_the_description_repeats_is_kept() -> None:
    said = "Boats had stayed in port for a month"
    page = f"<h1>Ferry</h1><p>{said}</p><p>{STORY}</p>"
    assert [verdict.kept for verdict in judged(page, [0.0, 0.03, 0.9], description=said)] == [False, True, True]


def test_a_standfirst_told_again_below_the_story_is_not() -> None:
    said = "Boats had stayed in port for a month"
    page = f"<h1>Ferry</h1><p>{STORY}</p><p>It costs four.</p><p>Or five.</p><p>{said}</p>"
    verdicts = judged(page, [0.0, 0.9, 0.9, 0.9, 0.2], description=said)
    assert [verdict.kept for verdict in verdicts] == [False, True, True, True, False]


def test_a_short_cell_is_of_a_table() -> None:
    page = f"<p>{STORY}</p><table><tr><td>Adults 4 crowns</td></tr></table>"
    assert [verdict.reason for verdict in judged(page, [0.9, 0.9])][1] == "table"


def test_a_paragraph_in_a_table_of_layout_is_kept() -> None:
    page = f"<table><tr><td>{STORY}</td></tr></table>"
    assert judged(page, [0.9])[0].kept


def test_the_heading_of_a_prompt_goes_with_it() -> None:
    prompt = "<div><h2>The morning in five minutes</h2><p>Sign up for our newsletter today.</p></div>"
    verdicts = judged(f"<p>{STORY}</p>{prompt}<p>{STORY} Twice.</p>", [0.9] * 4)
    assert [verdict.kept for verdict in verdicts] == [True, False, False, True]
