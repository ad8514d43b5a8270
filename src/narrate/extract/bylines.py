"""The authors' names alone: no "By", job titles, times, addresses or newsrooms' mailboxes."""

import re
from functools import cache
from html import unescape
from itertools import chain

from lxml import html

from narrate.extract.statements import Statements, texts
from narrate.extract.walk import Candidate
from narrate.extract.words import lines, words

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
_NOT_NAME = re.compile(r"https?:|www\.|@|\d|[<>{}\[\]=\"“”*]|\.(?:com|org|net)\b")
# Others who worked on the page, and when: "Ada Lind. Reviewed by Per Holm Updated May 3".
_OTHERS = re.compile(
    r"\s*\b(?:(?:medically|clinically|technically|expert|fact)[ -])?(?:reviewed|edited|checked|verified|updated|"
    r"published|posted|illustrated|photographed|translated|filmed|curated)\b.*$",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"\b(?:getty|shutterstock|istock|alamy|unsplash|pixabay|pexels|depositphotos|adobe stock)\b", re.IGNORECASE
)
# Small words behind first and last name are the line's, not the name's: "Ada Lind published on".
_TRAILING = re.compile(r"(?<=\w)(\s+\S+)\s+(?:[a-zà-ÿа-яё]\S*\s+)*[a-zà-ÿа-яё]\S*$")
_OUTLET = re.compile(
    r"\b(inc|llc|ltd|media|news|press|agency|network|magazine|times|post|staff|editors?|editorial|team|gazette|tribune|"
    r"report|chronicle|redazione)\b",
    re.IGNORECASE,
)
_CREW = re.compile(r"(?:reporters|correspondents|writers|journalists|editors|staff|agencies|agenturen)$")
_BYLINE = re.compile(r"\b(byline|author|writer|autor|contributor|attribution)", re.IGNORECASE)
_ABOVE, _BELOW = 30, 120  # blocks around the headline where names are looked for
_MORE = re.compile(r"^.*\b(?:posts|articles|stories|more|all)\b.*\b(?:by|from)\s+", re.IGNORECASE)
# Elements without a blank between them: "Ada LindDec 05, 20232 Shares".
_GLUED = re.compile(
    r"^((?:[A-ZÀ-Þ][\w'’.-]+ ){1,3}[A-ZÀ-Þ][a-zà-ÿ'’-]+?)(?:[A-Z][a-z]{2,8})\.? \d{1,2},? (?:19|20)\d\d"
)
# Degrees, stations and networks in capitals behind a name in mixed case; numbers of heirs stay.
_CAPITALS = re.compile(
    r"^((?:\S*[a-zà-ÿ]\S*\s+)(?:\S+\s+)*?\S*[a-zà-ÿ.]\S*)((?:,?\s+(?!(?:II|III|IV)\b)[A-Z]{2,}(?:-[A-Z]+)?)+)$"
)
_TITLE = re.compile(
    r"(?:\s+(?:(?:senior|staff|chief|deputy|associate|assistant|managing|political|freelance)\s+)*"
    r"(?:editor|writer|reporter|correspondent|columnist|contributor|producer))+$",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\s*[,|•·–—-]?\s*(?:\d|\b(?:" + "|".join(w for row in lines("months.txt") for w in row.split()) + r")\.?\s+\d).*$",
    re.IGNORECASE,
)
"""A date behind the names, and whatever follows it: no name has figures."""
_MAX_NAMES = 12


def choose(root: html.HtmlElement, structured: Statements, candidates: list[Candidate], title: str) -> tuple[str, ...]:
    """Return the authors' names, as many as the best source gives.

    Args:
        root: The page's root element.
        structured: What the page says of itself.
        candidates: Its candidate blocks.
        title: Its headline, beside which a page prints the names.
    """
    whole = words(title)
    at = next((c.order for c in candidates if whole and words(c.text) == whole), 0)
    near = [c for c in candidates if -_ABOVE <= c.order - at <= _BELOW]
    own = _own_names(structured)
    labelled = [
        b
        for a, b in zip(
            structured.meta.get("twitter:label1", []), structured.meta.get("twitter:data1", []), strict=False
        )
        if "by" in a.lower()
    ]
    sources = (
        list(texts(_resolved(structured, structured.article.get("author")))),
        list(texts(_resolved(structured, structured.article.get("creator")))),
        *(structured.meta.get(key, []) for key in lines("byline_keys.txt")),
        labelled,
        structured.microdata.get("author", []),
        [_MORE.sub("", " ".join("".join(el.itertext()).split())) for el in root.iterfind(".//a[@rel='author']")][:4],
        [
            c.text
            for c in near
            if len(c.text) < 120
            and any(_BYLINE.search(f.names) and "comment" not in f.names for f in (c.frame, c.frame.parent) if f)
        ][:2],
        [c.text for c in near if len(c.text) < 100 and _BY.match(c.text) and _is_full(c.text)][:1],
        [match[1] for c in near if (match := _GLUED.match(c.text))][:1],
    )
    for source in sources:
        names = tuple(dict.fromkeys(chain.from_iterable(clean(_without_site(text, own)) for text in source)))
        if names:
            return names[:_MAX_NAMES]
    return ()


def _is_full(text: str) -> bool:
    """Tell whether a line that only its first word makes a byline gives first and last names, or an agency."""
    names = clean(text)
    return any(" " in name or name.casefold() in lines("agencies.txt") for name in names)


def _own_names(structured: Statements) -> tuple[str, ...]:
    """Return the site's names in lower case, longest first: the site is no author of its stories."""
    stated = [
        *texts(structured.article.get("publisher")),
        *structured.meta.get("og:site_name", ()),
        structured.organisation,
    ]
    names = {" ".join(name.casefold().split()).removeprefix("the ") for name in stated}
    return tuple(sorted(filter(None, names), key=len, reverse=True))


def _without_site(text: str, own: tuple[str, ...]) -> str:
    """Return a byline without the site's name behind it; empty if nothing else is left."""
    text = " ".join(text.split())
    low = text.casefold()
    site = next((site for site in own if low.endswith(site) and not low[: -len(site)][-1:].isalnum()), None)
    if site is None:
        return text
    rest = text[: len(text) - len(site)].strip(" ,|/-–—")
    rest = rest[:-4] if rest.casefold().endswith(" the") else rest
    return "" if rest.casefold() in ("", "the", "by") else rest


def is_byline(text: str, authors: frozenset[str]) -> bool:
    """Tell whether a block says who wrote the story, and perhaps when, but nothing of the story.

    Args:
        text: The block's text.
        authors: Words of the authors' names, in lower case.
    """
    own = words(text)
    if not authors or len(own) >= 20 or authors.isdisjoint(own):
        return False
    structured = [word for word in own if not word.isdigit() and word not in _month_names()]
    strange = sum(word not in authors for word in structured)
    return strange <= len(structured) // 2 or bool(_BY.match(text) and strange <= 3)


@cache
def _month_names() -> frozenset[str]:
    return frozenset(word for row in lines("months.txt") for word in row.split())


def _resolved(structured: Statements, value: object) -> object:
    """Follow a JSON-LD reference (`{"@id": …}`) to the node that it names."""
    if isinstance(value, list):
        return [_resolved(structured, part) for part in value[:50] if not isinstance(part, list)]
    if isinstance(value, dict) and "name" not in value and value.get("@id") in structured.nodes:
        return structured.nodes[value["@id"]]
    return value


def clean(text: str) -> list[str]:
    """Return the names in a byline.

    Args:
        text: A byline as printed, or one name.
    """
    text = " ".join(unescape(text).split())
    if len(text) > 300 or text.startswith(("http:", "https:", "www.", "/", ",")):
        return []
    if _PICTURES.search(text):  # who took a picture didn't write the story
        return []
    text = _OTHERS.sub("", _DATE.sub("", _BY.sub("", re.sub(r"<[^>]*>|\([^)]*\)", " ", text))))
    names: list[str] = []
    for number, part in enumerate(_SPLIT.split(text)):
        name = _bare(_TRAILING.sub(r"\1", _BY.sub("", part).strip(" ,:-–—|*\"'")))
        name = name if re.search(r"\b[A-Z]\.[A-Z]\.$", name) else name.strip(".")
        if name.casefold().removeprefix("the ") in lines("agencies.txt"):
            names += [] if names else [name]
            continue
        if not name or len(name) > 50 or len(name) < 3 or len(name.split()) > 5 or _NOT_NAME.search(name):
            continue
        if (
            (number > 0 and _JOB.search(part))
            or (_OUTLET.search(name) and not name.endswith("Editorial Board"))
            or name.casefold() in lines("byline_labels.txt")
            or not _is_capitalised(name)
        ):
            continue
        if name[0].isalpha() and not (number > 0 and name.isupper() and " " not in name):
            names.append(_case(name))
    return names


def _is_capitalised(name: str) -> bool:
    """Tell whether a name is written as names are; `a.lind` and `harbourpost` are what people log in with."""
    particles = lines("name_particles.txt")
    *first, last = [word.lstrip("'’‘(") for word in name.split()]
    small = [word for word in first if word[:1].islower() and not re.search("['’]", word)]
    return all(word.casefold() in particles for word in small) and not (
        last[:1].islower() and not (first and _CREW.match(last))
    )


def _bare(name: str) -> str:
    """Return a name without degrees, networks, agencies and job titles behind it."""
    match = _CAPITALS.match(name)
    name = _TITLE.sub("", match[1] if match else name)
    low = name.casefold()
    agency = next((agency for agency in lines("agencies.txt") if low.endswith(f" {agency}")), "")
    rest = re.sub(r"(?:[\s/]+the)?$", "", name[: len(name) - len(agency)].rstrip(" /,"), flags=re.IGNORECASE)
    return rest if agency and len(rest.split()) >= 2 else name


def _case(name: str) -> str:
    """Return a name that was set in capitals as it is usually written."""
    return name.title() if name.isupper() and len(name) > 4 and " " in name else name
