"""English text to the tokens that the tagger was trained on: the model's own rules, without the library they are for.

Follows the algorithm that spaCy documents for its rule-based tokenizer: a stretch between spaces loses its prefixes and
suffixes one by one until a rule names it or nothing more comes off; what is left is divided at infixes.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["Token", "Tokenizer"]

_TEXT, _NORM = 65, 67
"""Numbers of a token's text and of its plain form in the rules."""
_KEPT = 20_000  # stretches: more than an hour of news has


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark."""

    text: str
    whitespace: str
    """The space behind it, or nothing."""
    norm: str | None = None
    """Its plain form if a rule gives one ("not" of "n't")."""
    tag: str = ""
    """Its part of speech in the Penn Treebank's names."""


class Tokenizer:
    """Divides English text."""

    def __init__(self, rules: Mapping[str, Any]) -> None:
        """Take the content of the model's file `tokenizer`."""
        self._prefix: Callable[[str], re.Match[str] | None] = re.compile(rules["prefix_search"]).search
        self._suffix: Callable[[str], re.Match[str] | None] = re.compile(rules["suffix_search"]).search
        self._infixes: Callable[[str], Iterator[re.Match[str]]] = re.compile(rules["infix_finditer"]).finditer
        self._is_address: Callable[[str], re.Match[str] | None] = re.compile(rules["url_match"]).match
        self._parts_by_text = {
            text: tuple((part[_TEXT], part.get(_NORM)) for part in parts) for text, parts in rules["exceptions"].items()
        }
        self._divide = lru_cache(_KEPT)(self._words_of)
        self._hidden: dict[str, list[tuple[tuple[str, ...], str]]] | None = None

    def __call__(self, text: str) -> list[Token]:
        """Return the tokens of `text`; several white-space characters count as one."""
        tokens: list[Token] = []
        stretches = text.split()
        for index, stretch in enumerate(stretches):
            parts = self._divide(stretch)
            space = " " if index < len(stretches) - 1 or text[-1:].isspace() else ""
            tokens += [Token(word, "", norm) for word, norm in parts[:-1]]
            tokens += [Token(word, space, norm) for word, norm in parts[-1:]]
        return tokens

    def _words_of(self, stretch: str) -> list[tuple[str, str | None]]:
        """Return the words and marks of a stretch without spaces, with the plain forms that rules give."""
        return self._revealed(list(self._parts(stretch, self._parts_by_text)))

    def _parts(self, stretch: str, named: Mapping[str, Any]) -> Iterator[tuple[str, str | None]]:
        """Give the words and marks of a stretch without spaces, and the plain forms that the rules in `named` give."""
        suffixes: list[str] = []
        while stretch and stretch not in named:
            prefix, suffix = self._edges(stretch)
            if prefix:
                yield stretch[:prefix], None
                stretch = stretch[prefix:]
                if stretch in named:
                    break
                _, suffix = self._edges(stretch)
            if suffix:
                suffixes.append(stretch[-suffix:])
                stretch = stretch[:-suffix]
            if not prefix and not suffix:
                break
        if stretch in named:
            yield from named[stretch]
        elif stretch and self._is_address(stretch):
            yield stretch, None
        else:
            yield from ((part, None) for part in self._divided(stretch))
        yield from ((suffix, None) for suffix in reversed(suffixes))

    def _edges(self, stretch: str) -> tuple[int, int]:
        """Return how many characters come off at the beginning and at the end."""
        prefix, suffix = self._prefix(stretch), self._suffix(stretch)
        return prefix.end() if prefix else 0, len(stretch) - suffix.start() if suffix else 0

    def _divided(self, stretch: str) -> Iterator[str]:
        """Give what lies between the infixes of `stretch`, and the infixes."""
        offset = 0
        for infix in self._infixes(stretch):
            if offset == 0 and infix.start() == 0:
                continue
            yield from filter(None, (stretch[offset : infix.start()], infix.group()))
            offset = infix.end()
        if stretch[offset:]:
            yield stretch[offset:]

    def _revealed(self, parts: list[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
        """Return `parts` with the neighbours that together are a text of a rule divided as that rule says."""
        if self._hidden is None:
            self._hidden = self._hidden_rules()
        found = sorted(
            (
                (start, start + len(sequence), text)
                for start, (word, _) in enumerate(parts)
                for sequence, text in self._hidden.get(word, ())
                if tuple(each for each, _ in parts[start : start + len(sequence)]) == sequence
            ),
            key=lambda match: (match[0] - match[1], match[0]),
        )
        taken: dict[int, tuple[int, str]] = {}
        used: set[int] = set()
        for start, end, text in found:
            if used.isdisjoint(range(start, end)):
                used.update(range(start, end))
                taken[start] = end, text
        revealed: list[tuple[str, str | None]] = []
        for index, part in enumerate(parts):
            if index in taken:
                revealed += self._parts_by_text[taken[index][1]]
            elif index not in used:
                revealed.append(part)
        return revealed

    def _hidden_rules(self) -> dict[str, list[tuple[tuple[str, ...], str]]]:
        """Return, by its first word, how each text of a rule that has edges or infixes is divided without rules."""
        hidden = defaultdict(list)
        for text in self._parts_by_text:
            if any(self._edges(text)) or next(self._infixes(text), None):
                sequence = tuple(word for word, _ in self._parts(text, {}))
                hidden[sequence[0]].append((sequence, text))
        return hidden
