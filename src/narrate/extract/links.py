"""Where links lead, as far as their address tells: to a person, a topic, a shop, a prompt."""

import re
from functools import lru_cache

from narrate.extract.packaged import lines

__all__ = ["KINDS", "is_share_label", "link_kinds", "shares_itself"]

_ROWS = tuple(line.split("\t") for line in lines("links.tsv"))
KINDS: tuple[str, ...] = (*(kind for kind, _ in _ROWS), "sponsored")
"""Names of the kinds; the number of a kind is the number of its bit."""
_MATCHERS = tuple((1 << bit, re.compile(pattern, re.IGNORECASE)) for bit, (_, pattern) in enumerate(_ROWS))
QUOTABLE = 40  # letters of the shortest text that a link posts rather than is labelled with
_SHARES = re.compile(r"(?:twitter|x)\.com/(?:share|intent/(?:tweet|post))\b|bsky\.app/intent/compose\b", re.IGNORECASE)
_SHARE_LABEL = re.compile(r"\s*(?:click to (?:tweet|post|share)|(?:tweet|post) this)\s*", re.IGNORECASE)


def shares_itself(address: str, text: str) -> bool:
    """Tell whether a link posts its own text: a sentence of the story in a box for sharing, and no way elsewhere.

    Args:
        address: The link's address as written.
        text: What stands in the link.
    """
    return bool(_SHARES.search(address)) and len(text.strip()) >= QUOTABLE


def is_share_label(text: str) -> bool:
    """Tell whether a text is only the label of a button for sharing.

    Args:
        text: What stands in an inline element.
    """
    return bool(_SHARE_LABEL.fullmatch(text))


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
