"""Our tagger against spaCy itself, over the same model: the same tokens, spaces and tags."""

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

from narrate.voice.english.packed import unpack
from narrate.voice.english.speech_parts import MODEL, Tagger

TRICKY = """\
Don't we'll you'd've can't--won't o'clock 'em y'all I'm gonna
He paid $2.5m (about £2m) at 5 p.m., in the U.S.-led talks; e.g. on Jan. 3.
“It’s theirs,” she said — ‘twas Dr. O’Neill’s, wasn’t it?
See https://example.org/a?b=c#d or mail a.b@example.org; C++ and AT&T.
X K U number cc agent mark NUM PERSON ORG aux dep
naïve café Łódź Привіт 你好 ½ 10km 3-year-old 1990s '90s 12:14 50%
:) :-D ^_^ (c) ... !!! ?! -- --- « » „ “
Supercalifragilisticexpialidociousness pneumonoultramicroscopicsilicovolcanoconiosis-pneumonoultramicroscopicsilico
a.m. 7a.m. 10p.m.—late Mr.Smith vs.them Inc., Corp.'s
"""


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger()


@pytest.fixture(scope="module")
def reference() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy

        return spacy.load(MODEL, exclude=["parser", "senter", "ner", "attribute_ruler", "lemmatizer"])


def lines() -> list[str]:
    written = (Path(__file__).parents[3] / "bench" / "quality_texts.txt").read_text(encoding="utf-8")
    return [" ".join(line.split()) for line in (TRICKY + written).splitlines() if line.strip()]


@pytest.mark.parametrize("text", lines())
def test_words_spaces_and_tags_are_those_of_spacy(tagger: Tagger, reference: Any, text: str) -> None:
    ours = [(token.text, token.whitespace, token.tag) for token in tagger(text)]
    assert ours == [(token.text, token.whitespace_, token.tag_) for token in reference(text)]


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_has_no_tokens(tagger: Tagger, text: str) -> None:
    assert tagger(text) == []


def test_reading_english_loads_no_spacy() -> None:
    code = (
        "import sys\nfrom narrate.voice.english.front_end import EnglishFrontEnd\nEnglishFrontEnd().read('It works.')\n"
        "print([name for name in ('spacy', 'thinc') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(
    ("content", "value"),
    [
        (b"\x93\x01\xff\xc0", [1, -1, None]),
        (b"\x82\xa1a\xc3\xa1b\xcd\x01\x00", {"a": True, "b": 256}),
        (b"\xd3" + (-5).to_bytes(8, "big", signed=True), -5),
        (b"\xcb\x3f\xe0" + bytes(6), 0.5),
        (b"\xd9\x02\xc3\xa9", "é"),
        (b"\xc4\x02ab", b"ab"),
    ],
)
def test_packed_values_are_read(content: bytes, value: object) -> None:
    assert unpack(content) == value


@pytest.mark.parametrize("content", [b"", b"\x92\x01", b"\xd9\x09abc", b"\xc1", b"\xd9\x01\xff", b"\xcd\x01"])
def test_a_damaged_file_of_the_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="English model"):
        unpack(content)
