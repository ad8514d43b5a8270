"""Whether the page gives the whole story: paywalls, teasers, declared lengths."""

import re
from collections.abc import Sequence
from functools import cache

from narrate.extract.candidates import Verdict
from narrate.extract.metadata import Metadata
from narrate.extract.words import length, lines

__all__ = ["warnings"]

SHORT_OF_DECLARED = 0.5  # share of the declared words below which the body counts as cut
TEASER_WORDS = 150  # a body of a page that isn't free, shorter than this, is taken for a teaser
AFTER_WALL = 0.2  # share of the story behind a notice from which the notice isn't where the story breaks off
_CUT = ("…", "...", "[…]", "[...]")


def warnings(verdicts: Sequence[Verdict], facts: Metadata) -> tuple[str, ...]:
    """Return sentences on what seems to be missing from the page.

    Args:
        verdicts: What was decided.
        facts: The page's metadata.
    """
    kept = [verdict.candidate.text for verdict in verdicts if verdict.kept]
    count = sum(map(length, kept))
    declared = _declared(facts, kept)
    missing = []
    if declared and count < declared * SHORT_OF_DECLARED and declared - count > 80:
        missing.append(
            f"the page declares about {declared} words, but {count} were found; a paywall or script may hold the rest"
        )
    wall = _wall(verdicts, count)
    if wall and count < 2 * TEASER_WORDS:
        missing.append(f"the page shows a paywall (“{wall[:80]}”), so only the beginning of the story may be here")
    elif not facts.free and count < TEASER_WORDS:
        missing.append(
            f"the page says that its story isn't free to read and holds {count} words of it: perhaps a teaser"
        )
    elif kept and count < TEASER_WORDS and kept[-1].rstrip().endswith(_CUT):
        missing.append("the text breaks off with an ellipsis: perhaps a teaser")
    return tuple(missing)


def _declared(facts: Metadata, kept: Sequence[str]) -> int:
    """Return how many words the page states; some systems count characters, which a text of some length shows."""
    chars = sum(map(len, kept))
    bare = chars - sum(text.count(" ") for text in kept)
    counted = sum(map(length, kept)) >= TEASER_WORDS and 0.9 * bare <= facts.declared_words <= 1.1 * chars
    return length(facts.body) if counted or not facts.declared_words else facts.declared_words


def _wall(verdicts: Sequence[Verdict], count: int) -> str:
    """Return the notice at which a story of so many words breaks off, or nothing."""
    behind = count
    for verdict in verdicts:
        text = verdict.candidate.text
        if verdict.kept:
            behind -= length(text)
        elif behind <= count * AFTER_WALL and len(text) < 300 and _walls().search(text):
            return text
    return ""


@cache
def _walls() -> re.Pattern[str]:
    return re.compile("|".join(line.split("\t")[1] for line in lines("paywalls.tsv")), re.IGNORECASE)
