"""From text to a tree of elements, bounded whatever the markup does."""

import re

from lxml import etree, html

from narrate.errors import NoArticle

__all__ = ["parse"]

MAX_TAGS = 400_000  # opening brackets: the largest news pages have 30,000; a walk of this many takes some 3 s
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
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = html.document_fromstring(
            _XML_DECLARATION.sub("", text, count=1).encode("utf-8", "replace"), parser=parser, ensure_head_body=False
        )
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise NoArticle("the page holds no HTML; give the article's HTML page") from error
    return root
