"""What the author of a text asks for its reading: pauses, tempo, and words that are said as they say."""

import re
from collections.abc import Iterator
from itertools import pairwise

from narrate.model import Block, Direction, Pronunciations, Spoken
from narrate.script.normalize import cardinals, languages
from narrate.script.normalize.letters import spell
from narrate.script.normalize.rules import Match

__all__ = ["Stretch", "fixed", "leading_ms", "sounds", "stretches"]

Stretch = tuple[int, int, int | None, float]
"""Start and end in the block, the silence behind it if the author asks for one, in ms, and the tempo."""

_LONGEST_NUMBER = 15  # figures; more are said one by one


def stretches(block: Block) -> Iterator[Stretch]:
    """Give the parts of a block that pauses and changes of tempo part, in order."""
    pauses = {each.start: each.pause_ms for each in block.directions if each.pause_ms}
    paced = [each for each in block.directions if each.rate != 1.0]
    edges = sorted({0, len(block.text), *pauses, *(at for each in paced for at in (each.start, each.end))})
    for start, end in pairwise(edges):
        rate = next((each.rate for each in reversed(paced) if each.start <= start < each.end), 1.0)
        yield start, end, pauses.get(end), rate


def leading_ms(block: Block) -> int:
    """Return the silence that the author asks for in front of a block, in ms."""
    return max((each.pause_ms for each in block.directions if not each.start), default=0)


def fixed(block: Block, language: str, start: int, end: int) -> tuple[Match, ...]:
    """Return what the author says is said in a part of a block, at places from its `start`; none lies on another."""
    matched: list[Match] = []
    at = start
    for each in block.directions:
        reading = _reading(each, block.text[each.start : each.end], language)
        if reading and at <= each.start < each.end <= end:
            matched.append((each.start - start, each.end - start, reading))
            at = each.end
    return tuple(matched)


def sounds(block: Block, start: int, reading: Spoken, certain: Pronunciations) -> Pronunciations:
    """Return the pronunciations of a part of a block that begins at `start`, those that its author gives first."""
    given: list[tuple[int, int, str]] = []
    spans = {(span.printed_start, span.printed_end): span for span in reading.spans}
    for each in block.directions:
        words = each.ipa.split()
        span = spans.get((each.start - start, each.end - start)) if words else None
        if span is None:
            continue
        places = [word.span() for word in re.finditer(r"\S+", reading.text[span.spoken_start : span.spoken_end])]
        if len(places) == len(words):
            at = span.spoken_start
            given += [(at + first, at + last, ipa) for (first, last), ipa in zip(places, words, strict=True)]
    others = (each for each in certain if not any(each[0] < end and at < each[1] for at, end, _ in given))
    return tuple(sorted((*given, *others)))


def _reading(direction: Direction, printed: str, language: str) -> str:
    """Return what is said for a stretch, or nothing where the rules of its language read it."""
    if direction.alias or direction.ipa:
        return direction.alias or printed
    if direction.read_as in {"cardinal", "ordinal"}:
        figures = re.sub(r"[\s.,'’](?=\d{3}(?!\d))", "", printed)
        if figures.isdecimal() and len(figures) <= _LONGEST_NUMBER:
            return _number(int(figures), direction.read_as, language)
    if direction.read_as in {"characters", "digits"}:
        return _one_by_one(printed, language, letters=direction.read_as == "characters")
    return ""


def _number(n: int, read_as: str, language: str) -> str:
    if language == "en":
        return cardinals.ordinal(n) if read_as == "ordinal" else cardinals.cardinal(n)
    return languages.ordinal_word(n, language) if read_as == "ordinal" else languages.cardinal(n, language)


def _one_by_one(printed: str, language: str, *, letters: bool) -> str:
    """Return figures, and where they are asked for letters, each for itself; a blank is a short pause in a number."""
    if printed.isalpha():
        return spell(printed) if letters else ""
    signs = []
    for c in printed:
        if c.isdecimal():
            signs.append(_number(int(c), "cardinal", language))
        elif c.isalpha():
            signs.append(c.upper() if letters else c)
        elif signs and not signs[-1].endswith(","):
            signs[-1] += ","
    return " ".join(signs).rstrip(",")
