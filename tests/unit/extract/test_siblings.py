"""Siblings are found through the elements that wrap them."""

import numpy as np

from narrate.extract.siblings import Siblings, others_mean
from narrate.extract.tree import parse
from narrate.extract.walk import walk
from narrate.extract.words import words


def siblings(body: str) -> Siblings:
    return Siblings(walk(parse(f"<html><body>{body}</body></html>")))


def column(body: str, name: str, own_names: tuple[str, ...] = ()) -> list[float]:
    candidates = walk(parse(f"<html><body>{body}</body></html>"))
    table = Siblings(candidates).table([words(candidate.text) for candidate in candidates], own_names)
    return [round(float(value), 3) for value in table[:, Siblings.NAMES.index(name)]]


def test_items_are_siblings_whatever_wraps_their_text() -> None:
    found = siblings(
        "<main><ul><li>One egg</li><li><p>Two pears</p></li><li><div><p>Salt</p></div></li></ul><p>Stir.</p>"
    )
    assert len(set(found.parent[:3].tolist())) == 1
    assert found.parent[3] != found.parent[0]


def test_blocks_on_the_same_path_are_alike_but_for_numbers() -> None:
    found = siblings('<div><section id="part-1"><h2>One</h2></section></div><div><section id="part-2"><h2>Two</h2>')
    assert found.path[0] == found.path[1]
    assert found.heading.tolist() == [True, True]


def test_a_section_scores_as_the_text_below_its_heading() -> None:
    found = siblings("<h2>Results</h2><p>One two three.</p><p>Four five.</p><h2>Shop</h2><p>Buy it.</p>")
    score, _ = found.sections(np.array([0.0, 1.0, 1.0, 0.0, 0.0]), np.ones(5))
    assert score.tolist() == [1.0, 1.0, 1.0, 0.0, 0.0]


def test_text_above_the_first_heading_has_no_section() -> None:
    score, size = siblings("<p>Above.</p><h2>Results</h2>").sections(np.ones(2), np.ones(2))
    assert score.tolist() == [-1.0, -1.0]
    assert size.tolist() == [0.0, 0.0]


def test_a_text_that_names_its_site_is_marked() -> None:
    body = "<p>The bridge is closed.</p><p>Ask Tide Works for an offer today.</p>"
    assert column(body, "own_name", ("tideworks",)) == [0.0, 1.0]


def test_a_list_is_announced_by_a_colon() -> None:
    assert column("<p>You need:</p><ul><li>Flour</li><li>Water</li></ul>", "list_colon") == [0.0, 1.0, 1.0]


def test_copies_are_counted() -> None:
    assert column("<p>Subscribe now</p><p>Rain fell.</p><p>Subscribe now</p>", "copies") == [2.0, 1.0, 2.0]


def test_the_mean_of_others_leaves_oneself_out() -> None:
    mean = others_mean(np.array([0, 0, 1]), np.array([1.0, 0.0, 1.0]), np.ones(3))
    assert mean.tolist() == [0.0, 1.0, -1.0]
