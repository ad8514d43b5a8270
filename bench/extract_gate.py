"""Scores `narrate.extract` on ../shared/data/extract, as the gate in tests/gate does.

`python bench/extract_gate.py` prints the scores of the shipped weights, which have seen these pages: a guard against
getting worse, not a figure for unseen sites (that is `bench/extract_held_out.py`). `--update` raises the floors in
tests/gate/extract_floors.json; a floor is lowered only with `--lower REASON`, which is kept beside it.
"""

import json
from pathlib import Path

import click

from extract_pages import DATA
from extract_scores import SETS_OF_NEWS, score_extractor
from narrate.extract.extractor import examine
from narrate.model import Page

FLOORS = Path(__file__).parents[1] / "tests" / "gate" / "extract_floors.json"
SLACK = {"F1": 0.002, "clean": 1.0, "full": 0.0}
"""How far a floor lies below the measured figure, so that a rounding doesn't trip it."""


def body(markup: bytes) -> str:
    """Return the body of a page, a block a line; nothing if there is no article."""
    article = examine(Page(markup)).article
    return "\n".join(block.text for block in article.blocks) if article else ""


@click.command(help=__doc__)
@click.option("--update", is_flag=True, help="Raise the floors to the measured figures.")
@click.option("--lower", metavar="REASON", help="Set the floors to the measured figures, also downwards, and say why.")
def main(*, update: bool, lower: str | None) -> None:
    """Measure, print, and pin on demand."""
    pinned = json.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {"floors": {}, "lowered": []}
    for name in SETS_OF_NEWS:
        scores = score_extractor(body, name, DATA)
        print(name, {key: round(value, 4) for key, value in scores.items()})
        old = pinned["floors"].get(name, {})
        new = {key: round(scores[key] - slack, 4) for key, slack in SLACK.items()}
        if lower:
            pinned["floors"][name] = new
        elif update:
            pinned["floors"][name] = {key: max(value, old.get(key, 0.0)) for key, value in new.items()}
    if lower:
        pinned["lowered"].append(lower)
    if update or lower:
        FLOORS.write_text(json.dumps(pinned, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
