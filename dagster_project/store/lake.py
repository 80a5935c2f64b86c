"""The lake: DuckLake tables with an SQLite catalog. Opening it, creating its tables, asking for its versions."""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import TABLES, Table
from dagster_project.store.home import Home
from dagster_project.store.sql import identifier, literal, statement

EXTENSIONS = ("sqlite_scanner", "ducklake")


def _extension_file(name: str) -> Path:
    """The extension's file inside the Python package that brings it; nothing is downloaded."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or not spec.submodule_search_locations:
        raise PalimpsestError(f"duckdb-extension-{name.replace('_', '-')}: is not installed; run `make setup`")
    path = (
        Path(next(iter(spec.submodule_search_locations)))
        / "extensions"
        / f"v{duckdb.__version__}"
        / f"{name}.duckdb_extension"
    )
    if not path.exists():
        raise PalimpsestError(
            f"duckdb {duckdb.__version__}: no {name} extension of that version is installed; run `make setup`"
        )
    return path


@cache
def _signed_extensions() -> tuple[str, ...]:
    """The extensions' files, once DuckDB has checked their signatures: that takes a quarter of a second, so once a process.

    Raises PalimpsestError where one is missing or was altered.
    """
    files = tuple(str(_extension_file(name)) for name in EXTENSIONS)
    with duckdb.connect() as connection:
        for file in files:
            try:
                connection.load_extension(file)
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise PalimpsestError(f"{file}: can't be loaded ({reason}); run `make setup`") from error
    return files


def connect(memory: str = "4GB") -> duckdb.DuckDBPyConnection:
    """An in-memory connection with the lake's extensions loaded, in UTC."""
    files = _signed_extensions()
    connection = duckdb.connect(
        config={
            "memory_limit": memory,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_unsigned_extensions": True,
        }
    )
    connection.execute("set TimeZone = 'UTC'")
    for file in files:
        connection.load_extension(file)
    return connection


def open_lake(home: Home, *, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A connection with the lake attached as `lake`. Opened for writing, it makes the tables and columns that are missing.

    A column that came with a newer schema is empty in the rows that are there, until they are made anew.

    Raises PalimpsestError where the catalog can't be read.
    """
    connection = connect()
    connection.execute(statement("store/temp_directory", folder=literal(str(home.staging / "spill"))))
    mode = ", read_only" if read_only else ""
    try:
        connection.execute(
            statement(
                "store/attach_lake",
                catalog=literal(f"ducklake:sqlite:{home.catalog}"),
                data=literal(str(home.lake / "data") + "/"),
                mode=mode,
            )
        )
    except duckdb.Error as error:
        raise PalimpsestError(f"{home.catalog}: can't be read ({str(error).splitlines()[0]})") from error
    if not read_only:
        _create_missing(connection)
        _add_columns(connection)
    return connection


def _create_missing(connection: duckdb.DuckDBPyConnection) -> None:
    present = {name for (name,) in connection.execute(statement("store/lake_tables")).fetchall()}
    if not present:
        connection.execute("call lake.set_option('parquet_compression', 'zstd')")
    missing = [table for table in TABLES.values() if table.name not in present]
    if missing:
        connection.execute("begin")
        for table in missing:
            create_table(connection, table)
        connection.execute("commit")


def _add_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the lake's tables the columns that a newer schema has. None is ever taken away."""
    present = set(connection.execute(statement("store/lake_columns")).fetchall())
    missing = [(t, c) for t in TABLES.values() for c in t.columns if (t.name, c.name) not in present]
    if not missing:
        return
    connection.execute("begin")
    for table, column in missing:
        connection.execute(
            statement(
                "store/add_column",
                table=identifier(f"lake.{table.name}"),
                column=identifier(column.name),
                type=column_types(connection, table)[column.name],
            )
        )
    connection.execute("commit")


def column_types(connection: duckdb.DuckDBPyConnection, table: Table) -> dict[str, str]:
    """DuckDB's names of the types of TABLE's columns, by column."""
    connection.register("shape", table.arrow_schema().empty_table())
    types = {row[0]: str(row[1]) for row in connection.execute("describe shape").fetchall()}
    connection.unregister("shape")
    return types


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


def versions(connection: duckdb.DuckDBPyConnection) -> list[Version]:
    """Published versions, oldest first."""
    return [Version(*row) for row in connection.execute(statement("store/versions")).fetchall()]


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
