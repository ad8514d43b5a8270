"""The names in a byline."""

from pathlib import Path

import pytest

from narrate.extract import names

TABLE = Path(__file__).parents[2] / "tables" / "extract" / "bylines.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def test_a_byline_gives_its_names_alone() -> None:
    wrong = [row for row in ROWS if "; ".join(names.parse(row[0])) != row[1]]
    assert wrong == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Ada Lind", "ada lind", True),
        ("Ada B. Lind", "Ada Lind", True),
        ("A. Lind", "Ada Lind", True),
        ("Ada Lind", "Per Lind", False),
        ("", "Ada Lind", False),
    ],
)
def test_two_spellings_of_a_name_are_one_persons(one: str, other: str, *, expected: bool) -> None:
    assert names.same(one, other) is expected
