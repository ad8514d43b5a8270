"""Whether the page gives the whole story: paywalls, teasers, declared lengths."""

import re
from collections.abc import Sequence
from functools import cache

from narrate.extract.metadata import Metadata
from narrate.extract.packaged import lines
from narrate.extract.prune import Verdict
from narrate.extract.words import words

__all__ = ["warnings"]

SHORT_OF_DECLARED = 0.5  # share of the declared words below which the body counts as cut
TEASER_WORDS = 150  # a body of a page that isn't free, shorter than this, is taken for a teaser
_CUT = ("…", "...", "[…]", "[...]")


def warnings(verdicts: Sequence[Verdict], known: Metadata) -> tuple[str, ...]:
    """Return sentences on what seems to be missing from the page.

    Args:
        verdicts: What was decided.
        known: The page's metadata.
    """
    kept = [verdict.candidate.text for verdict in verdicts if verdict.kept]
    count = sum(len(words(text)) for text in kept)
    declared = known.declared_words or len(words(known.body))
    found = []
    if declared and count < declared * SHORT_OF_DECLARED and declared - count > 80:
        found.append(
            f"the page declares about {declared} words, but {count} were found; a paywall or script may hold the rest"
        )
    wall = next((v.candidate.text for v in verdicts if _is_wall(v)), None)
    if wall and count < 2 * TEASER_WORDS:
        found.append(f"the page shows a paywall (“{wall[:80]}”), so only the beginning of the story may be here")
    elif not known.free and count < TEASER_WORDS:
        found.append(f"the page says that its story isn't free to read and holds {count} words of it: perhaps a teaser")
    elif kept and count < TEASER_WORDS and kept[-1].rstrip().endswith(_CUT):
        found.append("the text breaks off with an ellipsis: perhaps a teaser")
    return tuple(found)


def _is_wall(verdict: Verdict) -> bool:
    text = verdict.candidate.text
    return not verdict.kept and len(text) < 300 and bool(_walls().search(text))


@cache
def _walls() -> re.Pattern[str]:
    return re.compile("|".join(line.split("\t")[1] for line in lines("paywalls.tsv")), re.IGNORECASE)
