"""Storing the derived tables of the newest version, so that they answer at once at any size."""

import os
import shutil
from pathlib import Path
from typing import Final

import duckdb

from dagster_project.core.models import MODELS
from dagster_project.store.home import Home
from dagster_project.store.lake import version_at
from dagster_project.store.query import MEMORY
from dagster_project.store.reading_copy import define_views, list_files, stored_name, write_reading_copy
from dagster_project.store.sql import identifier, literal, statement

WAIT_S = 600.0
NAMING: Final = "naming"
"""The file beside the derived tables that says, in order of parties, which articles name each."""


def store_models(home: Home) -> dict[str, int]:
    """Store every derived table of the newest version as Parquet, and let the reading copy read them; rows by table.

    Nothing is done where they are stored already. The folder appears at once or not at all. That of the version before
    is kept for those who have its reading copy open, older ones are deleted. Raises PalimpsestError where nothing has
    been published, or another run holds the home.
    """
    home.require_dataset()
    with home.writing(WAIT_S):
        snapshot = version_at(home, None).snapshot_id
        with duckdb.connect(config={"memory_limit": MEMORY}) as connection:
            connection.execute(statement("store/temp_directory", folder=literal(str(home.staging / "spill"))))
            define_views(connection, list_files(home, snapshot))
            target = home.marts / stored_name(connection)
            if not target.is_dir():
                write_models(connection, target)
        write_reading_copy(home, snapshot)
        _forget(home.marts, target)
    return {name: _rows(target / f"{name}.parquet") for name in MODELS}


def write_models(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Write what each derived table holds in CONNECTION as a Parquet file in the folder TARGET, which appears at once."""
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for model in MODELS.values():
        key = ", ".join(identifier(column) for column in model.key)
        file = literal(str(temporary / f"{model.name}.parquet"))
        connection.execute(statement("store/store_model", view=identifier(model.name), key=key, file=file))
    _write_naming(connection, temporary)
    temporary.rename(target)


def _write_naming(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write beside the derived tables in FOLDER which articles name a party, in order of parties, for `store.search`."""
    source, target = (literal(str(folder / f"{name}.parquet")) for name in ("party_articles", NAMING))
    connection.execute(statement("store/store_naming", party_articles=source, file=target))


def _forget(folder: Path, kept: Path) -> None:
    """Delete all in FOLDER but KEPT and the newest of the others that are whole."""
    others = sorted((p for p in folder.iterdir() if p != kept), key=lambda p: (p.stat().st_mtime_ns, p.name))
    whole = [p for p in others if p.suffix != ".tmp"]
    for path in others:
        if path not in whole[-1:]:
            shutil.rmtree(path, ignore_errors=True)


def _rows(file: Path) -> int:
    import pyarrow.parquet as pq  # noqa: PLC0415

    return int(pq.ParquetFile(file).metadata.num_rows)
