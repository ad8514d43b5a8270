"""The elements of a page, found as CSS names them."""

import pytest

from narrate.embed.html_source import Source
from narrate.embed.html_tree import Tree
from narrate.text import css_to_xpath

PAGE = (
    b'<main id="top"><div class="a b" data-role="story-body x" lang="en-GB"><p>1</p><section><p class="b">2</p>'
    b'</section></div><p class=b>3</p><DIV CLASS="a">4</DIV></main>'
)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("p", ["<p>", '<p class="b">', "<p class=b>"]),
        (".b", ['<div class="a b"', '<p class="b">', "<p class=b>"]),
        ("p.b", ['<p class="b">', "<p class=b>"]),
        (".a.b", ['<div class="a b"']),
        ("div", ['<div class="a b"', "<DIV"]),
        ("#top > p", ["<p class=b>"]),
        ("#top p", ["<p>", '<p class="b">', "<p class=b>"]),
        ("div > p, main > div", ['<div class="a b"', "<p>", "<DIV"]),
        ("main div section p", ['<p class="b">']),
        ("[data-role~=x]", ['<div class="a b"']),
        ('[data-role^="story"]', ['<div class="a b"']),
        ("[data-role$='x']", ['<div class="a b"']),
        ("[data-role*=body]", ['<div class="a b"']),
        ("[lang|=en]", ['<div class="a b"']),
        ("[lang=en]", []),
        ("main[id]", ["<main"]),
        ("section > div", []),
        ("*#top", ["<main"]),
        ("p:first-child", ["<p>", '<p class="b">']),
        ("div + p", ["<p class=b>"]),
        ("p:not(.b)", ["<p>"]),
    ],
)
def test_a_selector_names_its_elements_in_document_order(text, starts):
    tree = Tree(Source(PAGE))
    found = tree.find(css_to_xpath(text))
    assert len(found) == len(starts)
    for element, start in zip(found, starts, strict=True):
        assert tree.source.text.startswith(start, element.start)


def test_names_that_xml_lacks_hide_no_other_element():
    tree = Tree(Source(b'<o:p x:y="1" @click="a">one</o:p><p title="a\x01b" :class="c">two</p>'))
    assert [element.name for element in tree.find(css_to_xpath("p[title]"))] == ["p"]
