"""From text to a tree of elements."""

import pytest

from narrate.extract.tree import parse

HEAD = "<!doctype html><html><title>The mill</title><meta charset=utf-8><!-- a note -->"


@pytest.mark.parametrize("first", ["<article>", "<main><article>", "<section>", "<custom-story>"])
def test_a_body_begins_where_its_tag_is_left_out(first):
    root = parse(f"{HEAD}{first}<p>The mill turned.</p> It <b>still</b> does.")
    assert root.find("body").text_content() == "The mill turned. It still does."
    assert [child.tag for child in root.find("head") if isinstance(child.tag, str)] == ["title", "meta"]


def test_what_stands_before_an_explicit_body_comes_first():
    root = parse(f"{HEAD}<article>One.</article><body><p>Two.</p></body>")
    assert root.find("body").text_content() == "One.Two."


def test_a_page_with_both_tags_is_as_it_was():
    root = parse("<html><head><title>The mill</title></head><body><p>One.</p></body></html>")
    assert [child.tag for child in root] == ["head", "body"]
