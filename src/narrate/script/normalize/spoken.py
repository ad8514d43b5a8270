"""The one entry of the normaliser: printed text to its spoken form with a map between the two."""

import re
from collections.abc import Iterator
from functools import cache

from narrate.model import Spoken
from narrate.script.normalize import (
    abbreviations,
    acronyms,
    addresses,
    brackets,
    dates,
    designations,
    fractions,
    languages,
    measures,
    money,
    numbers,
    phones,
    roman,
    scores,
    symbols,
    times,
    web,
    years,
)
from narrate.script.normalize.cardinals import digits
from narrate.script.normalize.continental import anglicised
from narrate.script.normalize.page import Page
from narrate.script.normalize.rules import Batch, Match, Rule, batches, matches, rules_of
from narrate.script.normalize.shapes import choice, plain
from narrate.script.normalize.spans import joined
from narrate.script.normalize.tables import words
from narrate.script.stops import never_ending

__all__ = ["LANGUAGES", "SEMIOTIC_CLASSES", "prepare", "spoken", "spoken_form"]

LANGUAGES = languages.CODES | {"en"}
"""Languages with rules of their own."""

SEMIOTIC_CLASSES = {
    "brackets": brackets,
    "web": web,
    "identifiers": designations,
    "phones": phones,
    "date_figures": dates,
    "fractions": fractions,
    "magnitudes": numbers,
    "dates": dates,
    "durations": times,
    "times": times,
    "coins": money,
    "money": money,
    "percent": measures,
    "temperatures": measures,
    "ages": measures,
    "measures": measures,
    "rates": measures,
    "addresses": addresses,
    "scores": scores,
    "ordinals": numbers,
    "years": years,
    "designations": designations,
    "ranges": numbers,
    "roman": roman,
    "abbreviations": abbreviations,
    "acronyms": acronyms,
    "numbers": numbers,
    "compounds": symbols,
    "symbols": symbols,
}
"""Classes of English by priority, with the modules of their functions: what needs the most context matches first."""

_OPAQUE = re.compile(r"\S{250,}|\d[\d,]{27,}\d")
"""No word of any language: read as it stands, figures one by one, so that time stays linear."""
_STRETCH = 3000  # characters in which the rules look for what stands around
_OPENING = re.compile(r"\s+([A-Z][a-z]*)(?![\w.])")
_BETWEEN = re.compile(r"\bbetween (?:about |roughly |some )?$", re.IGNORECASE)
_RANGE = re.compile(r"\d[^\s\d]{0,3} ?[-–—−] ?[^\s\d]{0,3}\d")
_MASK = "\ua66e"  # a letter that no pattern asks for


@cache
def _rules(language: str) -> tuple[Batch, ...]:
    if language == "en":
        rules = [rule for name, module in SEMIOTIC_CLASSES.items() for rule in rules_of(name, module)]
    else:
        rules = list(languages.rules(language))
    return batches((*rules, *rules_of("marks", symbols)))


def spoken(
    text: str,
    language: str = "en",
    own: tuple[tuple[str, str], ...] = (),
    page: Page | None = None,
    fixed: tuple[Match, ...] = (),
) -> Spoken:
    """Return what a newsreader says for `text`, with the spans that lie it on the printed text.

    Every letter and digit of `text` lies in a span; a match of a rule is one span, what stands between is said as
    printed.
    Text that is already spoken comes back as it is.

    Args:
        text: Printed text.
        language: ISO 639-1 code.
        own: A newsroom's printed words with what is said for them; they come before every rule.
        page: What the text stands on; without it the text is all there is.
        fixed: Stretches whose reading is given, in order and apart; they come before everything.
    """
    page = page or Page(text)
    taken = bytearray(len(text))
    matched: list[Match] = list(fixed)
    for start, end, _ in fixed:
        taken[start:end] = b"\x01" * (end - start)
    for run in _OPAQUE.finditer(text):
        if taken.find(1, run.start(), run.end()) >= 0:
            continue
        taken[run.start() : run.end()] = b"\x01" * (run.end() - run.start())
        matched += [
            (run.start() + d.start(), run.start() + d.end(), f" {digits(d[0])} ") for d in re.finditer(r"\d+", run[0])
        ]
    masked = _OPAQUE.sub(lambda run: _MASK * len(run[0]), text) if any(taken) else text
    seen = plain(masked)
    for start, end in _stretches(seen):
        part, part_taken = seen[start:end], taken[start:end]
        in_part = matches(part, _wordings(own), part_taken, page) if own else []
        in_part += matches(anglicised(part) if language == "en" else part, _rules(language), part_taken, page)
        matched += [(start + s, start + e, reading) for s, e, reading in in_part]
    if language == "en":
        matched = [
            (s, e, f"{said}." if _ends_a_sentence(text, s, e, said) else said)
            for s, e, reading in matched
            for said in [_after_between(text, s, e, reading)]
        ]
    matched.sort()
    return joined(text, matched)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Cut a text that no sentence is as long as, at the end of a sentence or a word; so time stays linear."""
    start = 0
    while len(text) - start > _STRETCH:
        middle, limit = start + _STRETCH // 2, start + _STRETCH
        cut = max(text.rfind(end, middle, limit) for end in (". ", "? ", "! ", "\n")) + 1
        cut = cut or text.rfind(" ", middle, limit) + 1 or limit
        yield start, cut
        start = cut
    yield start, len(text)


@cache
def _wordings(own: tuple[tuple[str, str], ...]) -> tuple[Batch, ...]:
    """Return the rule of a newsroom's printed words with what is said for them.

    A word in lower case is known at the beginning of a sentence too; capitals count in all others.
    """
    reading = {plain(word): words for word, words in own}
    reading = {word[0].upper() + word[1:]: words for word, words in reading.items() if word.islower()} | reading
    return batches([Rule(rf"(?<!\w)(?:{choice(reading)})(?!\w)", lambda match: reading[match[0]], needs="")])


def _after_between(text: str, start: int, end: int, reading: str) -> str:
    """Return the reading of a range with "and" after "between": "between 6-7 hours", not "between 6-7 and 8-9"."""
    is_range = reading.count(" to ") == 1 and _RANGE.search(text, start, end) is not None
    if not is_range or not _BETWEEN.search(text[max(0, start - 20) : start]) or text.startswith(" and ", end):
        return reading
    return reading.replace(" to ", " and ")


def _ends_a_sentence(text: str, start: int, end: int, reading: str) -> bool:
    """Say whether an abbreviation's dot is the sentence's too: "in Dec. But he left", but not "Sen. Will Lee"."""
    if text[end - 1] != "." or reading[-1:] in {".", ""}:
        return False
    opening = _OPENING.match(text, end)
    if not opening or opening[1].lower() not in words("en", "function"):
        return False
    written = text[start:end].rsplit(maxsplit=1)[-1]
    return len(written) > 2 and written not in never_ending()


def prepare(language: str) -> None:
    """Compile the patterns of `language` (some 50 ms once); else each is compiled when a text first needs it."""
    for *_, row in _rules(language):
        for rule in row:
            rule.search("")


def spoken_form(text: str, language: str = "en") -> str:
    """Return `text` as a newsreader says it: "$2.5M" gives "two point five million dollars"."""
    return spoken(text, language).text
