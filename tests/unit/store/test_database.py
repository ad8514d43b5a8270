"""SQLite as the ledger and the queue use it."""

import contextlib

import pytest

from narrate.store.database import open_database, transaction


def test_what_goes_wrong_inside_a_transaction_leaves_nothing(tmp_path):
    with contextlib.closing(open_database(tmp_path / "deep" / "a.db", timeout_s=1, durable=False)) as connection:
        connection.execute("create table t(x)")
        with pytest.raises(ZeroDivisionError), transaction(connection), transaction(connection) as inner:
            inner.execute("insert into t values(1)")
            raise ZeroDivisionError
        assert connection.execute("select count(*) from t").fetchone() == (0,)
