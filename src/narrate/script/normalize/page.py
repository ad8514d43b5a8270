"""The page around a sentence: what it speaks of and how it writes a name decide what figures of the sentence mean."""

import re
from functools import cache, cached_property

from narrate.script.normalize.shapes import listed, pattern, plain

__all__ = ["Page"]

_MENTIONS = 3  # so often must a page name a subject before a sentence without a word of it is read as of that subject
_TOKEN = re.compile(r"[A-Za-z][\w.&+-]*\w")


@cache
def _subject(name: str) -> re.Pattern[str]:
    return pattern(rf"(?<!\w)(?:{listed(name)})(?!\w)")


class Page:
    """What the rules may ask of the page that a sentence stands on; a sentence alone is its own page.

    Nothing is searched for before a rule asks, and each question is answered once for the page.
    """

    def __init__(self, text: str) -> None:
        """Take the page's title and blocks as one text."""
        self._text = plain(text)
        self._answers: dict[str, bool] = {}

    def mentions(self, subject: str) -> bool:
        """Say whether the page is of a subject: a list of the table `words`, three of whose words stand on it."""
        if subject not in self._answers:
            hits = _subject(subject).finditer(self._text)
            self._answers[subject] = sum(1 for _, _ in zip(range(_MENTIONS), hits, strict=False)) == _MENTIONS
        return self._answers[subject]

    def holds(self, written: str) -> bool:
        """Say whether the page has these words somewhere; they begin and end where words do."""
        at = self._text.find(written)
        while at >= 0:
            end = at + len(written)
            if not self._text[at - 1 : at].isalnum() and not self._text[end : end + 1].isalnum():
                return True
            at = self._text.find(written, end)
        return False

    def names(self, surname: str) -> bool:
        """Say whether the page calls a person so: it has a first name in front, and never "the"."""
        person = re.search(rf"\b(?!The |In |At |And |But |For )[A-Z][a-z]+ {re.escape(surname)}\b", self._text)
        return person is not None and not self.holds(f"the {surname}") and not self.holds(f"The {surname}")

    def uses(self, abbreviation: str) -> bool:
        """Say whether the page writes an abbreviation again, outside the brackets that explain it."""
        return self._uses.get(abbreviation, 0) > 1

    @cached_property
    def _uses(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for token in _TOKEN.findall(self._text):
            counts[token] = counts.get(token, 0) + 1
        return counts
