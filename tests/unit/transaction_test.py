"""What is asked at once is there as a whole, or not at all."""

import duckdb
import pytest

from dagster_project.store.transaction import at_once, transaction


def names(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [name for (name,) in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]


def test_what_is_asked_at_once_is_committed() -> None:
    with duckdb.connect() as connection:
        with at_once(connection):
            connection.execute("create table one as select 1")
            connection.execute("create table two as select 2")
        with pytest.raises(duckdb.TransactionException):
            connection.execute("rollback")
        assert names(connection) == ["one", "two"]


def test_an_error_takes_all_of_it_back() -> None:
    with duckdb.connect() as connection:
        with pytest.raises(ValueError, match="stopped"), at_once(connection):
            connection.execute("create table one as select 1")
            raise ValueError("stopped")
        assert names(connection) == []


def test_a_transaction_may_be_taken_back_inside() -> None:
    with duckdb.connect() as connection:
        with transaction(connection):
            connection.execute("create table one as select 1")
            connection.execute("rollback")
        assert names(connection) == []
