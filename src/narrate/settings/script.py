"""What a newsroom may choose about the reading."""

from collections.abc import Mapping
from dataclasses import dataclass

from narrate.settings.lexicon import Lexicon

__all__ = ["PAUSES_MS", "ScriptOptions"]

PAUSES_MS: Mapping[str, int] = {
    "clause": 180,  # between the parts of a sentence that was too long for one breath
    "sentence": 380,
    "paragraph": 700,
    "quote": 750,
    "item": 550,
    "heading": 800,  # after a heading: the listener must hear that a new part begins
    "before_heading": 1100,
    "headline": 900,
    "byline": 450,
    "date": 1100,
    "end": 600,
}
"""Milliseconds after each kind of boundary; news bulletins pause 0.3 to 0.5 s between sentences and 0.7 to 1 s
between items."""


@dataclass(frozen=True, slots=True)
class ScriptOptions:
    """Choices of the script room; the defaults are those of the command line."""

    headline: bool = True
    """Say the headline first."""
    byline: bool = True
    """Say the authors."""
    date: bool = True
    """Say the day of publication."""
    site: bool = False
    """Say the name of the publication after the date."""
    max_chars: int = 300
    """Longest utterance as printed; longer sentences are cut at a clause."""
    pauses_ms: tuple[tuple[str, int], ...] = ()
    """Own silences in milliseconds, by what they follow: clause, sentence, paragraph, quote, item, heading,
    before_heading, headline, byline, date, end."""
    lexicons: tuple[Lexicon, ...] = ()
    """Own words, for all texts or those of a language or a site; they win over the built-in names."""

    def __post_init__(self) -> None:
        """Refuse values that no reading can follow; raises ValueError."""
        unknown = [name for name, _ in self.pauses_ms if name not in PAUSES_MS]
        if unknown:
            raise ValueError(f"pauses_ms names {unknown[0]!r}, which isn't one of {', '.join(PAUSES_MS)}")
        if any(ms < 0 for _, ms in self.pauses_ms):
            raise ValueError("pauses_ms holds a negative silence; give milliseconds from 0 up")
        if self.max_chars < 60:
            raise ValueError(f"max_chars is {self.max_chars}; below 60 hardly a sentence can be said whole")

    def pauses(self) -> dict[str, int]:
        """Return the table of silences with the own values in it."""
        return {**PAUSES_MS, **dict(self.pauses_ms)}
