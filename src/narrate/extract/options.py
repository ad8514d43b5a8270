"""What a user may choose of the extraction."""

from dataclasses import dataclass

__all__ = ["ExtractOptions"]


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """How pages are turned into articles."""

    strict: bool = False
    """Refuse a page whose story is behind a paywall, a teaser, or found with little confidence."""
