"""Statements that are one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """A transaction that whoever opens it commits or rolls back inside; an error rolls it back."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise


@contextmanager
def at_once(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """What is asked within as one transaction, committed at its end.

    By itself each statement on the lake would read the catalog anew, and each that writes would wait for the disk.
    """
    with transaction(connection):
        yield
        connection.execute("commit")
