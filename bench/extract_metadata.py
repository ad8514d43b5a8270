"""How often title, date and authors are exact, on the pages of ../shared/data/extract whose gold gives them.

`python bench/extract_metadata.py [--show]` compares titles without case, white space and marks, dates by day.
`headline` counts the titles of the pages alone on which the gold title is a heading that readers see.
"""

import re

import click

from extract_pages import Row, load
from narrate.extract.words import words


@click.command(help=__doc__)
@click.option("--show", is_flag=True, help="Print what differs.")
def main(*, show: bool) -> None:
    """Count and print, by data set."""
    counts: dict[tuple[str, str], list[bool]] = {}
    for row in load(("n4k", "fundus_tests", "wcxb_article")):
        if row.copy:
            continue
        title = row.item.get("title")
        for fact, gold, found in (
            ("title", title, row.facts.title),
            ("headline", title if _is_printed(title, row) else None, row.facts.title),
            ("date", row.item.get("date"), (row.facts.published or "")[:10]),
            ("authors", row.item.get("authors"), ", ".join(row.facts.byline)),
        ):
            if gold:
                exact = _folded(gold) == _folded(found)
                counts.setdefault((row.data, fact), []).append(exact)
                if show and not exact:
                    click.echo(f"{row.data} {row.site} {fact}: {gold!r} but {found!r}")
    for (data, fact), exact in sorted(counts.items()):
        click.echo(f"{data:14}{fact:9}{sum(exact):4} of {len(exact):4}  {100 * sum(exact) / len(exact):.1f} %")


def _is_printed(title: str | None, row: Row) -> bool:
    headings = (c.text for c in row.candidates if c.frame.tag in ("h1", "h2", "h3") and not c.hidden)
    return bool(title) and _folded(title or "") in map(_folded, headings)


def _folded(text: str) -> list[str]:
    return words(re.sub(r"[\u200b\xad'’‘`]", "", text))


if __name__ == "__main__":
    main()
