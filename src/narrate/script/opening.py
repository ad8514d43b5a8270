"""What is said before the body: headline, byline, date, site, as printed lines in the article's language."""

import re
from datetime import date

from narrate.model import Article
from narrate.script.normalize.tables import rows, table

__all__ = ["byline", "byline_line", "date_line"]

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def _phrases(language: str) -> dict[str, str]:
    return table(language, "opening") or table("en", "opening")


def _month_names(language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[1] for row in rows(language, "months")))


def byline(article: Article) -> str:
    """Return "By Ann Lee and Bob Ray."; empty when the page names nobody."""
    names = [
        name.strip().rstrip(".") if not name.strip().endswith("r.") else name.strip()
        for name in article.byline
        if name.strip()
    ]
    if not names:
        return ""
    phrases = _phrases(article.language)
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {phrases['and']} {names[-1]}"
    line = f"{phrases['by']} {listed}"
    return line if line.endswith(".") else f"{line}."


def date_line(article: Article) -> str:
    """Return "October 10, 2023." from the page's date; empty when it states none or an impossible one."""
    found = _DAY.match(article.published or "")
    if not found:
        return ""
    year, month, day = (int(part) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return ""
    months = _month_names(article.language) or _month_names("en")
    return _phrases(article.language)["date"].format(day=day, month=months[month - 1], year=year)


def byline_line(article: Article) -> str:
    """Return byline and date as one printed line, for example "By Nate Ostiller. October 10, 2023."."""
    return " ".join(part for part in (byline(article), date_line(article)) if part)
