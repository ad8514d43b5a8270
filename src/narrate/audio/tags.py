"""What a recording says of itself."""

from dataclasses import dataclass
from pathlib import Path

from narrate.model import AI_LABEL

__all__ = ["Tags"]


@dataclass(frozen=True, slots=True)
class Tags:
    """What goes into the file beside the sound; what is empty is left out."""

    title: str = ""
    artists: tuple[str, ...] = ()
    album: str | None = None
    """The site."""
    date: str | None = None
    """ISO 8601 date or date-time of the article."""
    language: str | None = None
    """ISO 639-1 code."""
    url: str | None = None
    """Address of the article."""
    cover: Path | None = None
    """A JPEG, PNG, GIF or WebP file; it is scaled down and stored as JPEG."""
    text: str = ""
    """The whole article as printed, for `USLT`; when empty, what is said."""
    headings: frozenset[int] = frozenset()
    """Indexes of the blocks that are headings: a chapter starts at each."""
    ai_disclosure: str = AI_LABEL
    """Stored as `TXXX:ai_disclosure`."""
