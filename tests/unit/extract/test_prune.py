"""What is left out although it stands in the story's place, and kept although it scored low."""

import pytest
from lxml import html

from narrate.extract import metadata, statements
from narrate.extract.candidates import Verdict
from narrate.extract.prune import judge
from narrate.extract.walk import walk

STORY = "The ferry between the two towns sails again from Monday, the harbour office said."


def judged(markup: str, scores: list[float], description: str = "", title: str = "") -> list[Verdict]:
    found = walk(html.document_fromstring(markup))
    head = f"<title>{title}</title><meta name='description' content='{description}'>"
    root = html.document_fromstring(f"<html><head>{head}</head></html>")
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


def test_a_cell_beside_others_is_of_a_table_even_if_it_is_a_sentence() -> None:
    rows = f"<tr><td><p>Comfort</p></td><td><p>{STORY}</p></td><td><p>5 of 5</p></td></tr>"
    verdicts = judged(f"<p>{STORY} Twice.</p><table>{rows}</table>", [0.9] * 4)
    assert [verdict.reason for verdict in verdicts][2] == "table"


def test_a_line_in_a_figure_is_a_caption_and_a_quotation_in_one_is_not() -> None:
    page = f"<p>{STORY}</p><figure><img src='a'><div>The harbour in winter</div></figure>"
    quote = "<figure><blockquote><p>We never gave up on her, not one day.</p></blockquote></figure>"
    verdicts = judged(page + quote, [0.9] * 3)
    assert [verdict.reason for verdict in verdicts] == ["score 0.90", "caption", "score 0.90"]


def test_names_of_elements_tell_embedded_posts_notices_and_footnotes() -> None:
    page = (
        f"<p>{STORY}</p><div class='atom-twitterEmbed'><p>Boats again, says the mayor of the town</p></div>"
        "<div class='privacy-box'><p>A cookie is a small file that we store.</p></div>"
        "<p class='fn2'>[2] Letter of May.</p>"
    )
    reasons = [verdict.reason for verdict in judged(page, [0.9] * 4)]
    assert reasons[1:] == ["embedded post", "cookie notice", "footnote"]


def test_a_list_under_a_line_that_announces_links_is_left_out() -> None:
    listed = "<ul><li>How to invest in land.</li><li>Five boats that pay.</li></ul>"
    verdicts = judged(f"<p>{STORY}</p><h2>Don't miss:</h2>{listed}<p>{STORY} Twice.</p>", [0.9] * 5)
    assert [verdict.kept for verdict in verdicts] == [True, False, False, False, True]


def test_a_list_of_prompts_is_left_out_whole() -> None:
    prompts = "<li>Get email updates from us.</li><li>Join our commenting community.</li>"
    verdicts = judged(f"<p>{STORY} {STORY}</p><ul><li>Daily puzzles</li>{prompts}</ul>", [0.9] * 4)
    assert [verdict.kept for verdict in verdicts] == [True, False, False, False]


def test_a_list_that_is_the_story_outlives_the_prompts_in_it() -> None:
    prompts = "<li>Get email updates from us.</li><li>Join our commenting community.</li>"
    verdicts = judged(f"<p>How to sail.</p><ul><li>{STORY}</li>{prompts}</ul>", [0.9] * 4)
    assert [verdict.kept for verdict in verdicts] == [True, True, False, False]


def test_a_live_feed_beside_a_story_is_left_out_and_one_that_is_the_story_is_read() -> None:
    posts = "".join(
        f"<div class='live-blog-card' id='p{n}'><p>Update {n}: the ferry has left.</p></div>" for n in range(3)
    )
    story = f"<p>{STORY}</p>" + "".join(f"<p>{STORY} It was trip {n}.</p>" for n in range(5))
    assert [verdict.kept for verdict in judged(story + posts, [0.9] * 9)] == [True] * 6 + [False] * 3
    assert [verdict.kept for verdict in judged(posts, [0.9] * 3)] == [True] * 3


def test_the_sentence_below_the_headline_is_a_standfirst() -> None:
    page = f"<div><h1>The ferry sails again</h1><p>{{}}</p></div><p>{STORY}</p>"
    for said, kept in (("Boats had stayed in port for a month.", True), ("Boats and harbours and towns", False)):
        assert judged(page.format(said), [0.0, 0.1, 0.9], title="The ferry sails again")[1].kept is kept


def test_a_linked_item_of_a_plain_list_is_kept_and_a_list_of_links_is_not() -> None:
    link = "<li><a href='/a'>The list of letters grows</a></li>"
    plain = "<li>The boats sail again</li><li>The quay is repaired</li>"
    assert [verdict.kept for verdict in judged(f"<p>{STORY}</p><ul>{plain}{link}</ul>", [0.9, 0.9, 0.9, 0.7])] == [
        True
    ] * 4
    assert [verdict.kept for verdict in judged(f"<p>{STORY}</p><ul>{link}{link}</ul>", [0.9, 0.7, 0.7])][1:] == [
        False
    ] * 2


def test_a_correction_below_the_story_is_kept_and_a_call_for_corrections_is_not() -> None:
    note = "<p>Correction, May 5: This story first said that the ferry sails on Sunday.</p>"
    call = "<p>Corrections? Tell us which errors you have found in this story today.</p>"
    assert [verdict.kept for verdict in judged(f"<p>{STORY}</p>{note}{call}", [0.9, 0.2, 0.2])] == [True, True, False]


@pytest.mark.parametrize(
    "note",
    [
        "This story was updated on Oct. 3 to correct the day on which the ferry sails.",
        "This article was amended on 3 October 2025. The ferry sails on Monday and not on Sunday.",
        "An earlier version of this article said that the ferry sails on Sunday.",
        "Anmerkung der Redaktion: In einer früheren Fassung fuhr die Fähre am Sonntag.",
        "Une première version de cet article disait que le bac part le dimanche.",
        "У попередній версії тексту йшлося, що пором ходить щонеділі.",
    ],
)
def test_what_an_earlier_version_said_is_read(note: str) -> None:
    assert judged(f"<p>{STORY}</p><p>{note}</p>", [0.9, 0.2])[1].kept
    assert judged(f"<p>{STORY}</p><p>{note}</p>", [0.9, 0.9])[1].kept
    assert not judged(f"<p>{STORY}</p><p>This article was updated on Oct. 3, 2025, at 5 p.m.</p>", [0.9, 0.9])[1].kept


def test_a_row_of_stars_does_not_part_neighbours() -> None:
    page = f"<div><p>{STORY}</p><p>***</p><p>The boats will leave at noon each day.</p></div>"
    assert judged(page, [0.9, 0.2, 0.4])[2].kept


@pytest.mark.parametrize(("title", "kept"), [("Ferry night: live", True), ("Ferry night", False)])
def test_posts_are_read_though_they_score_low_if_the_headline_says_live(title: str, *, kept: bool) -> None:
    posts = "".join(f"<li class=live-post><h3>Point {n} of it</h3><p>Ferry {n} has left.</p></li>" for n in range(30))
    page = f"<h1>{title}</h1><p>{STORY}</p><ul>{posts}</ul>"
    assert [v.kept for v in judged(page, [0.0, 0.9, *[0.05] * 60], title=title)][1:] == [True] + [kept] * 60


def test_a_sentence_without_blanks_between_its_words_is_kept_beside_the_story() -> None:
    texts = (
        "橋の工事は来春に始まり、三年間続く見込みだと市は発表した。",
        "渡し船は朝六時から夜十時まで、十五分ごとに出る。",
    )
    assert [verdict.kept for verdict in judged("".join(f"<p>{text}</p>" for text in texts), [0.95, 0.4])] == [
        True,
        True,
    ]
