"""Every line of `tests/tables/*.tsv` is a claim: this is printed, that is said."""

import pytest

from claims import TABLES, assert_each, rows
from narrate.script.normalize.spoken import spoken_form

EACH_TABLE = pytest.mark.parametrize("table", sorted(TABLES.glob("*.tsv")), ids=lambda table: table.stem)


@EACH_TABLE
def test_what_is_printed_is_said_as_the_table_says(table):
    def claim(written, said):
        assert spoken_form(written) == said

    assert_each(rows(table), claim)


@EACH_TABLE
def test_spoken_text_is_left_as_it_is(table):
    def claim(_written, said):
        assert spoken_form(said) == said

    assert_each((row for row in rows(table) if "Hz" not in row.cells[0]), claim)
