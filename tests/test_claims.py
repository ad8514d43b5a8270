"""A table's test says which of its rows fail, and where they stand."""

import pytest

from claims import TABLES, Row, assert_each, rows


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.setattr("claims.TABLES", tmp_path / "tests" / "tables")
    path = tmp_path / "tests" / "tables" / "sums.tsv"
    path.parent.mkdir(parents=True)
    path.write_text("# sum\tvalue\n1+1\t2\n2+2\t5\n\n3+\t3\n4+4\t9\n", encoding="utf-8")
    return path


def adds_up(summed, value):
    assert str(sum(map(int, summed.split("+")))) == value, f"{summed} isn't {value}"


def test_every_failing_row_is_listed_with_its_file_and_line(table):
    with pytest.raises(AssertionError) as failure:
        assert_each(rows(table), adds_up)
    first, *listed = str(failure.value).splitlines()
    assert first == "3 of 4 rows fail"
    assert [line for line in listed if line.startswith("tests/tables/")] == [
        "tests/tables/sums.tsv:3: 2+2 isn't 5",
        "tests/tables/sums.tsv:5: ValueError: invalid literal for int() with base 10: ''",
        "tests/tables/sums.tsv:6: 4+4 isn't 9",
    ]


def test_a_table_whose_rows_hold_passes(table):
    assert_each(rows(table)[:1], adds_up)


def test_a_table_without_rows_claims_nothing():
    with pytest.raises(AssertionError, match="claims nothing"):
        assert_each([], adds_up)


def test_a_row_knows_its_line():
    assert str(Row(TABLES / "money.tsv", 7, ("$1", "one dollar"))) == "tests/tables/money.tsv:7"
