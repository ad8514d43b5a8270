"""The authors' names alone: no "By", job titles, times, addresses or newsrooms' mailboxes."""

import re
from functools import cache
from html import unescape
from itertools import chain

from lxml import html

from narrate.extract.packaged import lines
from narrate.extract.statements import Statements, texts
from narrate.extract.walk import Candidate
from narrate.extract.words import words

__all__ = ["choose", "clean", "is_byline"]

_BY = re.compile(
    r"^\W*(?:(?:written|posted|reported|analysis|opinion|story|words|text|words and photos)\s+)?"
    r"(?:by|von|par|por|od|autor|autorin|author|авторы?|автор(?:ка)?|текст|di|door|av|af)\s*[:\s]\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:,|;|\||/|•|·|\band\b|\bund\b|\bet\b|(?-i:\by\b)|(?-i:\be\b|\bи\b|\bта\b|\bі\b)|&|\bwith\b|\bmit\b|\n)\s*",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"\b(editor|reporter|correspondent|writer|journalist|columnist|staff|contributor|producer|bureau|chief|senior|associate|assistant|professor|lecturer|fellow|"
    r"director|analyst|redakteur(?:in)?|korrespondent(?:in)?|redacción|rédaction|redaktion|editorial|team|newsroom|desk|agency|press|news|admin|updated|published|"
    r"min(?:ute)?s? read|university|phd|former|head of|for the|at the)\b",
    re.IGNORECASE,
)
_NOT_NAME = re.compile(r"https?:|www\.|@|\d|[<>{}\[\]=]|\.(?:com|org|net)\b")
_OUTLET = re.compile(
    r"\b(inc|llc|ltd|media|news|press|agency|network|magazine|times|post|staff|editors?|editorial|team)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\b(byline|author|writer|autor|contributor)", re.IGNORECASE)
_DATE = re.compile(
    r"\s*[,|•·–—-]?\s*(?:\d|\b(?:" + "|".join(w for row in lines("months.txt") for w in row.split()) + r")\.?\s+\d).*$",
    re.IGNORECASE,
)
"""A date behind the names, and whatever follows it: no name has figures."""
_MAX_NAMES = 12


def choose(root: html.HtmlElement, said: Statements, found: list[Candidate]) -> tuple[str, ...]:
    """Return the authors' names, as many as the best source gives.

    Args:
        root: The page's root element.
        said: What the page says of itself.
        found: Its candidate blocks.
    """
    labelled = [
        b
        for a, b in zip(said.meta.get("twitter:label1", []), said.meta.get("twitter:data1", []), strict=False)
        if "by" in a.lower()
    ]
    sources = (
        list(texts(_resolved(said, said.article.get("author")))),
        list(texts(_resolved(said, said.article.get("creator")))),
        *(said.meta.get(key, []) for key in lines("byline_keys.txt")),
        labelled,
        said.microdata.get("author", []),
        [" ".join("".join(el.itertext()).split()) for el in root.iterfind(".//a[@rel='author']")][:4],
        [
            c.text
            for c in found[:400]
            if len(c.text) < 120 and any(_BYLINE.search(f.names) for f in (c.frame, c.frame.parent) if f)
        ][:2],
        [c.text for c in found[:200] if len(c.text) < 100 and _BY.match(c.text)][:1],
    )
    for source in sources:
        names = tuple(dict.fromkeys(chain.from_iterable(map(clean, source))))
        if names:
            return names[:_MAX_NAMES]
    return ()


def is_byline(text: str, authors: frozenset[str]) -> bool:
    """Tell whether a block says who wrote the story, and perhaps when, but nothing of the story.

    Args:
        text: The block's text.
        authors: Words of the authors' names, in lower case.
    """
    own = words(text)
    if not authors or len(own) >= 20 or authors.isdisjoint(own):
        return False
    said = [word for word in own if not word.isdigit() and word not in _month_names()]
    strange = sum(word not in authors for word in said)
    return strange <= len(said) // 2 or bool(_BY.match(text) and strange <= 3)


@cache
def _month_names() -> frozenset[str]:
    return frozenset(word for row in lines("months.txt") for word in row.split())


def _resolved(said: Statements, value: object) -> object:
    """Follow a JSON-LD reference (`{"@id": …}`) to the node that it names."""
    if isinstance(value, list):
        return [_resolved(said, part) for part in value[:50] if not isinstance(part, list)]
    if isinstance(value, dict) and "name" not in value and value.get("@id") in said.nodes:
        return said.nodes[value["@id"]]
    return value


def clean(text: str) -> list[str]:
    """Return the names in a byline.

    Args:
        text: A byline as printed, or one name.
    """
    text = " ".join(unescape(text).split())
    if len(text) > 300 or text.startswith(("http:", "https:", "www.", "/")):
        return []
    text = _DATE.sub("", _BY.sub("", re.sub(r"<[^>]*>|\([^)]*\)", " ", text)))
    names = []
    for number, part in enumerate(_SPLIT.split(text)):
        name = _BY.sub("", part).strip(" .,:-–—|*\"'")
        if not name or len(name) > 50 or len(name) < 3 or len(name.split()) > 5 or _NOT_NAME.search(name):
            continue
        if (
            (number > 0 and _JOB.search(name))
            or _OUTLET.search(name)
            or name.casefold() in ("by", "author", "unknown", "guest", "admin", "anonymous")
        ):
            continue
        if name[0].isalpha():
            names.append(_case(name))
    return names


def _case(name: str) -> str:
    """Return a name that was set in capitals as it is usually written."""
    return name.title() if name.isupper() and len(name) > 4 and " " in name else name
