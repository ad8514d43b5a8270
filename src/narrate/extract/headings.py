"""Which headings a page prints its headline in, and which of them readers see."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from narrate.extract.candidates import Candidate
from narrate.extract.containers import chain
from narrate.extract.words import words

__all__ = ["agree", "likeness", "printed", "without_kicker"]

# Headings for search engines and screen readers, which others don't see.
_UNSEEN = re.compile(r"(?<![a-z])seo|\b(?:sr-only|visually-?hidden|screen-?reader-?text|off-?screen)\b", re.IGNORECASE)
_CRUMBS = re.compile(r"crumb", re.IGNORECASE)
_KICKERS = re.compile(r"kicker|overline|topline|roofline|eyebrow|dachzeile|spitzmarke|overtitle", re.IGNORECASE)
_BESIDE = re.compile(r"comment|count|date|time|updated|badge|meta", re.IGNORECASE)
_MOST_PARTS = 20  # elements of a heading that are looked at
_NEAR = 6  # elements outward in which a breadcrumb is looked for


def printed(candidates: Sequence[Candidate], stated: Sequence[str]) -> list[Candidate]:
    """Return the headings of the first level that readers take for headlines.

    Where the only one stands in a way of breadcrumbs, as search engines like it, readers see the next heading below
    it; that one is taken if a statement says the same.

    Args:
        candidates: The page's candidate blocks.
        stated: Titles that the page states.
    """
    first = [c for c in candidates if c.frame.tag == "h1" and not c.hidden]
    shown = [c for c in first if not _UNSEEN.search(c.frame.names)]
    if first and all(_is_crumb(c) or c not in shown for c in first):
        after = (c for c in candidates if c.order > first[0].order and c.frame.tag == "h2" and not c.hidden)
        below = next(after, None)
        own = words(below.text) if below else []
        if below and any(own_words and own[-len(own_words) :] == own_words for own_words in map(words, stated)):
            return [below]
    return shown


def _is_crumb(candidate: Candidate) -> bool:
    return any(
        frame.tag == "nav" or _CRUMBS.search(frame.names)
        for frame in chain(candidate.frame, _NEAR)
        if frame.tag not in ("body", "html")
    )


def without_kicker(root: html.HtmlElement, heading: str, stated: Sequence[str]) -> str:
    """Return a heading without a kicker before it, or a count or date behind it, if the rest is a statement.

    Each stands in an element of its own. What the element's class name calls a kicker is parted by a colon from the
    rest if no statement is the rest alone.

    Args:
        root: The page's root element.
        heading: The heading's text.
        stated: Titles that the page states.

    Returns:
        The statement, the parted heading, or nothing.
    """
    own = words(heading)
    own_words = {tuple(words(text)): text for text in reversed(stated) if len(words(text)) > 1}
    parted = ""
    for el in root.iter("h1", "h2"):
        spaced = words(" ".join(el.itertext()))
        if own not in (words("".join(el.itertext())), spaced):
            continue
        for part in islice(el.iterdescendants("span", "div", "strong", "em", "a", "small", "p"), _MOST_PARTS):
            rest = next((rest for rest in _rests(part, spaced) if rest in own_words), None)
            if rest is not None:
                return own_words[rest]
            text = " ".join("".join(part.itertext()).split())
            called = _KICKERS.search(part.get("class") or "")
            if called and text and text != heading and heading.startswith(text) and text[-1].isalnum():
                parted = f"{text}: {heading[len(text) :].strip()}"
    return parted if tuple(own) not in own_words else ""


def _rests(part: html.HtmlElement, whole: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield what is left of a heading's words without an element at its beginning, or a note at its end."""
    own = words(" ".join(part.itertext()))
    if own and whole[: len(own)] == own:
        yield tuple(whole[len(own) :])
    if own and whole[-len(own) :] == own and (part.tag == "small" or _BESIDE.search(part.get("class") or "")):
        yield tuple(whole[: -len(own)])


def likeness(one: str, other: str) -> float:
    """Return the share of the words of both texts that both have."""
    own, others = set(words(one)), set(words(other))
    return len(own & others) / max(1, len(own | others))


def agree(heading: str, text: str) -> bool:
    """Tell whether half of the shorter text's words stand in the other: a kicker or a cut end doesn't matter."""
    own, others = words(heading), words(text)
    if not own or not others:
        return False
    if min(len(own), len(others)) < 3:
        return others[: len(own)] == own or own[: len(others)] == others
    return len(set(own) & set(others)) / min(len(set(own)), len(set(others))) >= 0.5
