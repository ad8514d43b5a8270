"""Blocks in a language that the voice doesn't speak: a short quotation is read all the same, a section is left out."""

import unicodedata
from dataclasses import replace
from itertools import groupby

from narrate.model import Article, Block

__all__ = ["QUOTATION_CHARS", "readable"]

QUOTATION_CHARS = 300
"""Longest foreign passage that is read with the voice's own accent, about 20 s: a motto or an original quotation that
the story then explains. What is longer is a translation or another edition of the story, which would be a mumble."""
_SOUNDED = ("LATIN", "CYRILLIC", "GREEK")  # scripts that voices of European languages have letters for
_HEAD_CHARS = 60


def readable(article: Article, languages: frozenset[str], voice: str) -> tuple[Article, tuple[str, ...]]:
    """Return `article` as a voice can read it, and a line for each foreign passage: which, and what becomes of it.

    Args:
        article: Its own language is spoken by the voice, or it is refused elsewhere.
        languages: ISO 639-1 codes of what the voice speaks.
        voice: What to call it.
    """
    kept: list[Block] = []
    notes: list[str] = []
    for foreign, run in groupby(article.blocks, lambda block: _foreign(block, languages)):
        blocks = list(run)
        if foreign is not None:
            text = " ".join(block.text for block in blocks)
            is_read = len(text) <= QUOTATION_CHARS and _is_sounded(text)
            what = "read with its accent" if is_read else "left out"
            head = text if len(text) <= _HEAD_CHARS else f"{text[:_HEAD_CHARS].rstrip()}…"
            notes.append(f"a passage in {foreign!r}, which {voice} doesn't speak, is {what}: {head!r}")
            if not is_read:
                continue
        kept += blocks
    if not kept:  # the article's own language stands for all of it: the voice is refused, not the text
        return article, ()
    return replace(article, blocks=tuple(kept)), tuple(notes)


def _foreign(block: Block, languages: frozenset[str]) -> str | None:
    return block.language if block.language is not None and block.language not in languages else None


def _is_sounded(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    sounded = sum(unicodedata.name(c, "").startswith(_SOUNDED) for c in letters)
    return 2 * sounded > len(letters)
