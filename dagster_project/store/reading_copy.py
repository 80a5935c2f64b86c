"""The reading copy: a plain DuckDB file of views over one version's own Parquet files. It needs no extension.

Making it costs the same at any size; of a lake in an object store the files that this machine lacks are fetched first.
Its views hold absolute paths, so it is made anew when the home has moved, and when another release has made them.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from dagster_project.core.columns import Column
from dagster_project.core.models import MODELS
from dagster_project.core.schema import SCHEMA_VERSION, TABLES, Table
from dagster_project.store.durable import put_in_place, write_whole
from dagster_project.store.home import SQL, Home
from dagster_project.store.lake import column_types, columns_of, file_list, open_lake
from dagster_project.store.locations import is_remote
from dagster_project.store.mirror import mirror_files, mirror_of
from dagster_project.store.sql import first_comment, identifier, literal, statement
from dagster_project.store.transaction import at_once

_SNAPSHOT: Final = "_ducklake_internal_snapshot_id"
"""The column by which DuckLake tells, in a file of several versions, which snapshot added or deleted a row."""


class DataFile(NamedTuple):
    """A Parquet file of a table and the file that lists its deleted rows.

    Where either holds rows of several versions, `until` is the snapshot after which they don't count.
    """

    data: str
    deletes: str | None = None
    until: int | None = None


FileLists = dict[str, list[DataFile]]


def list_files(home: Home, snapshot: int) -> FileLists:
    """For each table, its data files at SNAPSHOT; none for a table that came with a newer schema."""
    lake = open_lake(home)
    try:
        with at_once(lake):
            known = {name for (name,) in lake.execute(statement("store/tables_at"), {"snapshot": snapshot}).fetchall()}
            merged = {Path(path).name for (path,) in lake.execute(statement("store/merged_files")).fetchall()}
            found: FileLists = {}
            for name in TABLES:
                asked = statement("store/files", name=literal(name), snapshot=str(int(snapshot)))
                rows = lake.execute(asked).fetchall() if name in known else []
                found[name] = [
                    DataFile(data, gone, snapshot if merged & {Path(data).name, Path(gone or data).name} else None)
                    for data, gone in rows
                ]
    finally:
        lake.close()
    return mirrored(home, found) if is_remote(home.where.lake) else found


def mirrored(home: Home, files: FileLists) -> FileLists:
    """FILES of a lake in an object store as files of this machine; those that are not here yet are fetched.

    Such a file never changes, so what is here is right.
    """
    mirror_files(home, {path for listed in files.values() for f in listed for path in (f.data, f.deletes) if path})
    return {
        name: [DataFile(mirror_of(home, f.data), f.deletes and mirror_of(home, f.deletes), f.until) for f in listed]
        for name, listed in files.items()
    }


def define_view(connection: duckdb.DuckDBPyConnection, name: str, table: Table, files: Sequence[DataFile]) -> None:
    """Define the view NAME in CONNECTION: the rows that FILES hold of TABLE, less those that their delete files list.

    A column that came with a newer schema than the files is empty.
    """
    view, columns, types = identifier(name), columns_of(table), column_types(connection, table)
    nulls = {c.name: f"null::{types[c.name]} as {identifier(c.name)}" for c in table.columns}
    if not files:
        slots = {"columns": columns, "nulls": ", ".join(nulls.values())}
        connection.execute(statement("store/plain_view_empty", view=view, **slots))
        return
    paths = file_list(f.data for f in files)
    present = _columns(connection, paths)
    kept = ", ".join(identifier(n) if n in present else null for n, null in nulls.items())
    slots = {"view": view, "columns": kept, "files": paths}
    until = {"snapshot": str(max((f.until for f in files if f.until is not None), default=0))}
    merged = until if _SNAPSHOT in present else {}
    deletes = sorted({f.deletes for f in files if f.deletes})
    if deletes:
        listed = file_list(deletes)
        partial = _SNAPSHOT in _columns(connection, listed)
        gone = statement(
            f"store/deleted_rows{'_until' if partial else ''}", deletes=listed, **(until if partial else {})
        )
        kind = "plain_view_merged_with_deletes" if merged else "plain_view_with_deletes"
        connection.execute(statement(f"store/{kind}", **slots, **merged, query=gone))
    else:
        connection.execute(statement(f"store/plain_view{'_merged' if merged else ''}", **slots, **merged))


def _columns(connection: duckdb.DuckDBPyConnection, files: str) -> set[str]:
    """The columns that Parquet FILES have, all of them together."""
    return {row[0] for row in connection.execute(statement("store/file_columns", files=files)).fetchall()}


def _describe(connection: duckdb.DuckDBPyConnection, view: str, comment: str, columns: Sequence[Column]) -> None:
    connection.execute(statement("store/comment_view", table=identifier(view), comment=literal(comment)))
    for column in columns:
        name, said = identifier(f"{view}.{column.name}"), literal(column.description)
        connection.execute(statement("store/comment_column", column=name, comment=said))


def define_views(connection: duckdb.DuckDBPyConnection, files: FileLists, stored: Path | None = None) -> None:
    """Define a commented view for each table over FILES, and the views and macros of sql/models and sql/macros on top.

    STORED is a folder that may hold folders of stored derived tables; those of this version and these statements are
    read, and the others computed when they are asked.
    """
    connection.execute("set TimeZone = 'UTC'")
    for table in TABLES.values():
        define_view(connection, table.name, table, files[table.name])
        _describe(connection, table.name, f"A row is {table.row}.", table.columns)
    marts = stored / stored_name(connection) if stored else None
    for model in MODELS.values():
        query, comment = statement(f"models/{model.name}"), first_comment(f"models/{model.name}")
        if marts and marts.is_dir():
            query = statement("store/stored_model", file=literal(str(marts / f"{model.name}.parquet")))
        connection.execute(statement("store/model_view", view=identifier(model.name), query=query))
        _describe(connection, model.name, comment, model.columns)
    for path in sorted((SQL / "macros").glob("*.sql")):
        name, comment = f"macros/{path.stem}", first_comment(f"macros/{path.stem}")
        connection.execute(statement(name))
        connection.execute(statement("store/comment_macro", table=identifier(path.stem), comment=literal(comment)))


def stored_name(connection: duckdb.DuckDBPyConnection) -> str:
    """The folder's name for the stored derived tables of the version that CONNECTION has views of.

    It is made from the version's digest and the statements, so that tables of other rows or by other rules are never read.
    """
    row = connection.execute(statement("store/newest_digest")).fetchone()
    statements = "\0".join(statement(f"models/{name}") for name in MODELS)
    return hashlib.sha256(f"{row[0] if row else ''}\0{statements}".encode()).hexdigest()[:16]


def _marker(home: Home) -> dict[str, object]:
    path = home.root / "home.json"
    known: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def moved(home: Home) -> bool:
    """Whether the reading copy was made while the home lay elsewhere, so that its paths lead nowhere."""
    return _marker(home).get("root") != str(home.root)


@cache
def views_digest() -> str:
    """A digest of what the reading copy's views and macros are made from; another release may make others."""
    names = sorted(f"{folder}/{path.stem}" for folder in ("models", "macros") for path in (SQL / folder).glob("*.sql"))
    said = "\0".join((str(SCHEMA_VERSION), *(statement(name) for name in names)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def outdated(home: Home) -> bool:
    """Whether the reading copy's views were made by another release, which may lack columns of this one's, or by none."""
    return _marker(home).get("views") != views_digest()


def shows(home: Home, newest: int) -> bool:
    """Whether the reading copy was made when the catalog's newest snapshot was NEWEST, which may be no version's own."""
    return home.reading_copy.exists() and not moved(home) and _marker(home).get("seen") == newest


def write_reading_copy(home: Home, snapshot: int, seen: int | None = None) -> Path:
    """Make the reading copy of SNAPSHOT beside the present one and put it in its place at once.

    SEEN, where it is known, is the catalog's newest snapshot then; it is noted.
    """
    files = list_files(home, snapshot)
    temporary = home.root / f"palimpsest.{os.getpid()}.tmp"
    temporary.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(temporary)) as connection, at_once(connection):
            define_views(connection, files, home.marts)
        put_in_place(temporary, home.reading_copy)
    finally:
        temporary.unlink(missing_ok=True)
        temporary.with_name(f"{temporary.name}.wal").unlink(missing_ok=True)
    place = {"root": str(home.root), "snapshot": snapshot, "seen": seen}
    facts = {"schema_version": SCHEMA_VERSION, "views": views_digest(), **place}
    note = {key: value for key, value in {**_marker(home), **facts}.items() if value is not None}
    write_whole(home.root / "home.json", json.dumps(note) + "\n")
    return home.reading_copy


def ensure_reading_copy(home: Home, snapshot: int, *, fresh: bool) -> None:
    """Make the reading copy of SNAPSHOT where FRESH says that it is new, or where the present one isn't known to be of it.

    A run may have ended between publishing and this; the next one makes up for it.
    """
    missing = not home.reading_copy.exists() or moved(home) or outdated(home)
    if fresh or missing or _marker(home).get("snapshot") != snapshot:
        write_reading_copy(home, snapshot)
