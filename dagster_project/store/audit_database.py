"""The database that the audit asks: what a run has staged, and what each table would hold if it were published."""

from functools import lru_cache
from pathlib import Path

import duckdb

from dagster_project.core.schema import TABLES, Table
from dagster_project.store.home import Home
from dagster_project.store.lake import columns_of, file_list, open_lake, versions
from dagster_project.store.publish import group_column
from dagster_project.store.reading_copy import FileLists, define_view, list_files
from dagster_project.store.sql import identifier, statement
from dagster_project.store.staging import Stage


def _lake_files(home: Home) -> FileLists:
    """The files of the last version; the audit of one run asks several times, so they are listed once a version."""
    lake = open_lake(home)
    try:
        known = versions(lake)
    finally:
        lake.close()
    return _listed(home, known[-1].snapshot_id) if known else {name: [] for name in TABLES}


@lru_cache(maxsize=2)
def _listed(home: Home, snapshot: int) -> FileLists:
    return list_files(home, snapshot)


def _staged_view(connection: duckdb.DuckDBPyConnection, stage: Stage, name: str, table: Table) -> None:
    parts = stage.parts(name)
    define_view(connection, f"staged_{name}", table, [(str(part), None) for part in parts])


def make_audit_database(home: Home, stage: Stage, name: str) -> Path:
    """Make the DuckDB file of the audit NAME in the run's staging folder; returns where it lies.

    For each table it has the views `staged_<table>`, `lake_<table>` (the last version) and `next_<table>` (what the
    next version would hold), `derived_articles`, the articles that the run derived anew, and `pending_captures`, those
    that it set out to read. It holds no rows itself.
    """
    target = stage.folder / f"audit_{name}.duckdb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    files = _lake_files(home)
    with duckdb.connect(str(target)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for table in TABLES.values():
            _staged_view(connection, stage, table.name, table)
            define_view(connection, f"lake_{table.name}", table, files[table.name])
        _derived_view(connection, stage)
        _pending_view(connection, stage)
        for table in TABLES.values():
            replaced = "audit/next_rows_of_articles" if table.scope == "article" else "audit/next_rows"
            connection.execute(
                statement(
                    replaced,
                    view=identifier(f"next_{table.name}"),
                    columns=columns_of(table),
                    id=identifier(group_column(table)),
                    staged=identifier(f"staged_{table.name}"),
                    table=identifier(f"lake_{table.name}"),
                )
            )
    return target


def _derived_view(connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    derived = stage.parts("derived")
    if derived:
        connection.execute(statement("audit/derived_articles", files=file_list(derived)))
    else:
        connection.execute(statement("audit/derived_none"))


def _pending_view(connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    todo = stage.folder / "todo.parquet"
    if todo.exists():
        connection.execute(statement("audit/pending_captures", files=file_list([todo])))
    else:
        connection.execute(statement("audit/pending_none"))
