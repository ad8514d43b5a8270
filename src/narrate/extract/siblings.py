"""What stands beside a candidate when the elements that wrap it alone are looked through, and what is like it."""

import math
import re
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from narrate.extract.candidates import HEADINGS, Candidate, Frame
from narrate.extract.containers import chain
from narrate.extract.words import fourgrams

__all__ = ["Siblings", "others_mean", "outermost_of", "path_of"]

Column = NDArray[Any]
PATH = 3  # elements outward whose tags and names make two candidates alike
SECTION = 12  # candidates below a heading that speak for its section
PROSE_CHARS = 60
ROUNDING = 1e-9  # weights below it are what subtraction left of nothing
_NUMBERS = re.compile(r"\d+")


class Siblings:
    """The groups that the candidates of a page form.

    Siblings are the candidates whose outermost element of their own stands in the same element: `<li><p>` beside
    `<li><p>`. Those of the same tag and names are alike. Candidates on the same path have three elements around them
    with the same tags and names, numbers aside, wherever on the page they stand.
    """

    NAMES: ClassVar[tuple[str, ...]] = (
        *("own_name", "copies", "elsewhere", "path_count", "sibling_count", "alike_count", "sibling_size"),
        *("alike_spread", "sibling_links", "since_media", "links_3", "links_8", "prose_8", "list_colon"),
    )
    """The columns of `table`."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._candidates = candidates
        outermost = outermost_of([candidate.frame for candidate in candidates])
        own = [outermost[candidate.frame] for candidate in candidates]
        self.parent = _numbered([frame.parent for frame in own])
        self.alike = _numbered([(frame.parent, frame.tag, frame.names) for frame in own])
        self.path = _numbered([path_of(candidate.frame) for candidate in candidates])
        self.heading = np.array([_in_heading(candidate.frame) for candidate in candidates], dtype=bool)

    def table(self, tokens: Sequence[Sequence[str]], own_names: Sequence[str]) -> Column:
        """Return a row of features for each candidate, in the order of `NAMES`.

        Args:
            tokens: The words of each candidate.
            own_names: What the site calls itself, without blanks.
        """
        candidates = self._candidates
        size = np.array([len(candidate.text) for candidate in candidates], dtype=float)
        solid = np.array([max(1, len(c.text) - c.text.count(" ")) for c in candidates], dtype=float)
        linked = np.minimum(1.0, np.array([candidate.linked for candidate in candidates]) / solid)
        copies = Counter(map(tuple, tokens))
        runs = [fourgrams(own) for own in tokens]
        count = Counter(run for own in runs for run in own)
        log_size = np.log1p(size)
        return np.stack(
            [
                _shared([_names(own, own_names) for own in tokens]),
                np.array([copies[tuple(own)] for own in tokens], dtype=float),
                np.array([sum(count[run] > 1 for run in own) / max(1, len(own)) for own in runs]),
                np.log1p(_members(self.path)),
                np.log1p(_members(self.parent)),
                np.log1p(_members(self.alike)),
                _mean(self.parent, size),
                np.sqrt(np.maximum(0.0, _mean(self.alike, log_size**2) - _mean(self.alike, log_size) ** 2)),
                _mean(self.parent, linked),
                _since([candidate.media > 0 for candidate in candidates]),
                _near(linked, 3),
                _near(linked, 8),
                _near(size > PROSE_CHARS, 8),
                self._after_colon(),
            ],
            axis=1,
        )

    def sections(self, mass: Column, size: Column) -> tuple[Column, Column]:
        """Return for each candidate how the text below its nearest heading scores, and how long that text is.

        Args:
            mass: Score times size of each candidate.
            size: Size of each candidate.
        """
        number = np.cumsum(self.heading)
        starts = np.concatenate([[-1], np.flatnonzero(self.heading)])
        below = np.arange(len(number)) - starts[number]
        counted = (below > 0) & (below <= SECTION) & (number > 0)
        total = np.bincount(number, mass * counted)[number]
        length = np.bincount(number, size * counted)[number]
        return np.where(length > 0, total / np.maximum(length, 1.0), -1.0), np.log1p(length)

    def _after_colon(self) -> Column:
        """Return whether the text before a candidate's first sibling ends with a colon."""
        first = np.full(int(self.parent.max(initial=0)) + 1, len(self.parent))
        np.minimum.at(first, self.parent, np.arange(len(self.parent)))
        colon = np.array([False, *(candidate.text.rstrip().endswith(":") for candidate in self._candidates)])
        after: Column = colon[first[self.parent]].astype(float)
        return after


def others_mean(group: Column, values: Column, weights: Column) -> Column:
    """Return the weighted mean of the other members of each one's group; -1 where there is none."""
    total = np.bincount(group, values * weights)[group] - values * weights
    weight: Column = np.bincount(group, weights)[group] - weights
    mean: Column = np.where(weight > ROUNDING, total / np.maximum(weight, ROUNDING), -1.0)
    return mean


def outermost_of(own: Sequence[Frame]) -> dict[Frame, Frame]:
    """Return for each element the outermost one around it that holds no other candidate.

    Args:
        own: The element of each candidate.
    """
    total = Counter(own)
    frames: dict[Frame, None] = {}
    for frame in own:
        around: Frame | None = frame
        while around is not None and around not in frames:
            frames[around] = None
            around = around.parent
    inward = sorted(frames, key=lambda frame: frame.depth)
    for frame in reversed(inward):
        if frame.parent is not None:
            total[frame.parent] += total[frame]
    outermost: dict[Frame, Frame] = {}
    for frame in inward:
        wraps = frame.parent is not None and total[frame.parent] == total[frame]
        outermost[frame] = outermost[frame.parent] if wraps and frame.parent is not None else frame
    return outermost


def path_of(frame: Frame) -> tuple[tuple[str, str], ...]:
    """Return tags and names of an element and the two around it, numbers aside: what is like has the same path."""
    return tuple((around.tag, _NUMBERS.sub("", around.names)) for around in chain(frame, PATH))


def _in_heading(frame: Frame) -> bool:
    return any(around.tag in HEADINGS for around in chain(frame, PATH))


def _numbered(keys: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(key, len(numbers)) for key in keys], dtype=np.int64)


def _members(group: Column) -> Column:
    counts: Column = np.bincount(group)[group]
    return counts


def _mean(group: Column, values: Column) -> Column:
    means: Column = (np.bincount(group, values) / np.bincount(group))[group]
    return means


def _near(values: Column, reach: int) -> Column:
    """Return the mean of each one and of `reach` before and after it."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(0, at - reach), np.minimum(len(values), at + reach + 1)
    means: Column = (sums[high] - sums[low]) / (high - low)
    return means


def _since(marked: Sequence[bool]) -> Column:
    """Return how many candidates back the last marked one is, itself included, at most 30."""
    at = np.arange(len(marked))
    last = np.maximum.accumulate(np.where(marked, at, -math.inf)) if len(marked) else at
    steps: Column = np.minimum(30.0, at - last)
    return steps


def _shared(marked: Sequence[bool]) -> Column:
    """Return 1 for the only marked one, less for each of several: what a whole page names is its subject."""
    share: Column = np.array(marked, dtype=float) / max(1, sum(marked))
    return share


def _names(tokens: Sequence[str], own_names: Sequence[str]) -> bool:
    """Tell whether a text names the site that it stands on."""
    joined = "".join(tokens)
    return any(name in joined for name in own_names)
