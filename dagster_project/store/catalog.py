"""The lake's catalog: DuckDB with the extensions that the locations need, and the lock of a catalog that machines share."""

import importlib.util
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.locations import Locations, is_remote
from dagster_project.store.objects import Credentials, reason
from dagster_project.store.sql import literal, statement

if TYPE_CHECKING:
    from dagster_project.store.home import Home

MEMORY: Final = "600MB"
"""What DuckDB may hold in memory while the dataset is written; what needs more is put on disk. With the Python around it
and two workers, a build's processes are meant to stay below 1.5 GB at any size."""
EXTRA_OF: Final = {"postgres_scanner": "postgres", "httpfs": "s3"}
"""Extensions that an extra of the project brings."""
LOCK_POLL_S: Final = 0.5


def extensions_of(where: Locations) -> tuple[str, ...]:
    """The extensions that a lake at WHERE needs, in the order of loading."""
    catalog = "postgres_scanner" if where.on_server else "sqlite_scanner"
    return (*(("httpfs",) if is_remote(where.lake) else ()), catalog, "ducklake")


def _extension_file(name: str) -> Path:
    """The extension's file inside the Python package that brings it; nothing is downloaded."""
    package = f"duckdb-extension-{name.replace('_', '-')}"
    how = f"run `pip install 'palimpsest[{EXTRA_OF[name]}]'`" if name in EXTRA_OF else "run `make setup`"
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or not spec.submodule_search_locations:
        raise PalimpsestError(f"{package}: is not installed; {how}")
    path = (
        Path(next(iter(spec.submodule_search_locations)))
        / "extensions"
        / f"v{duckdb.__version__}"
        / f"{name}.duckdb_extension"
    )
    if not path.exists():
        raise PalimpsestError(f"duckdb {duckdb.__version__}: no {name} extension of that version is installed; {how}")
    return path


@cache
def _signed_extension(name: str) -> str:
    """The extension's file, once DuckDB has checked its signature: that takes a tenth of a second, so once a process.

    Raises PalimpsestError where it is missing or was altered.
    """
    file = str(_extension_file(name))
    with duckdb.connect() as connection:
        try:
            connection.load_extension(file)
        except duckdb.Error as error:
            why = str(error).splitlines()[0]
            raise PalimpsestError(f"{file}: can't be loaded ({why}); run `make setup`") from error
    return file


def connect(where: Locations, memory: str = MEMORY) -> duckdb.DuckDBPyConnection:
    """An in-memory connection in UTC, with the extensions and the credentials that a lake at WHERE needs."""
    files = [_signed_extension(name) for name in extensions_of(where)]
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
    if is_remote(where.lake):
        _give_credentials(connection, where)
    return connection


def _give_credentials(connection: duckdb.DuckDBPyConnection, where: Locations) -> None:
    """Let CONNECTION ask the object store of WHERE, as the environment's credentials."""
    who = Credentials.of_environment(where.lake)
    scheme, _, host = where.s3_endpoint.rpartition("://")
    connection.execute(
        statement(
            "store/s3_secret",
            key_id=literal(who.key_id),
            secret=literal(who.secret),
            token=literal(who.token or ""),
            region=literal(where.s3_region),
            endpoint=literal(host or "s3.amazonaws.com"),
            style=literal("path" if host else "vhost"),
            encrypted="false" if scheme == "http" else "true",
        )
    )


def catalog_of(home: "Home") -> str:
    """What DuckLake attaches."""
    if home.where.on_server:
        return f"ducklake:postgres:{home.where.connection}"
    return f"ducklake:sqlite:{home.catalog}"


def catalog_fault(home: "Home", error: Exception) -> PalimpsestError:
    """Why the catalog could not be attached, and what to do."""
    text = str(error)
    line = text.splitlines()[0]
    if not home.where.on_server:
        return PalimpsestError(f"{home.catalog}: can't be read ({line})")
    if "does not exist" in text.lower() and "DuckLake" in text and "Postgres" not in text:
        return PalimpsestError(f"{home.where.catalog}: holds no dataset yet; run `palimpsest build` first")
    return _server_fault(home.where, text) or reason(error, home.where.lake or home.where.catalog)


def _server_fault(where: Locations, text: str) -> PalimpsestError | None:
    """What PostgreSQL says in TEXT, with what to do; None where it isn't PostgreSQL that speaks."""
    known = (
        ("Connection refused", "can't be reached; is the server running, and are host and port right?"),
        ("could not translate host name", "there is no such host; look at the connection string"),
        ("timeout", "does not answer; are host and port right?"),
        ("password authentication failed", "refuses the password; look at PGPASSWORD or ~/.pgpass"),
        ("no password supplied", "wants a password; set PGPASSWORD, or write ~/.pgpass"),
        ("no pg_hba.conf entry", "lets nobody in from this machine; look at pg_hba.conf"),
        ("role", "knows no such user; look at the connection string"),
        ("database", "has no such database; create it (createdb), or name another"),
    )
    if not any(mark in text for mark in ("Postgres", "postgres", "FATAL", "connection to server")):
        return None
    for mark, said in known:
        if mark in text and (mark not in ("role", "database") or f'{mark} "' in text):
            return PalimpsestError(f"{where.catalog}: {said}")
    return PalimpsestError(f"{where.catalog}: the server gave an error ({text.splitlines()[0][:300]})")


@contextmanager
def hold_catalog(where: Locations, wait_s: float) -> Iterator[None]:
    """Hold the lock of the catalog server's database; the server frees it when its holder's connection ends.

    Raises PalimpsestError where it isn't free within `wait_s` seconds, or the server can't be reached.
    """
    end = time.monotonic() + wait_s
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_unsigned_extensions": True,
        }
    )
    try:
        try:
            connection.load_extension(_signed_extension("postgres_scanner"))
            connection.execute(statement("store/attach_server", server=literal(where.connection)))
            # The lock belongs to the server's transaction, which lasts until this connection closes.
            connection.execute("begin")
            while not _try_lock(connection):
                if time.monotonic() >= end:
                    raise PalimpsestError(f"{where.catalog}: another machine's run is writing; wait for it to end")
                time.sleep(LOCK_POLL_S)
        except duckdb.Error as error:
            raise (_server_fault(where, str(error)) or reason(error, where.catalog)) from error
        yield
    finally:
        connection.close()


def _try_lock(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute(statement("store/try_lock")).fetchone()
    return bool(row and row[0])
