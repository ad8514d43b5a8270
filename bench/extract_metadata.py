"""How often title, date and authors are exact, on the labelled pages of ../shared/data/extract.

`python bench/extract_metadata.py [--held-out] [--show]` compares titles and authors with the labels by reading, without
case, white space and marks, and dates by day with the benchmarks' gold. `opening` counts the pages on which both title
and authors are exact; `headline` the titles of the pages alone on which the labelled title is a heading that readers
see. With `--held-out` the pages of the held-out domains are counted, else those of the others.
"""

import json
import re

import click

from extract_pages import DATA, SETS, Row, load
from narrate.extract.words import words


@click.command(help=__doc__)
@click.option("--held-out", "held", is_flag=True, help="Count the pages of the held-out domains.")
@click.option("--show", is_flag=True, help="Print what differs.")
def main(*, held: bool, show: bool) -> None:
    """Count and print, by data set."""
    counts: dict[tuple[str, str], list[bool]] = {}
    dates = {name: _dates(name) for name in SETS}
    for row in load(held=held):
        if row.copy:
            continue
        title, authors = row.page["title"] or "", ", ".join(row.page["byline"])
        found = row.facts.title, ", ".join(row.facts.byline)
        for fact, wanted, got in (
            ("title", title, found[0]),
            ("headline", title if _is_printed(title, row) else None, found[0]),
            ("authors", authors, found[1]),
            ("opening", f"{title}\n{authors}", "\n".join(found)),
            ("date", dates[row.data].get(row.page["id"]), (row.facts.published or "")[:10]),
        ):
            if wanted is not None:
                exact = _folded(wanted) == _folded(got)
                counts.setdefault((row.data, fact), []).append(exact)
                counts.setdefault(("all", fact), []).append(exact)
                if show and not exact:
                    click.echo(f"{row.data} {row.site} {fact}: {wanted!r} but {got!r}")
    for (data, fact), exact in sorted(counts.items()):
        click.echo(f"{data:14}{fact:9}{sum(exact):4} of {len(exact):4}  {100 * sum(exact) / len(exact):.1f} %")


def _dates(name: str) -> dict[str, str]:
    """Return the day of each page whose gold gives one."""
    items = map(json.loads, (DATA / name / "items.jsonl").read_text("utf-8").splitlines())
    return {item["id"]: item["date"][:10] for item in items if item.get("date")}


def _is_printed(title: str, row: Row) -> bool:
    headings = (c.text for c in row.candidates if c.frame.tag in ("h1", "h2", "h3") and not c.hidden)
    return bool(title) and _folded(title) in map(_folded, headings)


def _folded(text: str) -> list[str]:
    return words(re.sub(r"[\u200b\xad'’‘`]", "", text))


if __name__ == "__main__":
    main()
