"""The built player: made from the sources that are there."""

import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from narrate.embed.snippet import frame_page, oembed_answer, player_asset
from narrate.model import Utterance
from narrate.publish.manifest import Publication

SOURCES = Path(__file__).parents[3] / "src" / "narrate" / "embed" / "browser"
HINT = "build it: DEVTOOLS=DIR node scripts/player_asset.mjs (CONTRIBUTING.md says what DIR holds)"


HOSTILE = "Mill \"</title><script>alert(1)</script>' & Söhne"
TOLD = Publication(
    "mill.mp3",
    "mill.vtt",
    HOSTILE,
    "en",
    61_500.0,
    10,
    "5f" * 32,
    "",
    (Utterance("It turned.", "", 0, 0),),
    site="Quiet <b>",
    url="https://quiet.example/mill/",
    player="p.js",
    frame="https://media.example/mill.frame.html",
)


def test_the_built_player_is_up_to_date():
    sources = sorted(path for path in SOURCES.iterdir() if path.suffix in {".css", ".js"})
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    built_from = re.match(rb"// .* from sources (\w+)\n", player_asset().content)
    assert built_from, f"narrate-player.min.js doesn't say what it is built from; {HINT}"
    assert built_from[1].decode() == digest, f"narrate-player.min.js is older than its sources; {HINT}"


def test_the_name_changes_with_the_content_and_the_digest_is_that_of_subresource_integrity():
    asset = player_asset()
    assert asset.name == f"narrate-player.{hashlib.sha256(asset.content).hexdigest()[:10]}.js"
    assert re.fullmatch(r"sha384-[A-Za-z0-9+/]{64}", asset.integrity)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []
        self.texts = {}
        self._open = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data):
        self.texts[self._open] = self.texts.get(self._open, "") + data


def test_the_answer_is_of_type_rich_with_a_frame():
    answer = json.loads(oembed_answer(TOLD))
    reader = _Reader()
    reader.feed(answer["html"])
    assert (answer["version"], answer["type"], answer["title"]) == ("1.0", "rich", HOSTILE)
    assert [tag for tag, _ in reader.tags] == ["iframe"]
    assert reader.tags[0][1]["src"] == TOLD.frame
    assert reader.tags[0][1]["title"] == HOSTILE
    assert reader.tags[0][1]["width"] == str(answer["width"])


def test_without_an_absolute_address_there_is_no_answer():
    with pytest.raises(ValueError, match="absolute"):
        oembed_answer(replace(TOLD, frame="mill.frame.html"))


def test_the_frame_page_has_no_inline_code_or_style():
    reader = _Reader()
    reader.feed(frame_page(TOLD, "sha384-x").decode())
    assert reader.texts["title"].strip() == HOSTILE
    assert [attributes.get("src") for tag, attributes in reader.tags if tag == "script"] == ["p.js"]
    assert not [tag for tag, attributes in reader.tags if tag == "style" or "style" in attributes]
