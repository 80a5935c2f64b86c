"""The reading copy: a plain DuckDB file of views over one version's own Parquet files. It needs no extension.

Making it costs the same at any size. Its views hold absolute paths, so it is made anew when the home has moved.
"""

import json
import os
from pathlib import Path

import duckdb

from dagster_project.core.schema import SCHEMA_VERSION, TABLES, Table
from dagster_project.store.home import SQL, Home
from dagster_project.store.lake import column_types, columns_of, file_list, open_lake
from dagster_project.store.sql import identifier, literal, statement

FileLists = dict[str, list[tuple[str, str | None]]]


def list_files(home: Home, snapshot: int) -> FileLists:
    """For each table, its data files at SNAPSHOT, each with the file that lists its deleted rows or None."""
    lake = open_lake(home)
    try:
        return {
            name: [
                (data, deletes)
                for data, deletes in lake.execute(
                    statement("store/files", name=literal(name), snapshot=str(int(snapshot)))
                ).fetchall()
            ]
            for name in TABLES
        }
    finally:
        lake.close()


def define_view(
    connection: duckdb.DuckDBPyConnection, name: str, table: Table, files: list[tuple[str, str | None]]
) -> None:
    """Define the view NAME in CONNECTION: the rows that FILES hold of TABLE, less those that their delete files list."""
    view, columns = identifier(name), columns_of(table)
    deletes = [gone for _, gone in files if gone]
    if not files:
        types = column_types(connection, table)
        nulls = ", ".join(f"null::{types[c.name]} as {identifier(c.name)}" for c in table.columns)
        connection.execute(statement("store/plain_view_empty", view=view, columns=columns, nulls=nulls))
    elif deletes:
        connection.execute(
            statement(
                "store/plain_view_with_deletes",
                view=view,
                columns=columns,
                files=file_list(data for data, _ in files),
                deletes=file_list(deletes),
            )
        )
    else:
        connection.execute(
            statement("store/plain_view", view=view, columns=columns, files=file_list(d for d, _ in files))
        )


def _describe(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    connection.execute(
        statement("store/comment_view", table=identifier(table.name), comment=literal(f"A row is {table.row}."))
    )
    for column in table.columns:
        connection.execute(
            statement(
                "store/comment_column",
                column=identifier(f"{table.name}.{column.name}"),
                comment=literal(column.description),
            )
        )


def define_views(connection: duckdb.DuckDBPyConnection, files: FileLists) -> None:
    """Define a commented view for each table over FILES, and the derived ones of sql/models/ on top, in CONNECTION."""
    connection.execute("set TimeZone = 'UTC'")
    for table in TABLES.values():
        define_view(connection, table.name, table, files[table.name])
        _describe(connection, table)
    for path in sorted((SQL / "models").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        connection.execute(statement("store/model_view", view=identifier(path.stem), query=text))
        comment = " ".join(line[2:].strip() for line in text.splitlines() if line.startswith("--"))
        connection.execute(statement("store/comment_view", table=identifier(path.stem), comment=literal(comment)))


def _marker(home: Home) -> dict[str, object]:
    path = home.root / "home.json"
    known: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def moved(home: Home) -> bool:
    """Whether the reading copy was made while the home lay elsewhere, so that its paths lead nowhere."""
    return _marker(home).get("root") != str(home.root)


def write_reading_copy(home: Home, snapshot: int) -> Path:
    """Make the reading copy of SNAPSHOT beside the present one and put it in its place at once."""
    files = list_files(home, snapshot)
    temporary = home.root / f"palimpsest.{os.getpid()}.tmp"
    temporary.unlink(missing_ok=True)
    with duckdb.connect(str(temporary)) as connection:
        define_views(connection, files)
    temporary.replace(home.reading_copy)
    note = home.root / f"home.{os.getpid()}.tmp"
    note.write_text(
        json.dumps({**_marker(home), "schema_version": SCHEMA_VERSION, "root": str(home.root)}) + "\n", encoding="utf-8"
    )
    note.replace(home.root / "home.json")
    return home.reading_copy


def ensure_reading_copy(home: Home, snapshot: int, *, fresh: bool) -> None:
    """Make the reading copy of SNAPSHOT where FRESH says that it is new, or where there is none or the home has moved."""
    if fresh or not home.reading_copy.exists() or moved(home):
        write_reading_copy(home, snapshot)
