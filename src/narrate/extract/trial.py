"""What a site rule changes on a page: the page read without it, with it, and with it but for one of its lines."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from lxml import etree, html

from narrate.extract import metadata, rules, statements
from narrate.extract.decode import decode
from narrate.extract.extractor import examine
from narrate.extract.tree import parse
from narrate.extract.walk import SILENT_TAGS
from narrate.model import Extraction, Page
from narrate.settings.options import ExtractOptions
from narrate.settings.site_rules import LISTS, SiteRule

__all__ = ["Change", "LineEffect", "Trial", "attempt", "with_selectors"]


@dataclass(frozen=True, slots=True)
class Change:
    """A block or a fact that the rule changes."""

    what: str
    """`dropped`, `kept`, `title`, `byline` or `published`."""
    before: str
    """The block's text, or the fact without the rule; empty for a block that is read only with the rule."""
    after: str
    """The block's text, or the fact with the rule; empty for a block that isn't read any more."""
    reason: str = ""
    """Why a block that is read now wasn't read before, or the other way round."""


@dataclass(frozen=True, slots=True)
class LineEffect:
    """What one line of a rule does."""

    key: str
    """`body`, `drop`, `keep`, `title`, `byline` or `published`."""
    written: str
    """The selector as the user wrote it."""
    hits: int
    """Elements or texts of the page that it finds."""
    changes: int
    """Blocks and facts that would be otherwise without it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What the site rules do on one page."""

    address: str | None
    """The page's address, by which a rule is chosen."""
    rule: SiteRule | None
    """The rule that is followed; None if none fits."""
    others: tuple[SiteRule, ...] = ()
    """Rules that fit too, but less exactly, so that they aren't followed."""
    lines: tuple[LineEffect, ...] = ()
    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    """Blocks that are read with the rule as without it."""
    has_story: bool = True
    """Whether a story is found with the rule."""


def attempt(page: Page, options: ExtractOptions) -> Trial:
    """Return what the site rules change on a page.

    Args:
        page: The page as it was found.
        options: The rules, among others.

    Raises:
        PageUnreadable: The page is empty, too large, or isn't text.
        NoArticle: There is no HTML in it.
    """
    root = parse(decode(page.markup))
    where = metadata.address(root, statements.gather(root), page.url)
    rule = rules.choose(options.site_rules, where)
    if rule is None:
        return Trial(where, None)
    lenient = replace(options, strict=False)
    before = examine(page, replace(lenient, site_rules=()))
    after = examine(page, replace(lenient, site_rules=(rule,)))
    lines = tuple(_effects(page, lenient, rule, root, after))
    changes = tuple(_changes(before, after))
    others = tuple(other for other in options.site_rules if other is not rule and rules.choose((other,), where))
    dropped = sum(change.what == "dropped" for change in changes)
    return Trial(where, rule, others, lines, changes, len(_texts(before)) - dropped, after.article is not None)


def _effects(
    page: Page, options: ExtractOptions, rule: SiteRule, root: html.HtmlElement, whole: Extraction
) -> Iterator[LineEffect]:
    for key in LISTS:
        paths = getattr(rule, key)
        for number, path in enumerate(paths):
            hits = rules.count(path, root)
            less = rules.without(rule, key, number)
            without = examine(page, replace(options, site_rules=(less,))) if hits else whole
            yield LineEffect(key, rule.as_written(path), hits, len(list(_changes(without, whole))))


def _texts(extraction: Extraction) -> list[str]:
    return [block.text for block in extraction.article.blocks] if extraction.article else []


def _changes(before: Extraction, after: Extraction) -> Iterator[Change]:
    for name in ("title", "byline", "published"):
        one, other = (_fact(extraction, name) for extraction in (before, after))
        if one != other:
            yield Change(name, one, other)
    old, new = _texts(before), _texts(after)
    why = {receipt.text: receipt.reason for receipt in before.receipts if not receipt.kept}
    why_not = {receipt.text: receipt.reason for receipt in after.receipts if not receipt.kept}
    for step, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step != "equal":
            yield from (Change("dropped", text, "", why_not.get(text, "")) for text in old[start:end])
            yield from (Change("kept", "", text, why.get(text, "")) for text in new[begin:stop])


def _fact(extraction: Extraction, name: str) -> str:
    value = getattr(extraction.article, name, None)
    return ", ".join(value) if isinstance(value, tuple) else value or ""


_LEVELS = 6  # elements outward in which a name is looked for
_BOX = 8  # stretches that a form or card holds; in a larger element the stretch's own tag is told too
_WORD = re.compile(r"-?[A-Za-z_][\w-]*")  # what `selectors` takes for a class or an id
_ATTRIBUTES = ("data-testid", "data-component", "itemprop")
_BOXES = frozenset(["aside", "footer", "header", "nav", "form", "figure", "details", "blockquote", "section"])
_OUTERMOST = frozenset(["body", "html"])


def with_selectors(extraction: Extraction, page: Page) -> Extraction:
    """Return an extraction whose receipts say by which selector a site rule finds their elements.

    The selector is that of the element, or of one a few steps around it, which finds the fewest stretches of the page;
    names with figures in them, which systems make up for each page or build, are the last choice. It is empty for what
    no rule finds: text in scripts, and in elements without any name.

    Args:
        extraction: What was made of the page.
        page: The page.
    """
    root = parse(decode(page.markup))
    elements = [_element(root, receipt.anchor) for receipt in extraction.receipts]
    counts = Counter(name for el in elements for name in {name for _, name in _names(el)})
    receipts = (replace(r, selector=_shortest(el, counts)) for r, el in zip(extraction.receipts, elements, strict=True))
    return replace(extraction, receipts=tuple(receipts))


def _element(root: html.HtmlElement, path: str) -> html.HtmlElement | None:
    """Return the element at an XPath; None where another parser or a script has the text."""
    try:
        hits = root.xpath(path)
    except etree.XPathError:
        return None
    return hits[0] if hits and hits[0].tag not in SILENT_TAGS else None


def _names(el: html.HtmlElement | None) -> Iterator[tuple[int, str]]:
    """Yield each selector of an element and of those around it, with the steps outward."""
    level = 0
    while el is not None and el.tag not in _OUTERMOST and level < _LEVELS:
        for name in (el.get("class") or "").split():
            if _WORD.fullmatch(name):
                yield level, f"{el.tag}.{name}"
        if _WORD.fullmatch(el.get("id") or ""):
            yield level, f"{el.tag}#{el.get('id')}"
        for key in _ATTRIBUTES:
            if _WORD.fullmatch(el.get(key) or ""):
                yield level, f'{el.tag}[{key}="{el.get(key)}"]'
        if el.tag in _BOXES:
            yield level, el.tag
        el, level = el.getparent(), level + 1


def _shortest(el: html.HtmlElement | None, counts: Counter[str]) -> str:
    ranked = [(any(map(str.isdigit, name)), counts[name], level, name) for level, name in _names(el)]
    if el is None or not ranked:
        return ""
    _, count, level, name = min(ranked, key=lambda rank: rank[:3])
    return f"{name} {el.tag}" if level and count > _BOX else name
