"""A newsroom's own wordings: printed words for which it wants others to be said."""

import re
from functools import cache

from narrate.script.normalize.rules import Rule

__all__ = ["rules"]


@cache
def rules(wordings: tuple[tuple[str, str], ...]) -> tuple[Rule, ...]:
    """Return the rule of printed words with what is said for them; none without words.

    A word in lower case is known at the beginning of a sentence too; capitals count in all others.
    """
    if not wordings:
        return ()
    said = {word[0].upper() + word[1:]: words for word, words in wordings if word.islower()} | dict(wordings)
    listed = "|".join(re.escape(word) for word in sorted(said, key=len, reverse=True))
    return (Rule(rf"(?<!\w)(?:{listed})(?!\w)", lambda match: said[match[0]], needs=""),)
