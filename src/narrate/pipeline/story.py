"""The story of a page, with a word about what is doubtful in it."""

import logging

from narrate.extract.story import article_of, examine
from narrate.model import Article
from narrate.settings.extract import ExtractOptions
from narrate.sources.pages import Source

__all__ = ["story_of_page"]

_log = logging.getLogger(__name__)


def story_of_page(source: Source, options: ExtractOptions) -> Article:
    """Return the story of a page; that it seems to be cut, or was found by a fallback, is logged as a warning.

    Raises:
        PageUnreadable: The page is empty, too large, or isn't text.
        NoArticle: No story is in it, or `strict` refuses what was found.
    """
    extraction = examine(source.page, options)
    article = article_of(extraction)
    for warning in extraction.warnings:
        _log.warning("%s: %s", source.name, warning)
    return article
