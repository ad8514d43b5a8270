"""Real pages keep every byte: attached, attached again, taken off."""

import gzip
import json
import re
from itertools import islice
from pathlib import Path

import pytest

from narrate.embed.page import attach, detach
from narrate.errors import PageRefused
from narrate.model import Utterance
from narrate.publish.manifest import Publication

DATA = Path(__file__).parents[3] / "shared" / "data" / "extract"
STEP = 10  # every tenth of the 980 pages, so that the gate stays quick; 1 takes all
MAX_REFUSED = 0.02  # share of pages that may be left alone, with a reason
SENTENCE = re.compile(r"(?<=[.!?…])\s+")

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason=f"no {DATA}: the pages lie beside a developer's checkout"),
]


def pages():
    for items in sorted(DATA.glob("*/items.jsonl")):
        for line in items.read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            path = items.parent / "html" / f"{item['id']}.html.gz"
            if path.is_file():
                yield path, gzip.decompress(path.read_bytes()), item["gold"]


def publication(gold):
    utterances = []
    for block, text in enumerate(filter(None, (part.strip() for part in gold.split("\n")))):
        at = 0
        for sentence in SENTENCE.split(text):
            at = text.index(sentence, at)
            utterances.append(Utterance(sentence, sentence, block, at))
            at += len(sentence)
    address = "https://media.example/story.mp3"
    about = ('Tom & "Jerry" </script><!--', "en", 61_500.0, 1000, "5f" * 32, "00" * 32)
    return Publication(
        address, address[:-3] + "vtt", *about, tuple(utterances), player="https://media.example/player.js"
    )


def test_every_page_comes_back_to_the_byte_and_few_are_refused():
    refused, changed, seen = [], [], 0
    for path, html, gold in islice(pages(), 0, None, STEP):
        seen += 1
        told = publication(gold)
        assert detach(html) == html, path
        try:
            once = attach(html, told)
        except PageRefused as reason:
            refused.append(f"{path.parent.parent.name}/{path.name}: {reason}")
            continue
        if attach(once, told) != once or detach(once) != html:
            changed.append(path)
    assert seen >= 950 // STEP
    assert not changed
    assert len(refused) <= MAX_REFUSED * seen, refused
