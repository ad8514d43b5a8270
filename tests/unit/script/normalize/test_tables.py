"""Every line of `tests/tables/*.tsv` is a claim: this is printed, that is said."""

from pathlib import Path

import pytest

from narrate.script.normalize.spoken import spoken_form

TABLES = Path(__file__).parents[3] / "tables"
CASES = [
    pytest.param(*line.split("\t"), id=f"{table.stem}: {line.split(chr(9))[0][:40]}")
    for table in sorted(TABLES.glob("*.tsv"))
    for line in table.read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("written", "said"), CASES)
def test_what_is_printed_is_said_as_the_table_says(written: str, said: str) -> None:
    assert spoken_form(written) == said


@pytest.mark.parametrize("said", [case.values[1] for case in CASES if "Hz" not in case.values[0]])
def test_spoken_text_is_left_as_it_is(said: str) -> None:
    assert spoken_form(said) == said
