from narrate.text.markup import Markup, element, joined


def test_text_and_attributes_cannot_become_markup() -> None:
    written = element("p", {"title": '"><script>'}, "a < b & 'c'\x00\n")
    assert written == '<p title="&quot;&gt;&lt;script&gt;">a &lt; b &amp; &#39;c&#39; \n</p>'


def test_markup_inside_an_element_stays_markup() -> None:
    assert element("p", None, element("b", None, "1 < 2"), " so") == "<p><b>1 &lt; 2</b> so</p>"
    assert joined(["<", Markup("<br>")], ", ") == "&lt;, <br>"


def test_an_attribute_may_stand_alone_or_be_left_out() -> None:
    assert element("audio", {"controls": True, "src": "a.mp3", "lang": None, "loop": False}) == (
        '<audio controls src="a.mp3"></audio>'
    )
    assert element("link", {"rel": "canonical"}) == '<link rel="canonical">'
