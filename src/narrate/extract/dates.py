"""When the article was published, as ISO 8601."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from itertools import islice, takewhile

from lxml import html

from narrate.extract import byline_lines
from narrate.extract.candidates import Candidate
from narrate.extract.statements import Statements, texts
from narrate.extract.words import lines, words

__all__ = ["choose", "iso"]

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?$")
_MONTH = "|".join(sorted((name for row in lines("months.txt") for name in row.split()), key=len, reverse=True))
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?({_MONTH})\.?,?\s+(?:de\s+)?(\d{{4}})\b", re.IGNORECASE
)
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
# Elements without a blank between them glue a date to a name and a count: "Ada LindDec 05, 20232 Shares".
_GLUED = re.compile(rf"(?<=[a-zà-ÿа-яіїєґ])({_MONTH.title()})\.?\s+(\d{{1,2}}),?\s+((?:19|20)\d\d)")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./年년]\s*(\d{1,2})\s*[./月월]\s*(\d{1,2})")
_YEAR_LAST = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=\D|$)|[/-]((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?=\D|$)"
)
_IN_ADDRESS_WORDED = re.compile(rf"/((?:19|20)\d{{2}})/({_MONTH})/(\d{{1,2}})/", re.IGNORECASE)
_UPDATED = re.compile(r"updat|modif|aktualis|mis à jour|actualiz|aktualiz|обновл|оновл", re.IGNORECASE)
_ELSEWHERE = re.compile(r"related|comment|sidebar|recommend|feed|teaser|card", re.IGNORECASE)
_NEAR = 12  # blocks between headline and date: share buttons, authors, a standfirst
_DATE_WORDS = 5  # a line of so few words is a date and nothing else: "Monday, December 11, 2023"
_MAX_TIMES = 500
_DATED = re.compile(r"publish|posted|date|time|created|byline|dateline", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A day that the page prints by its headline."""

    moment: str
    sure: bool
    """Whether the markup says that it is a date."""
    update: bool
    """Whether it is called the day of an update."""


def choose(
    root: html.HtmlElement, structured: Statements, candidates: list[Candidate], url: str | None, title: str
) -> str | None:
    """Return when the article was published, or None.

    JSON-LD, then microdata and meta elements, then the day that stands by the headline, then the address. Of several
    ways to write one instant, the one with the newsroom's own zone is taken. A page that prints only the day of its
    last change, and doesn't call it so, has that day for its readers.

    Args:
        root: The page's root element.
        structured: What the page says of itself.
        candidates: Its candidate blocks.
        url: The article's address, which often holds the day.
        title: Its headline, beside which a page prints the day.
    """
    *keys, last_resort = lines("date_keys.txt")
    linked = [
        text for key in ("datePublished", "dateCreated", "uploadDate") for text in texts(structured.article.get(key))
    ]
    named = [text for key in keys for text in structured.meta.get(key, ())]
    items = structured.microdata.get("datepublished", [])
    if len({(iso(text) or "")[:10] for text in items}) > 1:  # other stories' items stand on the page as well
        items = [*named, *items]
    stated = list(filter(None, map(iso, [*linked, *items, *named])))
    shown = _by_headline(root, candidates, title)
    if stated:
        changed = [text for text in map(iso, _changes(structured)) if text]
        return _in_own_zone(_redated(stated[0], changed, shown), [*stated, *changed, *_times(root)])
    day = _in_address(url)
    near = next(iter(shown), None)
    if near and (near.sure or not day or abs(_date(near.moment) - _date(day)) <= timedelta(days=1)):
        return near.moment
    return day or next(filter(None, map(iso, structured.meta.get(last_resort, ()))), None)


def _changes(structured: Statements) -> list[str]:
    return [
        *texts(structured.article.get("dateModified")),
        *structured.meta.get("article:modified_time", ()),
        *structured.microdata.get("datemodified", ()),
    ]


def _redated(published: str, changed: list[str], shown: list[_Shown]) -> str:
    """Return the moment of the last change if its day alone is printed by the headline, as if it were the first."""
    days = {day.moment[:10] for day in shown}
    if not days or any(abs(_date(day) - _date(published)) <= timedelta(days=1) for day in days):
        return published
    plain = {day.moment[:10] for day in shown if day.sure and not day.update}
    return next((moment for moment in changed if plain == days == {moment[:10]}), published)


def _date(moment: str) -> date:
    return date.fromisoformat(moment[:10])


def _in_own_zone(moment: str, others: list[str]) -> str:
    """Return the instant as another statement writes it that has a zone, or stands in local time without one."""
    try:
        instant = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if instant.tzinfo is None or instant.utcoffset():
        return moment
    for other in others:
        stated = datetime.fromisoformat(other)
        if len(other) == len("2023-10-10"):
            continue
        if stated.tzinfo is not None:
            if stated.utcoffset() and abs(stated - instant) < timedelta(minutes=1):
                return other
        elif instant.second or instant.minute % 15:  # on the quarter hour, two instants can differ by chance
            offset = stated - instant.replace(tzinfo=None)
            if offset and abs(offset) <= timedelta(hours=14) and not offset % timedelta(minutes=15):
                return stated.replace(tzinfo=timezone(offset)).isoformat()
    return moment


def _times(root: html.HtmlElement) -> Iterator[str]:
    return filter(None, (iso(el.get("datetime") or "") for el in root.iter("time")))


def iso(text: str) -> str | None:
    """Return a date or date-time in ISO 8601 with the zone as stated, or None if `text` holds no full date.

    Args:
        text: A date as machines or people write it.
    """
    text = text.strip()
    match = _ISO.search(text) or _PLAIN.match(text)
    if match:
        return _moment(*match.groups())
    return _worded(text) or _numeric(text)


def _worded(text: str) -> str | None:
    for pattern, day, month in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1), (_GLUED, 2, 1)):
        for match in pattern.finditer(text):
            number = _months().get(match[month].lower())
            if number:
                return _moment(match[3], str(number), match[day])
    return None


def _numeric(text: str) -> str | None:
    match = _YEAR_FIRST.search(text)
    if match:
        return _moment(match[1], match[2], match[3])
    match = _YEAR_LAST.search(text)
    if not match:
        return None
    american = int(match[2]) > 12 or ("/" in match[0] and int(match[1]) <= 12)
    return _moment(match[3], match[1], match[2]) if american else _moment(match[3], match[2], match[1])


@cache
def _months() -> dict[str, int]:
    return {name: number for number, row in enumerate(lines("months.txt"), 1) for name in row.split()}


def _moment(year: str, month: str, day: str, *clock: str | None) -> str | None:
    """Return ISO 8601 of the parts; `clock` is hour, minute, second and zone, as far as stated."""
    hour, minute, second, zone = (*clock, None, None, None, None)[:4]
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001 - the zone is kept as stated, below
    except ValueError:
        return None
    if not 1800 <= moment.year <= 2100:
        return None
    if hour is None:
        return moment.date().isoformat()
    if zone is None:
        return moment.isoformat()
    if zone.upper() in ("Z", "UTC", "GMT"):
        return f"{moment.isoformat()}Z"
    return moment.isoformat() + (zone if ":" in zone else f"{zone[:3]}:{zone[3:]}")


def _by_headline(root: html.HtmlElement, candidates: list[Candidate], title: str) -> list[_Shown]:
    """Return the days that are printed by the headline, surest and nearest first."""
    own = words(title)
    at = next((c.order for c in candidates if own and words(c.text) == own), None)
    if at is None:
        at = next((c.order for c in candidates if c.frame.tag == "h1"), 0)
    shown = list(_marked(root, own))
    around = byline_lines.zone(candidates, title) or candidates
    near = [c for c in around if abs(c.order - at) <= _NEAR and _is_date_line(c)]
    near.sort(key=lambda c: (not _DATED.search(c.frame.names), abs(c.order - at)))
    for c in near:
        moment = iso(c.text)
        if moment:
            sure = bool(_DATED.search(c.frame.names)) or len(words(c.text)) <= _DATE_WORDS
            shown.append(_Shown(moment, sure, bool(_UPDATED.search(c.text))))
    return shown


def _is_date_line(candidate: Candidate) -> bool:
    text = candidate.text
    return len(text) < 200 and not (len(text) > 60 and text.endswith(".") and candidate.frame.tag == "p")


def _own_elements(root: html.HtmlElement, own: list[str]) -> frozenset[html.HtmlElement]:
    """Return the elements around the headline from its own article inward; none if no heading is the headline."""
    headings = [el for el in islice(root.iter("h1", "h2"), _MAX_TIMES) if own and words("".join(el.itertext())) == own]
    headings = headings or list(islice(root.iter("h1"), 1))
    around = list(headings[0].iterancestors()) if headings else []
    end = next((level for level, el in enumerate(around) if el.tag in ("article", "main")), _NEAR // 2)
    return frozenset(el for el in around[: end + 1] if el.tag not in ("body", "html"))


def _marked(root: html.HtmlElement, own: list[str]) -> Iterator[_Shown]:
    """Yield the first day in a `time` element of the headline's own article, outside cards of other stories."""
    scope = _own_elements(root, own)
    for el in islice(root.iter("time"), _MAX_TIMES):
        above = list(el.iterancestors())
        inner = list(takewhile(lambda outer: outer not in scope, above))
        names = " ".join((outer.get("class") or "") + (outer.get("id") or "") for outer in inner)
        is_other = bool(scope) and (len(inner) == len(above) or any(outer.tag == "article" for outer in inner))
        moment = None
        if not is_other and not _ELSEWHERE.search(names):
            moment = iso(el.get("datetime") or "") or iso("".join(el.itertext()))
        if moment:
            label = [el.get("class") or "", above[0].get("class") or "", "".join(above[0].itertext())[:80]]
            yield _Shown(moment, sure=True, update=bool(_UPDATED.search(" ".join(label))))
            return


def _in_address(url: str | None) -> str | None:
    match = _IN_ADDRESS_WORDED.search(url or "")
    if match:
        return _moment(match[1], str(_months()[match[2].lower()]), match[3])
    match = _IN_ADDRESS.search(url or "")
    if not match:
        return None
    return _moment(*(match.groups()[:3] if match[1] else match.groups()[3:]))
