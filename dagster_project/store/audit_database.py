"""The database that the audit asks: what a run has staged, and what each table would hold if it were published."""

from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.schema import TABLES, Scope, Table
from dagster_project.store.catalog import MEMORY
from dagster_project.store.home import Home
from dagster_project.store.lake import columns_of, file_list, open_lake, versions
from dagster_project.store.publish import group_column
from dagster_project.store.reading_copy import DataFile, FileLists, define_view, list_files
from dagster_project.store.sql import identifier, statement
from dagster_project.store.staging import Stage
from dagster_project.store.transaction import at_once


def _lake_files(stage: Stage) -> FileLists:
    """The files of the version on which the run rests that fills STAGE, listed once a run; else of the last version."""
    base = stage.base()
    return _files_at(stage.home, None) if base is None else _files_under(stage, base)


@lru_cache(maxsize=2)
def _files_under(stage: Stage, base: int) -> FileLists:
    """The files of version BASE, remembered for as long as the run of STAGE asks for them."""
    return _files_at(stage.home, base)


def _files_at(home: Home, number: int | None) -> FileLists:
    """The files of version NUMBER, of the last one where that is None; none where there is no version."""
    lake = open_lake(home)
    try:
        known = versions(lake)[:number]
    finally:
        lake.close()
    return list_files(home, known[-1].snapshot_id) if known else {name: [] for name in TABLES}


def _staged_view(connection: duckdb.DuckDBPyConnection, stage: Stage, name: str, table: Table) -> None:
    """Define `staged_<name>`. Where a part does not fit the registry, that is noted in `misfits` and the view is empty."""
    parts = stage.parts(name)
    misfits = [(part.name, *misfit) for part in parts for misfit in _misfits(part, table)]
    for part, column, found, wanted in misfits:
        values = {"table_name": name, "part": part, "column_name": column, "found": found, "wanted": wanted}
        connection.execute(statement("audit/add_misfit"), values)
    define_view(connection, f"staged_{name}", table, [] if misfits else [DataFile(str(part)) for part in parts])


def _misfits(part: Path, table: Table) -> list[tuple[str, str | None, str | None]]:
    """Columns of PART that differ from TABLE's: name, type found, type wanted (None where there is none)."""
    found = {f.name: f.type for f in pq.read_schema(part)}
    wanted = {c.name: c.type for c in table.columns}
    return [
        (name, _named_type(found.get(name)), _named_type(wanted.get(name)))
        for name in sorted(found.keys() | wanted.keys())
        if name not in found or name not in wanted or not found[name].equals(wanted[name])
    ]


def _named_type(kind: pa.DataType | None) -> str | None:
    return None if kind is None else str(kind)


_NEXT_ROWS: Final[dict[Scope, str]] = {
    "capture": "audit/next_rows_of_captures",
    "article": "audit/next_rows_of_articles",
    "global": "audit/next_rows",
}


def make_audit_database(stage: Stage, name: str) -> Path:
    """Make the DuckDB file of the audit NAME in the run's staging folder; returns where it lies.

    For each table it has the views `staged_<table>`, `lake_<table>` (the last version) and `next_<table>` (what the
    next version would hold), `derived_articles`, the articles that the run derived anew, `pending_captures`, those that
    it set out to read, and `replaced_captures`, those that it replaces by others. It holds no rows but `misfits`: columns
    of staged files that are not as the registry has them.
    """
    target = stage.folder / f"audit_{name}.duckdb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    files = _lake_files(stage)
    with duckdb.connect(str(target), config={"memory_limit": MEMORY}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        with at_once(connection):
            connection.execute(statement("audit/misfits"))
            for table in TABLES.values():
                _staged_view(connection, stage, table.name, table)
                define_view(connection, f"lake_{table.name}", table, files[table.name])
            _run_views(connection, stage)
            for table in TABLES.values():
                connection.execute(
                    statement(
                        _NEXT_ROWS[table.scope],
                        view=identifier(f"next_{table.name}"),
                        columns=columns_of(table),
                        **({"id": identifier(group_column(table))} if table.scope != "capture" else {}),
                        staged=identifier(f"staged_{table.name}"),
                        table=identifier(f"lake_{table.name}"),
                    )
                )
    return target


def _run_views(connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
    """Define the views of ids that the run has read, derived or replaced; empty ones where it has none."""
    todo = stage.folder / "todo.parquet"
    for some, none, files in (
        ("audit/derived_articles", "audit/derived_none", stage.parts("derived")),
        ("audit/pending_captures", "audit/pending_none", [todo] if todo.exists() else []),
        ("audit/replaced_captures", "audit/replaced_none", stage.parts("replaced_captures")),
    ):
        connection.execute(statement(some, files=file_list(files)) if files else statement(none))
