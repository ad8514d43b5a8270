"""When the article was published, as ISO 8601."""

import re
from datetime import datetime
from functools import cache
from itertools import chain

from lxml import html

from narrate.extract.packaged import lines
from narrate.extract.statements import Statements, texts
from narrate.extract.walk import Candidate

__all__ = ["choose", "iso"]

_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?$")
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})\b"
)
_MONTH_FIRST = re.compile(r"\b([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[./年년]\s*(\d{1,2})\s*[./月월]\s*(\d{1,2})")
_YEAR_LAST = re.compile(r"\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b")
_IN_ADDRESS = re.compile(
    r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=\D|$)|[/-]((?:19|20)\d{2})-?(\d{2})-?(\d{2})(?=\D|$)"
)
_DATED = re.compile(r"publish|posted|date|time|created|byline|dateline", re.IGNORECASE)


def choose(root: html.HtmlElement, said: Statements, found: list[Candidate], url: str | None) -> str | None:
    """Return when the article was published, or None.

    Args:
        root: The page's root element.
        said: What the page says of itself.
        found: Its candidate blocks.
        url: The article's address, which often holds the day.
    """
    stated = chain(
        *(texts(said.article.get(key)) for key in ("datePublished", "dateCreated", "uploadDate")),
        said.microdata.get("datepublished", ()),
        *(said.meta.get(key, ()) for key in lines("date_keys.txt")[:-1]),
    )
    for text in stated:
        moment = iso(text)
        if moment:
            return moment
    return (
        _on_page(root, found)
        or _in_address(url)
        or next(filter(None, map(iso, said.meta.get(lines("date_keys.txt")[-1], ()))), None)
    )


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
    for pattern, day, month in ((_DAY_FIRST, 1, 2), (_MONTH_FIRST, 2, 1)):
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


def _on_page(root: html.HtmlElement, found: list[Candidate]) -> str | None:
    title = next((c.order for c in found if c.frame.tag == "h1"), 0)
    for el in root.iter("time"):
        around = " ".join(filter(None, ((a.get("class") or "") + (a.get("id") or "") for a in el.iterancestors())))
        if not re.search(r"related|comment|sidebar|recommend|feed|teaser|card", around, re.IGNORECASE):
            moment = iso(el.get("datetime") or "") or iso("".join(el.itertext()))
            if moment:
                return moment
    near = [c for c in found if abs(c.order - title) <= 12 and len(c.text) < 200]
    near.sort(key=lambda c: (not _DATED.search(c.frame.names), abs(c.order - title)))
    return next((moment for c in near if (moment := iso(c.text))), None)


def _in_address(url: str | None) -> str | None:
    match = _IN_ADDRESS.search(url or "")
    if not match:
        return None
    return _moment(*(match.groups()[:3] if match[1] else match.groups()[3:]))
