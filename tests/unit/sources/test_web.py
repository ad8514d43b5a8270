"""Pages on the web are named by their addresses."""

import pytest

from narrate.errors import PageUnreadable
from narrate.sources import pages as sources
from narrate.sources.reading import read


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://news.example.org/2026/03/Storm-Closes-Bridge.html", "storm-closes-bridge"),
        ("https://news.example.org/storm/", "storm"),
        ("https://news.example.org/storm/index.html?x=1", "storm"),
        ("https://news.example.org", "news-example-org"),
        ("HTTPS://news.example.org/%D0%9A%D0%B8%D1%97%D0%B2", "київ"),
    ],
)
def test_a_slug_is_the_end_of_an_address(address, slug):
    assert next(sources.find((address,))).slug == slug


def test_a_private_address_is_refused_by_the_command_line_too():
    with pytest.raises(PageUnreadable, match="private network"):
        read(sources.place_of("http://127.0.0.1:9/story"), "story")
