"""The one way through the room: page, candidates, scores, verdicts, article."""

from narrate.errors import NoArticle
from narrate.extract import ladder, metadata, prune, scorer, statements
from narrate.extract.decode import decode
from narrate.extract.features import Clues
from narrate.extract.metadata import Metadata
from narrate.extract.options import ExtractOptions
from narrate.extract.prune import Verdict
from narrate.extract.tree import parse
from narrate.extract.walk import Frame, walk
from narrate.model import Article, Block, BlockKind, Extraction, Page, Receipt

__all__ = ["examine", "extract_article"]

_DEFAULT = ExtractOptions()


def extract_article(page: Page, options: ExtractOptions = _DEFAULT) -> Article:
    """Return the story of a page.

    Args:
        page: The page as it was found.
        options: What the user chose.

    Raises:
        PageUnreadable: The page is empty, too large, or isn't text.
        NoArticle: No story is in it, or `strict` refuses what was found.
    """
    extraction = examine(page, options)
    if extraction.article is None:
        raise NoArticle(extraction.warnings[0])
    return extraction.article


def examine(page: Page, options: ExtractOptions = _DEFAULT) -> Extraction:
    """Return the story of a page with a receipt for every stretch of text.

    Args:
        page: The page as it was found.
        options: What the user chose.

    Raises:
        PageUnreadable: The page is empty, too large, or isn't text.
        NoArticle: There is no HTML in it.
    """
    root = parse(decode(page.markup))
    found = walk(root)
    known = metadata.read(root, statements.gather(root), found, page.url)
    scores = scorer.score(found, Clues(known.title, known.description, known.body))
    verdicts = prune.judge(found, scores.tolist(), known)
    warning = ladder.climb(verdicts)
    blocks = tuple(_block(verdict) for verdict in verdicts if verdict.kept)
    receipts = tuple(Receipt(v.candidate.text, v.candidate.frame.path(), v.kept, v.reason, v.score) for v in verdicts)
    if not any(any(map(str.isalnum, block.text)) for block in blocks):
        return Extraction(None, receipts, 0.0, ("no article was found on the page; give the page of a single article",))
    extraction = Extraction(
        _article(blocks, known, page), receipts, _confidence(verdicts), (warning,) if warning else ()
    )
    if options.strict and extraction.warnings:
        raise NoArticle(f"refused because of `strict`: {extraction.warnings[0]}")
    return extraction


def _article(blocks: tuple[Block, ...], known: Metadata, page: Page) -> Article:
    return Article(
        title=known.title,
        blocks=blocks,
        byline=known.byline,
        published=known.published,
        site=known.site,
        url=known.url or page.url,
        language=known.language or "en",
        image=known.image,
        section=known.section,
        tags=known.tags,
    )


def _confidence(verdicts: list[Verdict]) -> float:
    """Return the mean certainty of the verdicts, by length of text."""
    weight = sum(len(v.candidate.text) for v in verdicts if v.kept) or 1
    return round(sum(v.score * len(v.candidate.text) for v in verdicts if v.kept) / weight, 3)


def _block(verdict: Verdict) -> Block:
    candidate = verdict.candidate
    return Block(_kind(candidate.frame), candidate.text, candidate.frame.path())


def _kind(frame: Frame) -> BlockKind:
    around: Frame | None = frame
    while around is not None:
        if around.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return BlockKind.HEADING
        if around.tag == "blockquote":
            return BlockKind.QUOTE
        if around.tag in ("li", "dt", "dd"):
            return BlockKind.ITEM
        around = around.parent
    return BlockKind.PARAGRAPH
