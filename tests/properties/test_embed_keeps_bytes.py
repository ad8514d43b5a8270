"""Whatever the bytes are: attached and taken off they are the same, or the page is refused."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from narrate.embed.page import attach, detach
from narrate.errors import PageRefused
from narrate.model import Utterance
from narrate.publish.manifest import Publication

_TAGS = """
<html> <head> </head> <body> </body> <main> </main> <h1> </h1> <p> </p> <br/> <ul> <li> </ul> <table> <td> </table> </a>
<script> </script> <!-- --> <style> </style> <textarea> </textarea> <![CDATA[ ]]> &lt; é 🙂 < > <title> </title> <svg>
</svg> <noscript> <template> <!--narrate:begin--> <!--narrate:end--> <select> </select> </div> <frameset> <plaintext>
"""
PIECES = [
    *re.findall(r"\S+", _TAGS),
    " ",
    "\r\n",
    "Rain fell.",
    "<a href='x>y'>",
    "<div itemprop=articleBody>",
    "<section class=gh-content>",
    "<p title='it''s'>",
    "<x y='>",
    '<p data-narrate="5f5f5f5f 0:0+9">',
]
TOLD = Publication(
    "s.mp3", "s.vtt", "Rain", "en", 1000.0, 10, "5f" * 32, "", (Utterance("Rain fell.", "", 0, 0),), player="p.js"
)


def holds(html):
    try:
        bare = detach(html)
        page = attach(html, TOLD)
    except PageRefused:
        return
    assert detach(page) == bare
    assert attach(page, TOLD) == page


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@example("<html><head></head><body><script><!-- <script> </script> --></script><p>Rain fell.</p>")
def test_any_heap_of_markup_survives(text):
    holds(text.encode())


@given(st.binary(max_size=300))
def test_any_bytes_survive(markup):
    holds(b"<html><body><h1>" + markup + b"</h1><p>Rain fell.</p>")


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_heap_in_sixteen_bits_survives(text):
    holds(b"\xff\xfe" + text.encode("utf-16-le"))
