"""The extractor: page, candidates, scores, verdicts, article, from top to bottom."""

from dataclasses import replace

from lxml import html

from narrate.errors import NoArticle
from narrate.extract import (
    access,
    doubt,
    fallbacks,
    hidden_story,
    language,
    metadata,
    on_request,
    prune,
    rules,
    scorer,
    statements,
)
from narrate.extract.bylines import is_byline
from narrate.extract.candidates import HEADINGS, Verdict
from narrate.extract.decode import decode
from narrate.extract.features import Clues
from narrate.extract.metadata import Metadata
from narrate.extract.tree import parse, parse_again
from narrate.extract.walk import Candidate, Frame, walk
from narrate.extract.words import words
from narrate.model import Article, Block, BlockKind, Extraction, Page, Receipt
from narrate.settings.options import ExtractOptions

__all__ = ["article_of", "examine", "extract_article"]

_DEFAULT = ExtractOptions()
MAX_TEXT_CHARS = 2_000_000  # some 35 hours of speech; what is counted over words takes some 1 s a million


def extract_article(page: Page, options: ExtractOptions = _DEFAULT) -> Article:
    """Return the story of a page.

    Args:
        page: The page as it was found.
        options: What the user chose.

    Raises:
        PageUnreadable: The page is empty, too large, or isn't text.
        NoArticle: No story is in it, or `strict` refuses what was found.
    """
    return article_of(examine(page, options))


def article_of(extraction: Extraction) -> Article:
    """Return what was found. Raises NoArticle, with the reason, if there is no story."""
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
    text = decode(page.markup)
    extraction = _examined(parse(text), page, options)
    if extraction.article is None and (root := parse_again(text)) is not None:
        again = _examined(root, page, options)
        if again.article is not None:
            broken = "the page's markup is broken, so a more forgiving parser read it; check the text"
            extraction = replace(again, confidence=again.confidence / 2, warnings=(broken, *again.warnings))
    if options.strict and extraction.article and extraction.warnings:
        raise NoArticle(f"refused because of strict: {extraction.warnings[0]}")
    return extraction


def _examined(root: html.HtmlElement, page: Page, options: ExtractOptions) -> Extraction:
    structured = statements.gather(root)
    rule = rules.choose(options.site_rules, metadata.address(root, structured, page.url))
    ruled = rules.apply(rule, root) if rule else rules.Matches()
    if page.is_story:
        whole = frozenset(root.iter("article"))
        ruled = rules.Matches(body=whole, keep=whole)
    candidates = walk(root, ruled)
    if sum(len(candidate.text) for candidate in candidates) > MAX_TEXT_CHARS:
        raise NoArticle(
            f"the page has more than {MAX_TEXT_CHARS:,} characters of text; give the page of a single article"
        )
    facts = metadata.read(root, structured, candidates, page.url, ruled.facts)
    verdicts = _judged(candidates, facts)
    fallback = fallbacks.relax(verdicts)
    receipts: list[Receipt] = []
    hidden = hidden_story.find(root, structured, facts) if fallbacks.is_far_too_little(verdicts, facts) else None
    if hidden:
        facts = replace(facts, title=facts.title or hidden.title)
        hidden_verdicts = _retold(hidden, facts)
        if fallbacks.is_better(hidden_verdicts, verdicts):
            fallback = fallbacks.replace_with_hidden(verdicts, hidden_verdicts, hidden.where, free=facts.free)
            receipts = [*_receipts(verdicts, facts), *_receipts(hidden_verdicts, facts, hidden.anchor)]
            verdicts = [*(v for v in verdicts if v.kept), *hidden_verdicts]
    warnings = tuple(filter(None, (fallback, *access.warnings(verdicts, facts))))
    kept = on_request.add(verdicts, options.read)
    return _told(verdicts, kept, tuple(receipts or _receipts(verdicts, facts)), warnings, facts)


def _judged(candidates: list[Candidate], facts: Metadata) -> list[Verdict]:
    scores = scorer.score(candidates, Clues(facts))
    return prune.judge(candidates, scores.tolist(), facts)


def _retold(story: hidden_story.Story, facts: Metadata) -> list[Verdict]:
    """Return the verdicts on a story that the page doesn't show, as if it stood in a site rule's body."""
    try:
        root = parse(f"<html><body><article>{story.markup}</article></body></html>")
        return _judged(walk(root, rules.Matches(body=frozenset(root.iter("article")))), facts)
    except NoArticle:  # more than a story can hold
        return []


def _told(
    verdicts: list[Verdict],
    kept: list[Verdict],
    receipts: tuple[Receipt, ...],
    warnings: tuple[str, ...],
    facts: Metadata,
) -> Extraction:
    blocks = tuple(map(_block, kept))
    if not any(any(map(str.isalnum, block.text)) for block in blocks):
        return Extraction(None, receipts, 0.0, ("no article was found on the page; give the page of a single article",))
    confidence = doubt.confidence(verdicts, len(warnings))
    if confidence < doubt.BAR and not warnings:
        warnings = (doubt.warning(verdicts),)
    spoken, other = language.settle(facts.language, " ".join(verdict.candidate.text for verdict in kept))
    own = language.of_blocks([(verdict.candidate.text, verdict.candidate.lang) for verdict in kept], spoken)
    blocks = tuple(replace(block, language=code) for block, code in zip(blocks, own, strict=True))
    blocks = tuple(_labelled(block, verdict.label, spoken) for block, verdict in zip(blocks, kept, strict=True))
    return Extraction(_article(blocks, facts, spoken), receipts, confidence, (*warnings, other) if other else warnings)


def _labelled(block: Block, kind: str, language: str) -> Block:
    """Return a block that was asked for with what it is before its text: "Table: ..."."""
    return replace(block, text=f"{on_request.label(kind, language)}: {block.text}") if kind else block


def _article(blocks: tuple[Block, ...], facts: Metadata, spoken: str) -> Article:
    return Article(
        title=facts.title,
        blocks=blocks,
        byline=facts.byline,
        published=facts.published,
        site=facts.site,
        url=facts.url,
        language=spoken,
        image=facts.image,
        section=facts.section,
        tags=facts.tags,
    )


def _receipts(verdicts: list[Verdict], facts: Metadata, anchor: str = "") -> tuple[Receipt, ...]:
    """Return a receipt for each verdict; `anchor` is the element of all of them if they stand in one script."""
    return tuple(
        Receipt(v.candidate.text, anchor or v.candidate.frame.path(), v.kept, _reason(v, facts), v.score)
        for v in verdicts
    )


def _reason(verdict: Verdict, facts: Metadata) -> str:
    """Return why a stretch is read or not; what is said before the body isn't left out for its score."""
    text = verdict.candidate.text
    if verdict.kept or not verdict.reason.startswith("score"):
        return verdict.reason
    if facts.title and words(text) == words(facts.title):
        return "headline, said first"
    authors = frozenset(word for name in facts.byline for word in words(name))
    return "byline, said first" if is_byline(text, authors) else verdict.reason


def _block(verdict: Verdict) -> Block:
    candidate = verdict.candidate
    kind = _kind(candidate.frame)
    broken = () if kind is BlockKind.HEADING else candidate.breaks  # a headline is broken for its looks
    return Block(kind, _lined(candidate.text, broken), candidate.frame.path(), directions=candidate.directions)


def _lined(text: str, breaks: tuple[int, ...]) -> str:
    """Return the text with a new line for each blank at `breaks`."""
    at = (0, *(end + 1 for end in breaks))
    return "\n".join(text[start:end] for start, end in zip(at, (*breaks, len(text)), strict=True))


def _kind(frame: Frame) -> BlockKind:
    around: Frame | None = frame
    while around is not None:
        if around.tag in HEADINGS:
            return BlockKind.HEADING
        if around.tag == "blockquote":
            return BlockKind.QUOTE
        if around.tag in ("li", "dt", "dd"):
            return BlockKind.ITEM
        around = around.parent
    return BlockKind.PARAGRAPH
