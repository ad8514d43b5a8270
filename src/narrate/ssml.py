"""What an author asks of the reading: elements of SSML in a text, and `data-ssml` attributes on a page.

Speech Synthesis Markup Language 1.1 (W3C, 2010), sections 3.1.8 to 3.2.4; "Specification for Spoken Presentation in
HTML" (W3C working draft) for the attributes, in both of its forms. What no voice can follow is left to the voice.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import unescape

from narrate.model import Direction

__all__ = ["ATTRIBUTE", "of_attributes", "read"]

ATTRIBUTE = "data-ssml"
_ELEMENTS = ("break", "say-as", "phoneme", "sub", "prosody")
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>speak|break|say-as|phoneme|sub|prosody|p|s)(?P<attributes>(?:\s[^<>]*?)?)(?P<empty>/?)>"
)
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_PARAGRAPH = re.compile(r"\n\s*\n")
_TIME = re.compile(r"\+?(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})(ms|s)")
_LONGEST_MS = 10_000  # a longer silence sounds like a broken player
_PAUSES_MS = {"none": 0, "x-weak": 0, "weak": 180, "medium": 380, "strong": 700, "x-strong": 1100}
"""SSML 3.2.3 leaves the lengths to the processor: those of a clause, a sentence, a paragraph, a heading."""
_RATES = {"x-slow": 0.5, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6}
_SPELLED = frozenset({"characters", "spell-out", "verbatim", "letters"})
_DIGITS = frozenset({"digits", "telephone"})
_NUMBERS = {"cardinal": "cardinal", "number": "cardinal", "ordinal": "ordinal"}


def of_attributes(attributes: Mapping[str, str]) -> tuple[Direction, ...]:
    """Return what the `data-ssml` attributes of an element ask for its text, at places yet to be set.

    Args:
        attributes: All of the element's, such as `data-ssml-sub-alias="..."`, or `data-ssml` with JSON.
    """
    found: dict[str, dict[str, str]] = {}
    for name, value in attributes.items():
        if name == ATTRIBUTE:
            for element, asked in _from_json(value):
                found.setdefault(element, {}).update(asked)
        element = next((each for each in _ELEMENTS if name.startswith(f"{ATTRIBUTE}-{each}-")), "")
        if element:
            found.setdefault(element, {})[name.removeprefix(f"{ATTRIBUTE}-{element}-")] = value
    directions = (_direction(element, asked) for element, asked in found.items())
    return tuple(filter(None, directions))


def _from_json(value: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the elements of `{"sub": {"alias": "..."}}`; what is written otherwise asks for nothing."""
    try:
        asked = json.loads(value)
    except (ValueError, RecursionError):
        return
    for element, attributes in asked.items() if isinstance(asked, dict) else ():
        if element in _ELEMENTS and isinstance(attributes, dict):
            yield element, {str(name): str(each) for name, each in attributes.items()}


def _direction(element: str, asked: Mapping[str, str]) -> Direction | None:
    """Return what an element asks, at place 0; None where it asks nothing that narrate can do."""
    if element == "break":
        pause_ms = _pause_ms(asked)
        return Direction(0, 0, pause_ms=pause_ms) if pause_ms else None
    if element == "sub":
        alias = " ".join(asked.get("alias", "").split())
        return Direction(0, 0, alias=alias) if alias else None
    if element == "phoneme":
        ipa = " ".join(asked.get("ph", "").split())
        return Direction(0, 0, ipa=ipa) if ipa and asked.get("alphabet", "ipa").lower() == "ipa" else None
    if element == "prosody":
        rate = _rate(asked.get("rate", "").strip())
        return Direction(0, 0, rate=rate) if rate != 1.0 else None
    kind = asked.get("interpret-as", "").strip().lower()
    read_as = "characters" if kind in _SPELLED else "digits" if kind in _DIGITS else _NUMBERS.get(kind, "")
    return Direction(0, 0, read_as=read_as) if read_as else None


def _pause_ms(asked: Mapping[str, str]) -> int:
    time = _TIME.fullmatch(asked.get("time", "").strip())
    if time:
        return min(_LONGEST_MS, round(float(time[1]) * (1000 if time[2] == "s" else 1)))
    return _PAUSES_MS.get(asked.get("strength", "medium").strip(), _PAUSES_MS["medium"])


def _rate(written: str) -> float:
    """Return the tempo that `prosody` asks for, 0.5 to 2 times the voice's own; 1 for what isn't a rate."""
    if written in _RATES:
        return _RATES[written]
    factor = re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)(%?)", written)
    if factor is None:
        return 1.0
    return min(2.0, max(0.5, float(factor[1]) / (100 if factor[2] else 1)))


def read(text: str) -> tuple[tuple[str, tuple[Direction, ...]], ...]:
    """Return the paragraphs of a text, white space folded, with what its SSML asks for them.

    A blank line or `<p>` ends a paragraph. Tags that aren't SSML are text. Without tags every character is text, an
    `&amp;` too.
    """
    if not _TAG.search(text):
        return tuple((" ".join(each.split()), ()) for each in _PARAGRAPH.split(text) if each.strip())
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(text):
        reader.add(unescape(text[at : tag.start()]))
        reader.tag(tag)
        at = tag.end()
    reader.add(unescape(text[at:]))
    return reader.close()


class _Reader:
    """The paragraph as it grows, and the elements that are open in it."""

    def __init__(self) -> None:
        self._paragraphs: list[tuple[str, tuple[Direction, ...]]] = []
        self._text = ""
        self._is_blank = False
        self._directions: list[Direction] = []
        self._open: list[tuple[str, int, Direction | None]] = []

    def add(self, text: str) -> None:
        """Add text that stands between two tags."""
        first, *more = _PARAGRAPH.split(text)
        self._take(first)
        for each in more:
            self._end()
            self._take(each)

    def tag(self, tag: re.Match[str]) -> None:
        """Pass a tag."""
        name = tag["name"]
        if name == "p":
            self._end()
        if name not in _ELEMENTS:
            return
        if tag["close"]:
            self._close(name)
            return
        asked = {each[1]: unescape(each[2] or each[3] or "") for each in _ATTRIBUTE.finditer(tag["attributes"])}
        self._open.append((name, self._place(), _direction(name, asked)))
        if tag["empty"] or name == "break":
            self._close(name)

    def close(self) -> tuple[tuple[str, tuple[Direction, ...]], ...]:
        """Return the paragraphs; an element that isn't closed ends with its paragraph."""
        self._end()
        return tuple(self._paragraphs)

    def _place(self) -> int:
        return len(self._text) + (self._is_blank and bool(self._text))

    def _take(self, text: str) -> None:
        words = " ".join(text.split())
        if not words:
            self._is_blank = self._is_blank or bool(text)
            return
        is_apart = (self._is_blank or text[0].isspace()) and bool(self._text)
        self._text += f" {words}" if is_apart else words
        self._is_blank = text[-1].isspace()

    def _close(self, name: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == name:
                _, start, direction = self._open.pop(index)
                end = start if name == "break" else len(self._text)
                start += self._text[start : start + 1] == " "
                if direction and (name == "break" or start < end):
                    self._directions.append(replace(direction, start=start, end=end))
                return

    def _end(self) -> None:
        for name, *_ in reversed(self._open.copy()):
            self._close(name)
        if self._text:
            order = sorted(self._directions, key=lambda direction: (direction.start, direction.end))
            self._paragraphs.append((self._text, tuple(order)))
        self._text, self._is_blank, self._directions, self._open = "", False, [], []
