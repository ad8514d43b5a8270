"""How likely each candidate belongs to the story: two looks, the second at the neighbours' scores.

Each look is a boosted forest, read from a text file and evaluated for a whole table at once. The file holds one tree a
line: its nodes, separated by blanks, in the order in which a walk meets them. An inner node is
`feature:threshold:left:right` (left when the value is at most the threshold), a leaf is its value alone; `left` and
`right` are node numbers within the tree. Lines that begin with `#` are comments.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from narrate.extract import context, features
from narrate.extract.features import Clues
from narrate.extract.siblings import Siblings
from narrate.extract.walk import Candidate
from narrate.extract.words import lines

__all__ = ["Forest", "blend", "load", "logistic", "score"]


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees as flat arrays; node numbers count through all trees."""

    roots: NDArray[np.int32]
    column: NDArray[np.int32]
    """Column of the feature that a node asks for; 0 at a leaf."""
    threshold: NDArray[np.float64]
    """At a leaf, infinity: every value stays there."""
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    depth: int
    """Steps from a root to the deepest leaf."""

    def margin(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the log-odds for each row: the sum over the trees."""
        total = np.empty(len(table))
        for start in range(0, len(table), 256):  # keeps the working set in the processor's cache
            rows = table[start : start + 256]
            node = np.broadcast_to(self.roots, (len(rows), len(self.roots))).copy()
            line = np.arange(len(rows))[:, None]
            for _ in range(self.depth):
                go_left = rows[line, self.column[node]] <= self.threshold[node]
                node = np.where(go_left, self.left[node], self.right[node])
            total[start : start + 256] = self.value[node].sum(axis=1)
        return total


def load(name: str, columns: Sequence[str]) -> Forest:
    """Return the forest in `data/<name>`.

    Args:
        name: File name.
        columns: Feature names in the order of the tables that it will score.
    """
    place = {column: number for number, column in enumerate(columns)}
    roots: list[int] = []
    nodes: list[tuple[int, float, int, int, float]] = []
    deepest = 0
    for line in lines(name):
        base = len(nodes)
        roots.append(base)
        depth = [0] * line.count(" ")
        depth.append(0)
        for number, node in enumerate(line.split(" ")):
            if ":" in node:
                feature, limit, left, right = node.split(":")
                nodes.append((place[feature], float(limit), base + int(left), base + int(right), 0.0))
                depth[int(left)] = depth[int(right)] = depth[number] + 1
            else:
                nodes.append((0, np.inf, base + number, base + number, float(node)))
        deepest = max(deepest, *depth)
    asked, thresholds, lefts, rights, values = zip(*nodes, strict=True)
    return Forest(
        np.array(roots, np.int32),
        np.array(asked, np.int32),
        np.array(thresholds),
        np.array(lefts, np.int32),
        np.array(rights, np.int32),
        np.array(values),
        deepest,
    )


def score(candidates: list[Candidate], clues: Clues) -> NDArray[np.float64]:
    """Return the probability, 0 to 1, that each candidate belongs to the story.

    Args:
        candidates: The candidates of a page in order.
        clues: What the page says of its story.
    """
    if not candidates:
        return np.zeros(0)
    first_look, second_look = _forests()
    siblings = Siblings(candidates)
    table = features.table(candidates, clues, siblings)
    first = first_look.margin(table)
    around = context.table(candidates, logistic(first), table, siblings)
    return blend(first, second_look.margin(np.concatenate([table, around], axis=1)))


def logistic(margin: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability for log-odds."""
    return 1.0 / (1.0 + np.exp(-margin))


def blend(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability for the log-odds of both looks: that of their mean.

    The second look alone follows its neighbours too far: the mean has 6 clean pages of 480 more on unseen sites.
    """
    return logistic((first + second) / 2)


@cache
def _forests() -> tuple[Forest, Forest]:
    columns = features.names()
    return load("first_look.txt", columns), load("second_look.txt", (*columns, *context.NAMES))
