"""How likely each candidate belongs to the story: two looks, the second at the neighbours' scores."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from narrate.extract import context, features, trees
from narrate.extract.features import Clues
from narrate.extract.walk import Candidate

__all__ = ["score"]


def score(found: list[Candidate], clues: Clues) -> NDArray[np.float64]:
    """Return the probability, 0 to 1, that each candidate belongs to the story.

    Args:
        found: The candidates of a page in order.
        clues: What the page says of its story.
    """
    if not found:
        return np.zeros(0)
    first_look, second_look = _forests()
    table = features.table(found, clues)
    first = first_look.score(table)
    return second_look.score(np.concatenate([table, context.table(found, first, table)], axis=1))


@cache
def _forests() -> tuple[trees.Forest, trees.Forest]:
    columns = features.names()
    return trees.load("first_look.txt", columns), trees.load("second_look.txt", (*columns, *context.NAMES))
