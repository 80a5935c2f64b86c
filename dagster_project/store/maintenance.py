"""Keeping a home small and quick: merging files, deleting what nothing needs, dropping what dead runs have staged.

A published version is never touched: each stays as it was, row for row, whatever is merged. Files that are replaced stay
for a while, for readers that hold them open.
"""

import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb

from dagster_project.store.catalog_files import back_up, note_digests
from dagster_project.store.durable import left_behind
from dagster_project.store.home import Home
from dagster_project.store.lake import data_path, open_lake, versions
from dagster_project.store.locations import is_remote
from dagster_project.store.mirror import lake_objects, prune_mirror
from dagster_project.store.reading_copy import write_reading_copy
from dagster_project.store.sql import statement

KEPT_REPLACED: Final = timedelta(days=2)
"""So long a replaced file stays for readers; and so long a file that no snapshot knows may belong to a write under way."""
LOCK_ATTEMPTS: Final = 6
"""So often a commit is tried that readers of the catalog's file keep out: some seconds in all."""
KEPT_STAGING: Final = timedelta(days=7)
"""So long what a run has staged and not published stays, for it to be taken up again."""


@dataclass(frozen=True, slots=True)
class Maintained:
    """What maintenance did: files merged into fewer, snapshots forgotten, files and staging folders deleted, bytes freed.

    `waiting` counts bytes of replaced files that stay for readers until a later maintenance.
    """

    merged: int
    merged_into: int
    snapshots: int
    files: int
    staging: int
    freed: int
    waiting: int


def _size(paths: Sequence[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def _size_in_lake(home: Home, files: Sequence[str]) -> int:
    """Bytes of FILES of the lake, in its folder or among the objects."""
    if not is_remote(home.where.lake):
        return _size([Path(file) for file in files])
    stamps = lake_objects(home).stamps()
    found = (stamps.get(file.removeprefix(data_path(home))) for file in files)
    return sum(stamp.size for stamp in found if stamp is not None)


def maintain(
    home: Home, *, now: datetime, keep: timedelta = KEPT_REPLACED, keep_staging: timedelta = KEPT_STAGING
) -> Maintained:
    """Merge small files, delete what was replaced or left behind before NOW - KEEP, and what dead runs staged.

    The caller holds the writer's lock. The reading copy is made anew before anything is deleted. Raises PalimpsestError
    where the home holds no dataset.
    """
    home.require_dataset()
    lake = open_lake(home, read_only=False)
    try:
        newest = versions(lake)[-1]
        merged = lake.execute(statement("store/merge_files")).fetchall()
        spare = [int(row[0]) for row in lake.execute(statement("store/spare_snapshots")).fetchall()]
        if spare:
            lake.execute(statement("store/expire_snapshots", files=str(spare)))
        note_digests(home)
        back_up(home, newest.snapshot_id, alone=True)
        write_reading_copy(home, newest.snapshot_id)
        sweep(home)
        gone = _delete_unused(home, lake, now - keep)
        waiting = _unused(lake, now)
        if is_remote(home.where.lake):
            prune_mirror(home)
        staging = _drop_staging(home, now - keep_staging)
        return Maintained(
            merged=sum(int(row[2]) for row in merged),
            merged_into=sum(int(row[3]) for row in merged),
            snapshots=len(spare),
            files=gone[0],
            staging=staging[0],
            freed=gone[1] + staging[1],
            waiting=_size_in_lake(home, waiting),
        )
    finally:
        lake.close()


def sweep(home: Home) -> int:
    """Remove the unfinished files that processes left behind which are gone; returns how many there were.

    For the caller who holds the writer's lock.
    """
    folders = (
        *(home.root, home.captures, home.captures / "index", home.lake, home.backups, home.version_backups),
        *(home.marts, home.releases),
    )
    left = left_behind(folders)
    for path in left:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)


def _unused(lake: duckdb.DuckDBPyConnection, before: datetime) -> list[str]:
    return [str(row[0]) for row in lake.execute(statement("store/unused_files"), {"before": before}).fetchall()]


def _delete_unused(home: Home, lake: duckdb.DuckDBPyConnection, before: datetime) -> tuple[int, int]:
    """Delete the files that nothing needs since BEFORE; returns how many and their bytes."""
    unused = _unused(lake, before)
    size = _size_in_lake(home, unused)
    for name in ("store/delete_replaced", "store/delete_orphans"):
        _execute_patiently(lake, statement(name), {"before": before})
    return len(unused), size


def _execute_patiently(lake: duckdb.DuckDBPyConnection, sql: str, values: dict[str, datetime]) -> None:
    """Execute SQL, again where a reader of the catalog keeps its commit from the file; it can be done over and over."""
    for attempt in range(1, LOCK_ATTEMPTS + 1):
        try:
            lake.execute(sql, values)
        except duckdb.TransactionException as error:
            if "locked" not in str(error) or attempt == LOCK_ATTEMPTS:
                raise
            time.sleep(attempt / 2)
        else:
            return


def _drop_staging(home: Home, before: datetime) -> tuple[int, int]:
    """Drop the folders of runs that have written nothing since BEFORE; returns how many and their bytes."""
    count = freed = 0
    for folder in sorted(home.staging.iterdir()) if home.staging.is_dir() else []:
        files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
        latest = max(path.stat().st_mtime for path in [folder, *files])
        if folder.is_dir() and latest < before.timestamp():
            freed += _size(files)
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count, freed
