"""Reading a version with SQL: read-only, no access to anything but the version's own files."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home
from dagster_project.store.lake import data_folder, file_list, newest_snapshot, version_at
from dagster_project.store.reading_copy import define_views, list_files, moved, outdated, shows, write_reading_copy
from dagster_project.store.sql import statement

MEMORY = "2GB"


def open_version(home: Home, version: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection on the newest version, or on the one numbered VERSION, shut off from everything else.

    Raises PalimpsestError where there is no such version.
    """
    home.require_dataset()
    if home.where.on_server:
        _follow(home)
    elif moved(home):
        write_reading_copy(home, version_at(home, None).snapshot_id)
    if outdated(home):
        # Where that can't be, what the other release made is read.
        with suppress(OSError, duckdb.Error, PalimpsestError):
            write_reading_copy(home, version_at(home, None).snapshot_id)
    if version is None:
        connection = duckdb.connect(str(home.reading_copy), read_only=True, config={"memory_limit": MEMORY})
        if _is_confined(connection):
            return connection
        connection.execute("set TimeZone = 'UTC'")
    else:
        snapshot = version_at(home, version).snapshot_id
        connection = duckdb.connect(config={"memory_limit": MEMORY})
        define_views(connection, list_files(home, snapshot))
    connection.execute(statement("store/confine", folders=file_list([data_folder(home), home.marts])))
    return connection


def _follow(home: Home) -> None:
    """Let the reading copy show the newest version, where another machine has published since it was made."""
    seen = newest_snapshot(home)
    if not shows(home, seen):
        home.root.mkdir(parents=True, exist_ok=True)
        write_reading_copy(home, version_at(home, None).snapshot_id, seen)


def _is_confined(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether another connection of this process has opened the same file and shut it off already."""
    row = connection.execute("select current_setting('lock_configuration')").fetchone()
    return bool(row and row[0])


@contextmanager
def time_limit(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Whatever CONNECTION does inside is given up after SECONDS. Raises PalimpsestError then."""
    timer = threading.Timer(seconds, connection.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    except duckdb.InterruptException:
        raise PalimpsestError(f"the statement took longer than {seconds:g} s; --seconds gives it more") from None
    finally:
        timer.cancel()


def run_query(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.DuckDBPyConnection:
    """Run SQL and return the open result. Raises PalimpsestError with DuckDB's reason in one line."""
    try:
        result = connection.execute(sql)
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        raise PalimpsestError("; ".join(lines[:2])) from None
    return result


def write_result(result: duckdb.DuckDBPyConnection, target: Path) -> int:
    """Write RESULT as a Parquet file at TARGET; returns the number of rows."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    table = result.to_arrow_table()
    try:
        pq.write_table(table, target, compression="zstd")
    except OSError as error:
        raise PalimpsestError(f"{target}: can't be written ({error.strerror or error})") from None
    return int(table.num_rows)
