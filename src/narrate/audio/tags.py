"""What a recording says of itself."""

from dataclasses import dataclass

__all__ = ["AI_LABEL", "Tags"]

AI_LABEL = "This audio is created with AI assistance"
"""Said wherever nothing else was asked for; EU AI Act, Article 50, wants a label for people and a mark for machines."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What goes into the file beside the sound; what is empty is left out."""

    title: str = ""
    artists: tuple[str, ...] = ()
    album: str = ""
    """The site."""
    date: str = ""
    """ISO 8601 date or date-time of the article."""
    language: str = ""
    """ISO 639-1 code."""
    url: str = ""
    """Address of the article."""
    cover: bytes | None = None
    """An image in any form that ffmpeg reads; it is scaled down and stored as JPEG."""
    headings: frozenset[int] = frozenset()
    """Indexes of the blocks that are headings: a chapter starts at each."""
    ai_disclosure: str = AI_LABEL
    """Stored as `TXXX:ai_disclosure`."""
