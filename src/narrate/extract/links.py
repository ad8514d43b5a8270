"""Where links lead, as far as their address tells: to a person, a topic, a shop, a prompt."""

import re
from functools import lru_cache

from narrate.extract.packaged import lines

__all__ = ["KINDS", "link_kinds"]

_ROWS = tuple(line.split("\t") for line in lines("links.tsv"))
KINDS: tuple[str, ...] = (*(kind for kind, _ in _ROWS), "sponsored")
"""Names of the kinds; the number of a kind is the number of its bit."""
_MATCHERS = tuple((1 << bit, re.compile(pattern, re.IGNORECASE)) for bit, (_, pattern) in enumerate(_ROWS))


@lru_cache(maxsize=4096)
def link_kinds(address: str, relation: str) -> int:
    """Return the kinds of place that a link leads to, as bits.

    Args:
        address: The link's address as written.
        relation: Its `rel`.
    """
    short = address.strip()[:300]
    kinds = sum(bit for bit, matcher in _MATCHERS if matcher.search(short))
    return kinds | (("sponsored" in relation) << len(_MATCHERS))
