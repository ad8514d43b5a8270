"""How often title, authors and day are what an editor would say, on pages labelled by reading.

`python bench/extract_openings.py [--labels DIR] [--show]` reads the corrected `title` and `byline` of
../shared/data/extract/listener, and the days of those pages that the data sets date. An opening is right if title and
byline are. Titles and names count without case, marks and white space; agencies count where no person is named, with or
without "The".
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from extract_pages import DATA
from narrate.extract import metadata, names, statements
from narrate.extract.decode import decode
from narrate.extract.metadata import Metadata
from narrate.extract.tree import parse
from narrate.extract.walk import walk
from narrate.extract.words import words

KINDS = ("article", "live", "slides")
"""Kinds of page that are narrated; the others have no opening."""


@click.command(help=__doc__)
@click.option("--labels", type=click.Path(path_type=Path), default=DATA / "listener", help="Folder of NAME.jsonl.")
@click.option("--show", is_flag=True, help="Print what differs.")
def main(*, labels: Path, show: bool) -> None:
    """Count and print, by data set."""
    counts: dict[str, Counter[str]] = {}
    for name, page, facts, day in _pages(labels):
        right = {
            "title": _folded(facts.title) == _folded(page["title"]),
            "byline": _people(facts.byline) == _people(page["byline"]),
        }
        right["opening"] = all(right.values())
        if day:
            right["day"] = (facts.published or "")[:10] == day[:10]
        for row in (name, "all"):
            counts.setdefault(row, Counter()).update(pages=1, dated=bool(day), **right)
        if show and not all(right.values()):
            wanted = (page["title"], page["byline"], day)
            click.echo(f"{name} {page['id'][:12]}: {wanted} but {(facts.title, facts.byline, facts.published)}")
    for row, count in counts.items():
        shares = "  ".join(
            f"{key} {100 * count[key] / count['pages']:5.1f} %" for key in ("opening", "title", "byline")
        )
        click.echo(f"{row:14} pages {count['pages']:4}  {shares}  day {count['day']} of {count['dated']}")


def _pages(labels: Path) -> Iterator[tuple[str, dict[str, Any], Metadata, str]]:
    """Yield the labelled pages: set, label, what is stated of the page, and its day if the set gives one."""
    for file in sorted(labels.glob("*.jsonl")):
        items = map(json.loads, (DATA / file.stem / "items.jsonl").read_text("utf-8").splitlines())
        days = {item["id"]: item.get("date") or "" for item in items}
        for page in map(json.loads, file.read_text("utf-8").splitlines()):
            if page["kind"] in KINDS:
                markup = (DATA / file.stem / "html" / f"{page['id']}.html.gz").read_bytes()
                root = parse(decode(gzip.decompress(markup)))
                candidates = walk(root)
                facts = metadata.read(root, statements.gather(root), candidates, page["url"])
                yield file.stem, page, facts, days[page["id"]]


def _folded(text: str) -> list[str]:
    return words(text.translate(dict.fromkeys(map(ord, "\u200b\xad'’‘`"))))


def _people(byline: Sequence[str]) -> list[list[str]]:
    """Return the words of each person's name; of an agency's without its article if nobody else is named."""
    persons = [_folded(name) for name in byline if not names.agency(name)]
    return persons or [_folded(names.agency(name)) for name in byline][:1]


if __name__ == "__main__":
    main()
