"""Putting a home's files right: the catalog from its backup, a Parquet file from rows that were derived anew.

What is replaced is moved aside to `lake/damaged`, never deleted.
"""

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.schema import TABLES
from dagster_project.store.capture_index import index_folder
from dagster_project.store.catalog_files import KnownFile, backup_files, catalog_fault, read_digests
from dagster_project.store.chain import digest_of, read_chain, sealed_ends
from dagster_project.store.durable import beside, put_in_place
from dagster_project.store.home import Home
from dagster_project.store.index_rows import INDEX
from dagster_project.store.lake import Version, columns_of, create_table, open_lake
from dagster_project.store.reading_copy import define_view, list_files
from dagster_project.store.sql import identifier, literal, statement


def move_aside(home: Home, path: Path) -> None:
    """Move PATH, where it is there, to `lake/damaged` under a name that is free."""
    if not path.exists():
        return
    folder = home.lake / "damaged"
    folder.mkdir(parents=True, exist_ok=True)
    number = 0
    while (folder / f"{path.name}.{number}").exists():
        number += 1
    shutil.move(path, folder / f"{path.name}.{number}")


def restore_catalog(home: Home) -> Path | None:
    """Put the newest sound backup in the catalog's place; returns it, None where there is none."""
    for backup in backup_files(home):
        if catalog_fault(backup) is None:
            temporary = beside(home.catalog)
            shutil.copyfile(backup, temporary)
            for suffix in ("", "-journal", "-wal", "-shm"):
                move_aside(home, home.catalog.with_name(home.catalog.name + suffix))
            put_in_place(temporary, home.catalog)
            return backup
    return None


def scratch_home(home: Home, folder: Path, captures: set[str] | None) -> Home:
    """A home in FOLDER with the archives of HOME, whose index holds only CAPTURES (none: all)."""
    scratch = Home(folder)
    scratch.prepare()
    for warc in home.captures.glob("*.warc.gz"):
        (scratch.captures / warc.name).symlink_to(warc)
    index_folder(scratch).mkdir()
    for path in sorted(index_folder(home).glob("*.parquet")):
        table = pq.read_table(path, schema=INDEX)
        if captures is not None:
            table = table.filter(pa.compute.is_in(table["capture_id"], pa.array(sorted(captures), pa.string())))
        pq.write_table(table, index_folder(scratch) / path.name, compression="zstd")
    return scratch


def captures_at(home: Home, version: Version, unreadable: set[Path]) -> set[str] | None:
    """The ids of the captures that VERSION holds; None where that can't be told.

    Where a file of theirs is UNREADABLE, they are those that lie in what was sealed when the version was published.
    """
    files = list_files(home, version.snapshot_id)["captures"]
    if any(Path(path) in unreadable for file in files for path in (file.data, file.deletes) if path):
        return _sealed_captures(home, version)
    with duckdb.connect() as connection:
        define_view(connection, "captures", TABLES["captures"], files)
        return {row[0] for row in connection.execute(statement("release/capture_ids")).fetchall()}


def _sealed_captures(home: Home, version: Version) -> set[str] | None:
    links = read_chain(home)
    heads = [link.head for link in links]
    if version.chain_head not in heads:
        return None
    ends = sealed_ends(links[: heads.index(version.chain_head) + 1])
    found: set[str] = set()
    for path in sorted(index_folder(home).glob("*.parquet")):
        for row in pq.read_table(path, columns=["capture_id", "warc_file", "warc_offset"]).to_pylist():
            if row["warc_offset"] < ends.get(row["warc_file"], 0):
                found.add(row["capture_id"])
    return found


def rows_missing(home: Home, version: Version, file: KnownFile, fresh: Path) -> pa.Table:
    """The rows of FRESH, a Parquet file of FILE's whole table at VERSION, that no other file of the table holds, by key."""
    table = TABLES[file.table]
    others = [f for f in list_files(home, version.snapshot_id)[file.table] if Path(f.data) != file.path]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        define_view(connection, "others", table, others)
        keys = ", ".join(identifier(name) for name in table.key)
        asked = statement("store/rows_missing", columns=columns_of(table), file=literal(str(fresh)), key=keys)
        return connection.execute(asked).to_arrow_table()


def write_again(scratch: Home, file: KnownFile, rows: pa.Table) -> Path:
    """Write ROWS as the lake writes a file of FILE's table; returns where it lies in SCRATCH's lake."""
    table = TABLES[file.table]
    lake = open_lake(scratch, read_only=False)
    try:
        lake.execute(statement("store/drop_table", table=identifier(f"lake.{table.name}")))
        create_table(lake, table)
        lake.register("rebuilt", rows)
        lake.execute(
            statement("store/insert_rebuilt", table=identifier(f"lake.{table.name}"), columns=columns_of(table))
        )
        snapshot = lake.execute(statement("store/snapshot")).fetchone()
        assert snapshot is not None
    finally:
        lake.close()
    (written,) = list_files(scratch, int(snapshot[0]))[table.name]
    return Path(written.data)


def put_back(home: Home, file: KnownFile, written: Path) -> bool:
    """Put WRITTEN in FILE's place where it is the same to the byte as what was lost; else do nothing and return False."""
    stated = read_digests(home).get(file.path.name)
    size = written.stat().st_size
    if size != file.size or stated is None or digest_of(written, 0, size) != stated[1]:
        return False
    move_aside(home, file.path)
    file.path.parent.mkdir(parents=True, exist_ok=True)
    temporary = beside(file.path)
    shutil.copyfile(written, temporary)
    put_in_place(temporary, file.path)
    return True


def whole_table(scratch: Home, table: str, target: Path) -> list[int]:
    """Write all rows of TABLE in the newest version of SCRATCH to TARGET; returns their sums as a version states them."""
    from dagster_project.store.lake import versions  # noqa: PLC0415

    lake = open_lake(scratch)
    try:
        (*_, newest) = versions(lake)
        asked = statement("store/whole_table", table=identifier(f"lake.{table}"), columns=columns_of(TABLES[table]))
        pq.write_table(lake.execute(asked).to_arrow_table(), target)
    finally:
        lake.close()
    found: list[int] = json.loads(newest.sums)[table]
    return found
