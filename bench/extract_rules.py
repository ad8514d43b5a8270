"""What each hand rule is worth: clean pages with the rule and without it, on sites that the weights never saw.

`python bench/extract_rules.py scores.pickle`, with what `extract_train.py --no-ship --folds scores.pickle` keeps,
prints a Markdown table. A rule that is worth nothing here may still hold for pages that the data have none of: endless
pages, live feeds, embedded posts.
"""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from extract_held_out import count, summarize
from extract_pages import Row
from narrate.extract import fallbacks, neighbours, prune

PASSES = {
    prune: (
        *("_judge_place", "_keep_opening", "_drop_late_standfirsts", "_keep_between_siblings", "_keep_headings"),
        *("_keep_linked_items", "_keep_corrections"),
    ),
    neighbours: tuple(name for name in vars(neighbours) if name.startswith("_drop_")),
}
"""Rules that change verdicts in place, by module."""
TESTS = {prune: ("aside_kind", "place_kind", "is_byline", "is_time", "_is_link_line")}
"""Rules that tell what a block is."""


@click.command(help=__doc__)
@click.argument("scores", type=click.Path(path_type=Path, exists=True))
def main(scores: Path) -> None:
    """Print the table."""
    rows = pickle.loads(scores.read_bytes())  # noqa: S301 - written by extract_train.py
    base = _measure(rows)
    print("| rule left out | clean, news | clean, all | wrong of 100, all |\n|---|---|---|---|")
    _print("none", base, base)
    for table, stand_in in ((PASSES, _nothing), (TESTS, _no)):
        for module, names in table.items():
            for name in names:
                with _without(module, name, stand_in):
                    _print(name.strip("_"), _measure(rows), base)


def _nothing(*_: object) -> None:
    """Change nothing."""


def _no(*_: object, **__: object) -> str:
    """Tell nothing of a block."""
    return ""


@contextmanager
def _without(module: Any, name: str, stand_in: Callable[..., Any]) -> Iterator[None]:
    rule = getattr(module, name)
    setattr(module, name, stand_in)
    try:
        yield
    finally:
        setattr(module, name, rule)


def _measure(rows: list[Row]) -> dict[str, dict[str, float]]:
    counts = []
    for row in rows:
        verdicts = prune.judge(row.candidates, row.columns["score"].tolist(), row.facts)
        fallbacks.relax(verdicts)
        text = "\n".join(verdict.candidate.text for verdict in verdicts if verdict.kept)
        counts.append((row.data, count(row.page, text)))
    return summarize(iter(counts))


def _print(name: str, found: dict[str, dict[str, float]], base: dict[str, dict[str, float]]) -> None:
    cells = [found["news"]["clean"], found["all"]["clean"], found["all"]["wrong of 100"]]
    less = [base["news"]["clean"], base["all"]["clean"], base["all"]["wrong of 100"]]
    if found is base:
        print(f"| none | {' | '.join(f'{cell:.1f}' for cell in cells)} |", flush=True)
    else:
        print(f"| {name} | {' | '.join(f'{a - b:+.1f}' for a, b in zip(cells, less, strict=True))} |", flush=True)


if __name__ == "__main__":
    main()
