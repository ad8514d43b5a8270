"""What narrate has put on a page, and how to take it away again without a trace."""

import re

from narrate.embed.html_source import Source
from narrate.errors import PageRefused

__all__ = ["ANCHOR", "BEGIN", "END", "strip", "without_parts"]

BEGIN = "<!--narrate:begin-->"
END = "<!--narrate:end-->"
ANCHOR = "data-narrate"
"""Attribute of an element whose text is heard: `KEY CUE:START+LENGTH ...`."""

_ANCHOR = re.compile(rf' {ANCHOR}="[0-9a-f]{{8}}(?: \d+:\d+\+\d+(?:\+\d+\+\d+)*)+"', re.ASCII)
_PART = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
_TRACE = re.compile(rf"narrate:(?:begin|end)-->|{ANCHOR}=", re.ASCII)


def strip(markup: bytes) -> bytes:
    """Return the page as it was before narrate touched it.

    Raises:
        PageRefused: A marker has lost its other half, so nobody knows where our part ends.
    """
    if ANCHOR.encode() not in markup and b"narrate:" not in markup and markup[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return markup
    source = Source(markup)
    return source.edited(_cuts(source), []) if _TRACE.search(source.text) else markup


def without_parts(text: str) -> str:
    """Return a piece of a page, such as the body that a CMS keeps, without what stands between narrate's markers.

    A marker without its other half stays: the piece may have been cut.
    """
    return _PART.sub("", text)


def _cuts(source: Source) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    begin: int | None = None
    for token in source.tokens:
        if token.kind == "comment":
            comment = source.text[token.start : token.end]
            if comment not in {BEGIN, END}:
                continue
            if (comment == BEGIN) != (begin is None):
                raise PageRefused(f"a {BEGIN} or {END} has lost its other half: mend it by hand")
            if begin is not None:
                cuts.append((begin, token.end))
            begin = token.start if comment == BEGIN else None
        elif token.kind == "open" and begin is None and (match := _ANCHOR.search(source.text, token.start, token.end)):
            cuts.append(match.span())
    if begin is not None:
        raise PageRefused(f"a {BEGIN} has lost its {END}: mend it by hand")
    return cuts
