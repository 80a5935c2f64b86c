"""The lake: DuckLake tables. Opening it, creating its tables, asking for its versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import TABLES, Table
from dagster_project.store.catalog import catalog_fault, catalog_of, connect
from dagster_project.store.home import Home
from dagster_project.store.locations import is_remote
from dagster_project.store.sql import identifier, literal, statement
from dagster_project.store.transaction import at_once

_TYPES: Final[dict[Table, Mapping[str, str]]] = {}


def open_lake(home: Home, *, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection with the lake attached as `lake`. Opened for writing, it makes the tables and columns that are missing.

    A column that came with a newer schema is empty in the rows that are there, until they are made anew.

    Raises PalimpsestError where the catalog can't be read.
    """
    connection = connect(home.where)
    connection.execute(statement("store/temp_directory", folder=literal(str(home.staging / "spill"))))
    mode = ", read_only" if read_only else ""
    try:
        connection.execute(
            statement("store/attach_lake", catalog=literal(catalog_of(home)), data=literal(data_path(home)), mode=mode)
        )
    except duckdb.Error as error:
        raise catalog_fault(home, error) from error
    if not read_only:
        _create_missing(connection)
        _add_columns(connection)
    return connection


def data_folder(home: Home) -> Path:
    """This machine's folder of the lake's Parquet files, or of copies of them."""
    return home.lake / "data"


def data_path(home: Home) -> str:
    """Where the lake's Parquet files lie, with a slash at its end."""
    return f"{home.where.lake}/data/" if is_remote(home.where.lake) else f"{data_folder(home)}/"


def newest_snapshot(home: Home) -> int:
    """The catalog's newest snapshot, whether it is a version's or not. Only the catalog is asked."""
    lake = open_lake(home)
    try:
        row = lake.execute(statement("store/snapshot")).fetchone()
    finally:
        lake.close()
    return int(row[0]) if row else 0


def _create_missing(connection: duckdb.DuckDBPyConnection) -> None:
    present = {name for (name,) in connection.execute(statement("store/lake_tables")).fetchall()}
    if not present:
        connection.execute("call lake.set_option('parquet_compression', 'zstd')")
    missing = [table for table in TABLES.values() if table.name not in present]
    if missing:
        with at_once(connection):
            for table in missing:
                create_table(connection, table)


def _add_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the lake's tables the columns that a newer schema has. None is ever taken away."""
    present = set(connection.execute(statement("store/lake_columns")).fetchall())
    missing = [(t, c) for t in TABLES.values() for c in t.columns if (t.name, c.name) not in present]
    if not missing:
        return
    with at_once(connection):
        for table, column in missing:
            connection.execute(
                statement(
                    "store/add_column",
                    table=identifier(f"lake.{table.name}"),
                    column=identifier(column.name),
                    type=column_types(connection, table)[column.name],
                )
            )


def column_types(connection: duckdb.DuckDBPyConnection, table: Table) -> Mapping[str, str]:
    """DuckDB's names of the types of TABLE's columns, by column. CONNECTION is asked once a table and process."""
    if table not in _TYPES:
        connection.register("shape", table.arrow_schema().empty_table())
        _TYPES[table] = {row[0]: str(row[1]) for row in connection.execute("describe shape").fetchall()}
        connection.unregister("shape")
    return _TYPES[table]


def create_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Create TABLE in the lake, with its not-null columns."""
    types = column_types(connection, table)
    definitions = ", ".join(
        f"{identifier(column.name)} {types[column.name]}{'' if column.nullable else ' not null'}"
        for column in table.columns
    )
    connection.execute(statement("store/create_table", table=identifier(f"lake.{table.name}"), definitions=definitions))


def columns_of(table: Table) -> str:
    """The table's columns as an SQL list, in the registry's order."""
    return ", ".join(identifier(column.name) for column in table.columns)


def file_list(paths: Iterable[Path | str]) -> str:
    """Paths as an SQL list of string literals."""
    return "[" + ", ".join(literal(str(path)) for path in paths) + "]"


@dataclass(frozen=True, slots=True)
class Version:
    """A published version, as its row in `versions`."""

    version: int
    snapshot_id: int
    created_at: datetime
    message: str
    code_version: str
    schema_version: int
    rules: str
    counts: str
    sums: str
    digest: str
    chain_head: str | None


def versions(connection: duckdb.DuckDBPyConnection) -> list[Version]:
    """Published versions, oldest first."""
    rows = connection.execute(statement("store/versions")).to_arrow_table().to_pylist()
    return [Version(**{name: row.get(name) for name in Version.__dataclass_fields__}) for row in rows]


def version_at(home: Home, wanted: int | None) -> Version:
    """The version numbered WANTED, or the newest. Raises PalimpsestError where there is none such."""
    home.require_dataset()
    connection = open_lake(home)
    try:
        known = versions(connection)
    finally:
        connection.close()
    if not known:
        raise PalimpsestError(f"{home.root}: holds no published version yet; run `palimpsest build` first")
    if wanted is None:
        return known[-1]
    for version in known:
        if version.version == wanted:
            return version
    raise PalimpsestError(
        f"version {wanted}: is not known; there are 1 to {known[-1].version} (`palimpsest versions` lists them)"
    )
