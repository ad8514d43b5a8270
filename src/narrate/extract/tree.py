"""From text to a tree of elements, bounded whatever the markup does."""

import re
from itertools import islice

from lxml import etree, html

from narrate.errors import NoArticle

__all__ = ["parse", "parse_again"]

_PLAIN_TEXT = ["title", "textarea", "noframes", "noembed", "xmp", "iframe"]
_SWALLOWERS = re.compile(rf"<(?:{'|'.join(_PLAIN_TEXT)})\b", re.IGNORECASE)
MAX_SWALLOWERS = 500  # elements of plain text, each of which the second parser nests in the one before
MAX_CHARS_AGAIN = 2_000_000  # the second parser is written in Python: 2 MB take some 4 s
MAX_TAGS_AGAIN = 60_000  # opening brackets, for the same reason: some 3 s
MAX_TAGS = 400_000  # opening brackets: the largest news pages have 30,000; a walk of this many takes some 3 s
_OF_HEAD = {"base", "link", "meta", "noscript", "script", "style", "template", "title", etree.Comment}
# HTML Standard, 13.2.6.4.19: what follows the end of the body belongs to it; libxml2 drops it when the page is closed
# in the middle, as a page is whose header was made by another program.
_EARLY_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
MAX_DEPTH = 1000  # containers; with paragraphs and list items between them, still below libxml2's limit of 2,048
_CONTAINER = re.compile(
    r"</?(?!(?:p|li|dt|dd|br|hr|img|wbr|input|meta|link|source|col|area|base|embed|track|param|script|style|title)\b)"
    r"[a-zA-Z][^<>]*>",
    re.IGNORECASE,
)
MAX_ATTRIBUTES = 500  # of an element: libxml2 compares each one with all before it; pages have some dozens
LONG_TAG = 2 * MAX_ATTRIBUTES  # characters below which a tag can't have more
# HTML Standard, 13.2.5.6 to 13.2.5.40: a tag ends at the first bracket outside a quoted value. Whatever it holds, the
# pattern matches and never goes back, so that all of a page is passed once.
_TAG = re.compile(
    r"<[a-zA-Z][^\s/>]*+(?P<attributes>(?:[\s/]++|[^\s/>=]++|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"'][^\s>]*+)?)*+)>?"
)
_ATTRIBUTE = re.compile(r"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?|'[^']*+'?|[^\s>\"'][^\s>]*+)?)?")
MAX_OPEN = 2000  # brackets that no other closes, above which the second parser would look to the page's end for each
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>", re.IGNORECASE)


def parse(text: str) -> html.HtmlElement:
    """Return the root element of a page.

    Args:
        text: The decoded page.

    Raises:
        NoArticle: There is no element in it, or so many that no article would need them.
    """
    if text.count("<") > MAX_TAGS:
        raise NoArticle(
            f"the page has more than {MAX_TAGS:,} tags, which no article needs; give the article's own page"
        )
    text = _TAG.sub(_thinned, _EARLY_END.sub("", _XML_DECLARATION.sub("", text, count=1)))
    try:
        root, whole = _parsed(text)
        return _with_body(root if whole else _parsed(_flattened(text))[0])
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NoArticle("the page holds no HTML; give the article's HTML page") from error


def _thinned(tag: re.Match[str]) -> str:
    """Return a tag with its first `MAX_ATTRIBUTES` attributes."""
    whole = tag[0]
    if len(whole) < LONG_TAG:
        return whole
    start = tag.start("attributes") - tag.start()
    last = next(islice(_ATTRIBUTE.finditer(whole, start), MAX_ATTRIBUTES, None), None)
    return whole if last is None else f"{whole[: last.start()]}>"


def _parsed(text: str) -> tuple[html.HtmlElement, bool]:
    """Return the root element, and whether libxml2 read all of the text: it stops at elements nested 2,048 deep."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser, ensure_head_body=False)
    return root, not parser.error_log.filter_types([etree.ErrorTypes.ERR_RESOURCE_LIMIT])


def _flattened(text: str) -> str:
    """Return the markup without the tags of containers that are nested deeper than `MAX_DEPTH`; their text stays."""
    pieces, start, depth = [], 0, 0
    for tag in _CONTAINER.finditer(text):
        closing = text[tag.start() + 1] == "/"
        if depth + (not closing) > MAX_DEPTH:
            pieces.append(text[start : tag.start()])
            start = tag.end()
        depth = max(0, depth - 1) if closing else depth + 1
    return "".join([*pieces, text[start:]])


def _with_body(root: html.HtmlElement) -> html.HtmlElement:
    """Return the tree with what can't stand in a head in a body, where HTML's parser would have begun one.

    HTML lets both tags of `body` be left out (HTML standard, 13.1.2.4); libxml2 doesn't know the newer elements, such
    as `article`, and then takes them for a part of the head.
    """
    head = root.find("head")
    stray = next((child for child in head if child.tag not in _OF_HEAD), None) if head is not None else None
    if head is None or stray is None:
        return root
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    body[0:0] = [stray, *stray.itersiblings()]
    return root


def parse_again(text: str) -> html.HtmlElement | None:
    """Return the root element that a second, more forgiving parser finds, or None if there is none.

    libxml2 takes all that follows an unclosed title (or another element of plain text) for its content, as browsers
    do. BeautifulSoup over Python's own parser sees the elements in there, and lets them out.

    Args:
        text: The decoded page.
    """
    if len(text) > MAX_CHARS_AGAIN or text.count("<") > MAX_TAGS_AGAIN or text.count("<") - text.count(">") > MAX_OPEN:
        return None
    if len(_SWALLOWERS.findall(text)) > MAX_SWALLOWERS:
        return None
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        soup = BeautifulSoup(text, "html.parser")
        for swallower in soup.find_all(_PLAIN_TEXT):
            if swallower.find(name=True) is not None:
                swallower.name = "div"  # unwrapping moves each child, one by one
        return parse(str(soup))
    except (NoArticle, ParserRejectedMarkup, RecursionError):
        return None
