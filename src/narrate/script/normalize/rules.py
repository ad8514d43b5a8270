"""The frame of the normaliser: rules that match stretches of the printed text, in order of priority.

English rules are rows of the table `rules`; what a row can't say in words is a function of its class's module. Other
languages make theirs in code. A pattern is compiled when the first text needs it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from types import ModuleType

from narrate.script.normalize import shapes
from narrate.script.normalize.page import Page
from narrate.script.normalize.shapes import DIGIT, pattern, plain
from narrate.script.normalize.tables import codes, rows, table, words
from narrate.script.normalize.templates import template

__all__ = ["Batch", "Match", "Rule", "batches", "matches", "rules_of"]

_FIGURE = re.compile(r"(?:\\b|\[[^\]]*\]\??|[ .])*(?:\\d|\d)(?![?*]|\{0)")
_CALLS = (")", "page)")
_CLOSING = plain(" \"'”»")
_PLACEHOLDER = re.compile(r"\{(?:(list|words):)?([A-Za-z]\w*)\}")
_SIGNS = re.compile(r"\[((?:[^\\\]^-]|\\[\]^-])+)\]|(\w|\\[$+*.])")
"""A pattern of single signs, which are looked up faster than searched."""

Match = tuple[int, int, str]
"""Start and end on the printed text, and what is said instead."""


@dataclass(slots=True)
class Rule:
    """One written form of a class and how it is read."""

    pattern: str
    """Linear by construction: every repetition is bounded or can't be entered twice for one stretch.

    If it has a group `say`, only that group is matched and the rest is context.
    """
    read: Callable[..., str | None]
    """Gives what a match is said as, or None if it isn't of this class after all."""
    needs: str = DIGIT
    """What a text must hold for the rule to be tried; "" is anything."""
    asks_page: bool = False
    """Whether `read` takes the page too."""
    fill: Callable[[str], str] = str
    """Puts shapes and tables into the pattern."""
    search: Callable[..., re.Match[str] | None] = field(init=False)
    group: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Compile the pattern when it is first searched for."""
        self.search = self._first_search

    def _first_search(self, text: str, at: int = 0) -> re.Match[str] | None:
        compiled = pattern(self.fill(self.pattern))
        self.search, self.group = compiled.search, compiled.groupindex.get("say", 0)
        return self.search(text, at)


def rules_of(name: str, module: ModuleType) -> Iterator[Rule]:
    """Give the rules of a class from the table `rules`, in order of priority.

    A row is the class, what is said, the pattern and what a text must hold (see data/en/rules.tsv). What is said is a
    template, or `name()` for the function `_name` of the module, which reads the match in its context; `name(page)` is
    one that takes the page too. A row whose second cell is `=name` gives a part of patterns its name; `=needs` is what
    the rows below need unless they say more.

    Args:
        name: Of the class.
        module: Holds its functions, and in `SHAPES` the alternations of patterns that are made of tables.
    """
    own: dict[str, str | Callable[[], Iterable[str]]] = dict(getattr(module, "SHAPES", {}))
    needs = DIGIT

    def fill(written: str) -> str:
        return _PLACEHOLDER.sub(lambda hole: _part(hole, own, fill), written)

    for kind, reading, written, *more in rows("en", "rules"):
        if kind != name:
            continue
        if reading == "=needs":
            needs = written
        elif reading.startswith("="):
            own[reading[1:]] = written
        else:
            function, is_called, asked = reading.partition("(")
            read = vars(module)[f"_{function}"] if is_called and asked in _CALLS else template(reading, vars(module))
            own_needs = (more[0] if more[0] != "*" else "") if more else needs
            yield Rule(written, read, own_needs, asked == _CALLS[1], fill)


def _part(hole: re.Match[str], own: Mapping[str, str | Callable[[], Iterable[str]]], fill: Callable[[str], str]) -> str:
    """Return what a placeholder of a pattern stands for: a named part, a list of words, or the keys of a table."""
    kind, name = hole.groups()
    if name.isupper():
        return str(getattr(shapes, name))
    part = None if kind else own.get(name)
    if isinstance(part, str):
        return fill(part)
    listed = words("en", name) if kind else part() if part else codes(name) or table("en", name)
    if not listed:
        raise ValueError(f"a pattern of the table rules asks for {name!r}, which is no part, list or table")
    return shapes.listed(name) if kind == "list" else shapes.choice(listed)


Batch = tuple[frozenset[str] | None, re.Pattern[str] | None, int, bool, tuple[Rule, ...]]
"""What rules in a row need: one of some signs, or a quick pattern, its number, and whether it asks for a figure."""


def batches(rules: Iterable[Rule]) -> tuple[Batch, ...]:
    """Return rules, in their order, by what they need: most texts pass most of them by."""
    numbers: dict[str, int] = {}
    rows_of_need: list[Batch] = []
    for needs, row in groupby(rules, lambda rule: rule.fill(rule.needs)):
        signs = _SIGNS.fullmatch(needs)
        if signs:
            rows_of_need.append((frozenset((signs[1] or signs[2]).replace("\\", "")), None, -1, False, tuple(row)))
        else:
            quick = pattern(needs) if needs else None
            rows_of_need.append((None, quick, numbers.setdefault(needs, len(numbers)), _asks_figure(needs), tuple(row)))
    return tuple(rows_of_need)


def _asks_figure(needs: str) -> bool:
    """Say whether each alternative of a pattern begins with a figure, perhaps behind a sign."""
    return all(_FIGURE.match(alternative) for alternative in needs.split("|"))


def matches(text: str, batches: Iterable[Batch], taken: bytearray, page: Page) -> list[Match]:
    """Return what rules match in `text`; an earlier rule's match is never touched by a later one.

    Args:
        text: Plain text.
        batches: Rules in order of priority.
        taken: One byte per character, non-zero where nothing may be matched; marked as matches are made.
        page: What the text stands on.
    """
    claimed: list[Match] = []
    signs = frozenset(text)
    has_figure = any(sign.isdecimal() for sign in signs)
    present: dict[int, bool] = {}
    for wanted, needs, number, asks_figure, row in batches:
        if wanted is not None:
            if signs.isdisjoint(wanted):
                continue
        elif needs is not None:
            if asks_figure and not has_figure:
                continue
            here = present.get(number)
            if here is None:
                here = present[number] = needs.search(text) is not None
            if not here:
                continue
        for rule in row:
            _claim(rule, text, taken, page, claimed)
    return claimed


def _claim(rule: Rule, text: str, taken: bytearray, page: Page, claimed: list[Match]) -> None:
    """Add what a rule matches in the free stretches of `text` to `claimed`, and mark it in `taken`."""
    at = 0
    while match := rule.search(text, at):
        start, end = match.span(rule.group)
        free = start < end and taken.find(1, start, end) < 0
        reading = (rule.read(match, page) if rule.asks_page else rule.read(match)) if free else None
        if reading is None:
            at = match.start() + 1
            continue
        taken[start:end] = b"\x01" * (end - start)
        claimed.append((start, end, _stopped(reading, text, start, end)))
        at = end


def _stopped(reading: str, text: str, start: int, end: int) -> str:
    """Give back the sentence's own dot where a match swallowed it; say one dot where match and text have one each."""
    if reading.endswith("."):
        return reading[:-1] if text.startswith(".", end) else reading
    swallowed = start and reading and text[end - 1] == "." and not text[end:].strip(_CLOSING)
    return f"{reading}." if swallowed else reading
