"""What is said before the body: headline, byline, date, site, as printed lines in the article's language."""

import re
from datetime import date
from functools import cache

from narrate.model import Article
from narrate.script.normalize.letters import acronyms
from narrate.script.normalize.shapes import choice
from narrate.script.normalize.tables import rows, table
from narrate.text import SENTENCE_ENDS

__all__ = ["byline", "byline_line", "date_line", "headline", "site_line"]

_EDGES = re.compile(r"^[\s|/·•–—:-]+|[\s|/·•–—:-]+$")
"""What is left of a page's title where its publication stood."""
_SHOUTED = re.compile(r"(?<!\w)(?!I{1,3}\b|IV\b)[^\W\d_]{2,}|(?<=[-'’])[^\W\d_]{2,}")
_RANK = re.compile(
    r"(?:Ph\.?\s?D|Ed\.?D|M\.?D|J\.?D|D\.?D\.?S|D\.?V\.?M|R\.?N|R\.?D|L\.?C\.?S\.?W|M\.?B\.?A|M\.?P\.?H|M\.?A|M\.?S|"
    r"C\.?P\.?A|C\.?F\.?A|C\.?F\.?P|Esq|Jr|Sr|II|III|IV)\.?"
)
"""Degrees and ranks that belong to the name in front of them."""
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _phrases(language: str) -> dict[str, str]:
    return table(language, "opening") or table("en", "opening")


def _month_names(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[1] for row in rows(language, "months")))


def headline(article: Article) -> str:
    """Return the title without what only points at the page's pictures and sound: "[Watch]", "(VIDEO + PHOTOS)".

    A title that is nothing else stays as it is.
    """
    title = " ".join(article.title.split())
    return _asides(article.language).sub(" ", title).strip() or title


@cache
def _asides(language: str) -> re.Pattern[str]:
    """Return what matches such a note: in brackets, before a colon at the beginning, or behind a dash at the end."""
    word = choice(aside.replace("_", " ") for aside in _phrases(language)["asides"].split())
    note = rf"(?:[+&] ?)?(?:{word})(?:(?:,| ?[+&/]| {_phrases(language)['and']}) ?(?:{word}))*"
    return re.compile(
        rf" ?(?:\[ ?{note} ?\]|\( ?{note} ?\)) ?|^{note} ?(?:[:|] |[–—-] )| (?:[|–—]|--?) {note}$", re.IGNORECASE
    )


def byline(article: Article) -> str:
    """Return "By Ann Lee and Bob Ray."; empty when the page names nobody. A name in capitals is written as a name."""
    names: dict[str, str] = {}
    for given in (" ".join(name.split()) for name in article.byline):
        if names and _RANK.fullmatch(given):  # pages part "Ann Lee, Ph.D." at the comma
            before = next(reversed(names))
            names[before] = f"{names[before]}, {given}"
        elif name := _name(given):
            names.setdefault(name.casefold(), name)
    return _by(list(names.values()), article.language)


def _by(names: list[str], language: str) -> str:
    if not names:
        return ""
    phrases = _phrases(language)
    by = phrases["by"] if len(names) == 1 else phrases.get("by_many", phrases["by"])
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {phrases['and']} {names[-1]}"
    return _closed(f"{by} {listed}")


def _name(written: str) -> str:
    """Return "Ann O'Neill" for "ANN O'NEILL", which would be spelled; one word in capitals may be an agency."""
    written = written if written.endswith("r.") else written.rstrip(".")  # Jr., Sr.
    if " " not in written or not written.isupper():
        return written
    return _SHOUTED.sub(lambda word: word[0] if word[0] in acronyms() else word[0].capitalize(), written)


def _closed(line: str) -> str:
    """Return `line` with a full stop, unless it has an end of its own."""
    return line if line.endswith(SENTENCE_ENDS) else f"{line}."


def site_line(article: Article) -> str:
    """Return "The Bridge."; empty when the page doesn't name its publication."""
    site = _EDGES.sub("", article.site or "")
    return _closed(site) if site else ""


def date_line(article: Article) -> str:
    """Return "October 10, 2023." from the page's date; empty when it states none or an impossible one."""
    day_match = _DAY.match(article.published or "")
    if not day_match:
        return ""
    year, month, day = (int(part) for part in day_match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return ""
    months = _month_names(article.language) or _month_names("en")
    return _phrases(article.language)["date"].format(day=day, month=months[month - 1], year=year)


def byline_line(article: Article) -> str:
    """Return byline and date as one printed line, for example "By Nate Ostiller. October 10, 2023."."""
    return " ".join(part for part in (byline(article), date_line(article)) if part)
