"""Who wrote the story: what the page prints by its headline, and what it states of this article."""

from collections.abc import Iterator, Sequence
from functools import cache

from narrate.extract import byline_lines, names
from narrate.extract.byline_lines import CALLED, SURE
from narrate.extract.candidates import Candidate
from narrate.extract.statements import Statements, texts
from narrate.extract.words import lines, words

__all__ = ["choose", "is_byline"]

MAX_NAMES = 12
_INVERTED = ("citation_author", "dc.creator", "dcterms.creator")  # "Lind, Ada", as libraries write names


def choose(structured: Statements, candidates: Sequence[Candidate], title: str, site: str | None) -> tuple[str, ...]:
    """Return the authors' names as an editor would say them.

    A line by the headline that says "By", or an element there that is called the author's, is what readers see and
    counts first. What the page states of this article (JSON-LD, then meta elements) counts where nothing is printed,
    and where it names a person and the line an outlet. Who only took the pictures, edited or reviewed is no author.

    Args:
        structured: What the page states of itself.
        candidates: Its candidate blocks.
        title: Its headline, beside which a page prints the names.
        site: Name of the publication, or its host.
    """
    own = _own_names(structured, site)
    stated = _stated(structured, own)
    printed = byline_lines.read(candidates, title, stated)
    shown = [name for name in printed.names if not _is_other(name, printed.others)] or printed.names
    shown = [_without_site(name, own) or name for name in shown]
    stated = [name for name in stated if not _is_other(name, printed.others)] or stated
    stated = [name for name in stated if not names.is_crew(name) or _is_other(name, shown)]
    return tuple(_joined(shown, stated, printed.sure, own)[:MAX_NAMES])


def _is_other(name: str, others: Sequence[str]) -> bool:
    return any(names.same(name, other) for other in others)


def _joined(shown: list[str], stated: list[str], sure: int, own: frozenset[str]) -> list[str]:
    """Return the names of the better source: what is printed, unless it is doubtful or the site's own name."""
    persons = [name for name in shown if _key(name) not in own]
    if sure > SURE:
        return shown
    if not persons:
        return stated or (shown if sure >= CALLED else [])
    if not stated:
        return persons
    if all(any(names.same(name, other) for other in persons) for name in stated):
        return persons
    if any(names.same(name, other) for name in stated for other in persons):
        return stated if len(stated) >= len(persons) and sure < SURE else persons
    return persons if sure >= SURE or not any(" " in name for name in stated) else stated


def _stated(structured: Statements, own: frozenset[str]) -> list[str]:
    """Return the names that the best statement gives, without the site's.

    Where JSON-LD gives the site for a person, the meta elements hold its owner, and no author either.
    """
    author = structured.article.get("author")
    first = author[0] if isinstance(author, list) and author else author
    if isinstance(first, dict) and first.get("@type") == "Person" and _key(str(first.get("name"))) in own:
        return []
    for source in _sources(structured):
        candidates = [name for text in source for name in names.parse(_without_site(text, own))]
        if candidates := [name for name in dict.fromkeys(candidates) if _key(name) not in own]:
            return candidates
    return []


def _sources(structured: Statements) -> Iterator[list[str]]:
    for key in ("author", "creator"):
        yield list(texts(_resolved(structured, structured.article.get(key))))
    for key in lines("byline_keys.txt"):
        stated = structured.meta.get(key, [])
        inverted = key in _INVERTED and all(text.count(",") == 1 for text in stated)
        yield [" ".join(reversed(text.split(","))) for text in stated] if inverted else stated
    labels = zip(structured.meta.get("twitter:label1", []), structured.meta.get("twitter:data1", []), strict=False)
    yield [text for label, text in labels if byline_lines.is_label(label)]


def _own_names(structured: Statements, site: str | None) -> frozenset[str]:
    """Return the site's names in lower case: the site is no author of its stories unless it prints so."""
    host = (site or "").split(".")[-2:-1] if " " not in (site or "") else []
    stated = [
        *texts(structured.article.get("publisher")),
        *structured.meta.get("og:site_name", ()),
        structured.organisation,
        site or "",
        *host,
    ]
    return frozenset(filter(None, map(_key, stated)))


def _key(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")


def _without_site(text: str, own: frozenset[str]) -> str:
    """Return a stated byline without the site's name behind it."""
    text = " ".join(text.split())
    low = text.casefold()
    ends = (site for site in sorted(own, key=len, reverse=True) if low.endswith(site))
    site = next((site for site in ends if not low[: -len(site)][-1:].isalnum()), None)
    if site is None or len(site) == len(low):
        return text
    rest = text[: len(text) - len(site)].strip(" ,|/-–—")
    return "" if rest.casefold() == "the" else rest.removesuffix(" the").removesuffix(" The")


def _resolved(structured: Statements, value: object) -> object:
    """Follow a JSON-LD reference (`{"@id": …}`) to the node that it names."""
    if isinstance(value, list):
        return [_resolved(structured, part) for part in value[:50] if not isinstance(part, list)]
    if isinstance(value, dict) and "name" not in value and value.get("@id") in structured.nodes:
        return structured.nodes[value["@id"]]
    return value


def is_byline(text: str, authors: frozenset[str]) -> bool:
    """Tell whether a block says who wrote the story, and perhaps when, but nothing of the story.

    Args:
        text: The block's text.
        authors: Words of the authors' names, in lower case.
    """
    own = words(text)
    if not authors or len(own) >= 20 or authors.isdisjoint(own):
        return False
    words_of = [word for word in own if not word.isdigit() and word not in _month_names()]
    strange = sum(word not in authors for word in words_of)
    return strange <= len(words_of) // 2 or bool(byline_lines.is_by(text) and strange <= 3)


@cache
def _month_names() -> frozenset[str]:
    return frozenset(word for row in lines("months.txt") for word in row.split())
