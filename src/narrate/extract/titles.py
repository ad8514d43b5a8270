"""The headline without the site's name."""

import re
from html import unescape

from lxml import html

from narrate.extract.asides import is_time
from narrate.extract.candidates import Candidate
from narrate.extract.headings import agree, likeness, printed, without_kicker
from narrate.extract.statements import Statements, texts
from narrate.extract.words import words

__all__ = ["choose"]

_SEPARATOR = re.compile(r"\s+[|\-–—·•»:«/‹›~@]+\s+|\s*[|»｜ㅣ丨]\s*")
_NAMING = re.compile(_SEPARATOR.pattern + r"|:\s+")
_KICKER = re.compile(r"\s*[:|»–—/]\s+|\s+-\s+")
_MAX_CHARS = 400
_CUT_AT = 100  # characters: search engines ask for headlines below 110, so a longer one may be cut without a mark
_LONE_WORDS = 4  # a heading that no statement repeats is the headline only if it is no label of a section or shop
_SITE_WORDS = 5
_KICKER_WORDS = 6  # a longer line above a headline is a headline of its own
_LABEL = re.compile(r"^(?:title|headline)\s*:\s*", re.IGNORECASE)  # repositories of papers print it in the heading
_PARTED = re.compile(r"\w[\"'”’»“]?: ")
_DOMAIN = re.compile(r"\(?(?:[a-z0-9-]+\.)+[a-z]{2,}\)?(?: \d+)?", re.IGNORECASE)
_SURE = 0.7  # share of words from which a heading far below the story's beginning is the headline
# Where words stand without blanks, so do section and site behind the headline: "題名_社会_新聞".
_GLUED_NAME = re.compile(r"[-_–]([\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2,8})$")
_NEAR = 4  # a byline, a date and a standfirst may stand between a headline and its story
_STEM = 6  # letters that tell a word whatever its ending
_PROSE_CHARS = 100
_PROSE_BEFORE = 2  # paragraphs that may stand above the headline: a cookie notice, a standfirst
Words = frozenset[str]


def choose(root: html.HtmlElement, structured: Statements, candidates: list[Candidate], site: str | None) -> str:
    """Return the headline; empty if the page has none.

    The page's own heading wins where the statements agree with it, for it is what a reader sees; else JSON-LD,
    microdata, OpenGraph and the title element, without the site's name.

    Args:
        root: The page's root element.
        structured: What the page says of itself.
        candidates: Its candidate blocks.
        site: Name of the publication, to be cut off.
    """
    raw = [text for text in map(_clean, _stated(root, structured)) if 0 < len(text) <= _MAX_CHARS]
    declared = _names(site or "", structured.organisation, *texts(structured.article.get("publisher")))
    sites = declared | _inferred(raw, declared)
    stated = [_without_site(text, sites) for text in raw if not _is_name(text, sites)]
    shown = [(c, _clean(c.text)) for c in printed(candidates, stated) if len(c.text) <= _MAX_CHARS]
    headings = {_without_site(text, declared): c for c, text in shown if not _is_name(text, sites)}
    prose = [c.order for c in candidates if _is_prose(c)]
    start = prose[_PROSE_BEFORE] if len(prose) > _PROSE_BEFORE else len(candidates)
    above = [heading for heading, c in headings.items() if c.order <= start]
    best = next((text for text in stated if text in headings), "") or _likest(above, stated)
    if not any(likeness(best, text) > _SURE for text in stated):
        best = _lower(stated, candidates[: start + 1], declared) or best
    if not any(agree(best, text) for text in stated):
        far = _likest(list(headings), stated)
        best = _lone(above, stated) or (far if any(likeness(far, text) > _SURE for text in stated) else "")
    best = (
        best
        or _lower(stated, candidates[: start + 1], declared)
        or _shown(stated, candidates)
        or _sole(headings, prose, candidates)
    )
    if not best:
        return _whole(stated) or next(iter(headings), "") or _first_lower(candidates, prose)
    bare = without_kicker(root, best, stated)
    return bare or _with_own_kicker(
        _as_stated(best, stated, declared), [text for text in stated if not _begins(text, declared)]
    )


def _first_lower(candidates: list[Candidate], prose: list[int]) -> str:
    """Return the first long lower heading above the story's first paragraph, for a page that states the site alone."""
    lower = [
        c
        for c in candidates
        if c.frame.tag in ("h2", "h3") and not c.hidden and c.order < min(prose, default=len(candidates))
    ]
    return next((_clean(c.text) for c in lower if len(words(c.text)) >= _LONE_WORDS), "")


def _begins(text: str, sites: set[Words]) -> bool:
    """Tell whether a statement begins with the site's name and a separator."""
    cut = _NAMING.search(text)
    first = words(text[: cut.start()])[:1] if cut else []
    return bool(cut and (_names_site(text[: cut.start()], sites) or any(name.issuperset(first) for name in sites)))


def _stated(root: html.HtmlElement, structured: Statements) -> list[str]:
    return [
        *list(texts(structured.article.get("headline")))[:1],
        *structured.microdata.get("headline", [])[:1],
        *structured.meta.get("og:title", [])[:1],
        *structured.meta.get("twitter:title", [])[:1],
        *(" ".join(el.itertext()) for el in root.findall(".//title")[:1]),
    ]


def _clean(text: str) -> str:
    text = unescape(unescape(text)) if "&amp;" in text else unescape(text)
    if "<" in text:
        text = re.sub(r"<[^>]{1,80}>", "", text)
    text = " ".join(text.replace("\u200b", "").replace("\xad", "").split())
    return _LABEL.sub("", re.sub(r"^[:|,;–—-]\s+", "", text))


def _names(*names: str) -> set[Words]:
    return {own for own in (frozenset(words(name)) for name in names) if own}


def _inferred(raw: list[str], declared: set[Words]) -> set[Words]:
    """Return what a statement has more than another one behind a separator, as sets of words: the site's name."""
    whole = {tuple(words(text)) for text in raw if not _is_name(text, declared)}
    rests = []
    for text in raw:
        for cut in _NAMING.finditer(text):
            for part, rest in ((text[: cut.start()], text[cut.end() :]), (text[cut.end() :], text[: cut.start()])):
                if tuple(words(part)) in whole and tuple(words(rest)) not in whole and len(words(rest)) <= _SITE_WORDS:
                    rests.append(rest)
    return _names(*rests)


def _is_name(text: str, sites: set[Words]) -> bool:
    own = frozenset(words(text))
    return not own or any(own <= name for name in sites)


def _likest(headings: list[str], stated: list[str]) -> str:
    """Return the heading that shares most with a statement."""
    return max(headings, key=lambda heading: max((likeness(heading, text) for text in stated), default=0.0), default="")


def _is_prose(candidate: Candidate) -> bool:
    return len(candidate.text) - candidate.linked > _PROSE_CHARS and candidate.text.rstrip().endswith((".", "。", "।"))


def _lone(headings: list[str], stated: list[str]) -> str:
    """Return the only long heading that has the topic of the statements: they are often written for search engines."""
    long = dict.fromkeys(heading for heading in headings if len(words(heading)) >= _LONE_WORDS)
    topic = {word for text in stated for word in _stems(text)}
    fitting = [heading for heading in long if len(topic & _stems(heading)) >= 2]
    return fitting[0] if len(fitting) == 1 else ""


def _sole(headings: dict[str, Candidate], prose: list[int], candidates: list[Candidate]) -> str:
    """Return the page's only first heading if it stands right above the story: the statements word it anew.

    A short one may be the label of a section, unless it stands in the same element as the story.
    """
    first = [c for c in headings.values() if c.frame.tag == "h1"]
    long = [c for c in first if len(words(c.text)) >= _LONE_WORDS]
    beside = [c for c in first if prose and c.frame.parent is candidates[prose[0]].frame.parent]
    sole = next((few[0] for few in (long, beside) if len(few) == 1), None)
    above = sole is not None and prose and 0 < prose[0] - sole.order <= _NEAR
    return next((heading for heading, c in headings.items() if c is sole), "") if above else ""


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in words(text) if len(word) > 3 or word.isdigit()}


def _lower(stated: list[str], candidates: list[Candidate], sites: set[Words]) -> str:
    """Return the lower heading that is a statement as it stands, or but for the site's name or a date around it."""
    lower = {tuple(words(c.text)): _clean(c.text) for c in candidates if c.frame.tag in ("h2", "h3") and not c.hidden}
    whole = next((text for text in stated if len(words(text)) >= _LONE_WORDS and tuple(words(text)) in lower), "")
    return whole or next((h for h in lower.values() for text in stated if _is_framed(h, text, sites)), "")


def _is_framed(heading: str, text: str, sites: set[Words]) -> bool:
    """Tell whether a statement is a heading and something around it that is no part of a headline."""
    before, candidates, behind = text.partition(heading)
    around = [rest for rest in (before, behind) if rest.strip()]
    return bool(candidates and around and words(heading)) and all(_is_no_headline(rest, sites) for rest in around)


def _shown(stated: list[str], candidates: list[Candidate]) -> str:
    """Return the beginning of a statement if a block begins so and lacks the rest."""
    heads = {text[: cut.start()]: text for text in stated for cut in _SEPARATOR.finditer(text)}
    heads = {head: whole for head, whole in heads.items() if len(words(head)) >= _LONE_WORDS}
    shown = (c.text for c in candidates if heads and not c.hidden)
    return next((h for text in shown for h, all_of in heads.items() if text.startswith(h) and all_of not in text), "")


def _as_stated(heading: str, stated: list[str], sites: set[Words]) -> str:
    """Return the heading as a statement has it, if it has more than the statement only by its setting.

    That is: capitals, a kicker, words that stick together, and around it a date, an address or the site's name.
    """
    own = words(heading)
    for text in stated:
        structured = words(text)
        parted = _PARTED.search(text) and not _PARTED.search(heading)  # a kicker in an element of its own
        if own == structured and (parted or (heading.isupper() and not text.isupper())):
            return text
        if len(structured) > len(own) and "".join(structured) == "".join(own):
            return text
        at = heading.find(text) if len(structured) > 2 and text != heading else -1
        if at >= 0 and all(_is_no_headline(rest, sites) for rest in (heading[:at], heading[at + len(text) :])):
            return text
    glued = [text for text in stated if heading.endswith(text) and heading[-len(text) - 1 : -len(text)].isalpha()]
    return max(glued, key=len, default=heading)


def _is_no_headline(rest: str, sites: set[Words]) -> bool:
    rest = rest.strip()
    return not words(rest) or _is_name(rest, sites) or is_time(words(rest)) or bool(_DOMAIN.fullmatch(rest))


def _with_own_kicker(heading: str, stated: list[str]) -> str:
    """Return the heading with the kicker that all statements have, and without one that none of them has."""
    own, structured = words(heading), [words(text) for text in stated]
    kicked = [text for text in stated if _kicker_before(text, own)]
    if own not in structured and kicked and len(kicked) >= min(2, len(stated)) and len(kicked) >= len(stated) - 1:
        return min(kicked, key=lambda text: ": " not in text)
    for cut in _KICKER.finditer(heading):
        rest, kicker = words(heading[cut.end() :]), words(heading[: cut.start()])
        if 2 < len(rest) >= len(kicker) and rest in structured and kicker + rest not in structured:
            return heading[cut.end() :]
    return heading


def _kicker_before(text: str, own: list[str]) -> bool:
    """Tell whether a statement is the words of the heading behind a kicker."""
    return any(
        words(text[cut.end() :]) == own and 0 < len(words(text[: cut.start()])) <= _KICKER_WORDS
        for cut in _KICKER.finditer(text)
    )


def _whole(stated: list[str]) -> str:
    """Return the first statement, whole if another one shows that it was cut."""
    first = next(iter(stated), "")
    start = first.rstrip(".… ")
    if len(first) < _CUT_AT and start == first:
        return first
    return max((text for text in stated if text.startswith(start)), key=len, default=first)


def _without_site(text: str, sites: set[Words]) -> str:
    """Cut off parts at either end that name the site, a short department behind a bar, or a way of several bars."""
    whole = text
    head, *way = re.split(r"\s+\|\s+", text)
    if len(way) > 1 and len(words(head)) >= _LONE_WORDS:
        text = head
    for _ in range(3):
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            break
        tail, head = text[cuts[-1].end() :], text[: cuts[0].start()]
        department = "|" in cuts[-1].group() and len(words(tail)) <= 2 and not any(map(str.isdigit, tail))
        if department or _names_site(tail, sites):
            text = text[: cuts[-1].start()]
        elif words(head) and _is_name(head, sites):
            text = text[cuts[0].end() :]
        else:
            break
    while (name := _GLUED_NAME.search(text)) and (_names_site(name[1], sites) or text != whole):
        text = text[: name.start()]
    return text.strip()


def _names_site(part: str, sites: set[Words]) -> bool:
    own, joined = frozenset(words(part)), "".join(words(part))
    return bool(own) and any(
        own <= name or name <= own or joined in "".join(sorted(name)) or _is_host(own, name) for name in sites
    )


def _is_host(own: Words, name: Words) -> bool:
    """Tell whether all words of a part stand in a host's name: "West Elm" in `westelm.com`."""
    return len(name) > 1 and sum(map(len, own)) > 4 and all(any(word in label for label in name) for word in own)
