"""What the feed is told: section `[feed]` of `narrate.toml`."""

from dataclasses import dataclass

__all__ = ["FeedOptions"]


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """The channel that recordings appear in."""

    feed_title: str = "Narrated articles"
    """Name of the podcast."""
    feed_description: str = "Our articles, read aloud."
    """What it is, in a sentence or two."""
    feed_site: str = "https://example.org/"
    """Address of the publication."""
    feed_url: str = ""
    """Address where the folder of recordings is published; empty: the service's own."""
    feed_image: str = ""
    """Address of a square JPEG or PNG of 1400 to 3000 px; Apple asks for one."""
    feed_author: str = ""
    """Who stands for it in directories."""
    feed_email: str = ""
    """Owner's address, which some directories write to."""
    feed_category: str = "News"
    """One of Apple's categories; a subcategory after ">", as in "News > Politics"."""
    feed_explicit: bool = False
    """Whether directories should warn of its content."""
    feed_language: str = "en"
    """ISO 639 code of the channel."""
    feed_items: int = 300
    """Newest recordings that the feed lists."""

    def __post_init__(self) -> None:
        if self.feed_items < 1:
            raise ValueError("feed_items must be 1 or more")
        if not self.feed_title.strip() or not self.feed_description.strip():
            raise ValueError("feed_title and feed_description must not be empty")
