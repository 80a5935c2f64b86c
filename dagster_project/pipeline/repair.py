"""Repairing a home: what is damaged is put right from backups and from the captures, and the rest is said.

A lost Parquet file is made again: the version that wrote it is derived anew, from its own captures, in a scratch home; the
rows that no other file holds are those of the lost one. It is put back only where it is the same to the byte.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline.erasures import find_run_erasures
from dagster_project.pipeline.extract import extract_pending
from dagster_project.pipeline.history import derive_history
from dagster_project.pipeline.parties import name_parties
from dagster_project.pipeline.publish import publish_run
from dagster_project.pipeline.run import Run
from dagster_project.pipeline.stories import join_stories
from dagster_project.store.capture_index import index_missing
from dagster_project.store.catalog_files import (
    KnownFile,
    back_up,
    backup_files,
    catalog_fault,
    damaged_files,
    guards_files,
)
from dagster_project.store.home import Home
from dagster_project.store.lake import Version, open_lake, versions
from dagster_project.store.locations import is_remote
from dagster_project.store.maintenance import sweep
from dagster_project.store.reading_copy import write_reading_copy
from dagster_project.store.repair import (
    captures_at,
    move_aside,
    put_back,
    restore_catalog,
    rows_missing,
    scratch_home,
    whole_table,
    write_again,
)

WAIT_S = 600.0


@dataclass(slots=True)
class Repaired:
    """What a repair did, a line each, and what it could not do."""

    done: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def repair_home(home: Home) -> Repaired:
    """Put HOME right as far as backups and captures can.

    Raises PalimpsestError where another run holds it, or parts of it lie on a server or in an object store.
    """
    _require_files(home)
    found = Repaired()
    if not home.captures.is_dir():
        raise PalimpsestError(f"{home.root}: holds no captures; restore it from a backup (docs/operating.md)")
    with home.writing(WAIT_S):
        if swept := sweep(home):
            found.done.append(f"{swept} unfinished files removed")
        index_missing(home, found.done.append)
        if not _catalog(home, found):
            return found
        _files(home, found)
        lake = open_lake(home, read_only=False)
        try:
            known = versions(lake)
        finally:
            lake.close()
        if known and not any(damaged_files(home)):
            write_reading_copy(home, known[-1].snapshot_id)
            if not any(catalog_fault(path) is None for path in backup_files(home)):
                back_up(home, known[-1].snapshot_id)
    return found


def _require_files(home: Home) -> None:
    if not guards_files(home) or is_remote(home.where.captures):
        raise PalimpsestError(
            f"{home.root}: its catalog, lake or captures lie on a server or in an object store, which keep backups of their "
            "own; put them back from those"
        )


def _catalog(home: Home, found: Repaired) -> bool:
    """Have a sound catalog; False where there is none and no backup of one."""
    wrong = catalog_fault(home.catalog)
    if wrong is None:
        return True
    backup = restore_catalog(home)
    if backup is None:
        found.left.append(
            f"lake/{home.catalog.name}: {wrong}, and there is no sound backup of it; `palimpsest repair --anew` makes the "
            "dataset again from the captures, its versions counted from 1"
        )
        return False
    found.done.append(
        f"lake/{home.catalog.name}: {wrong}; restored from {backup.name}, the last version that was backed up. What was "
        "published after it comes again with the next `palimpsest build`"
    )
    return True


def _files(home: Home, found: Repaired) -> None:
    """Make the damaged Parquet files again, each version's in one scratch home."""
    damaged = [file for file, _ in damaged_files(home)]
    lake = open_lake(home)
    try:
        by_snapshot = {version.snapshot_id: version for version in versions_of(home, lake, damaged, found)}
    finally:
        lake.close()
    damaged = [file for file, _ in damaged_files(home)]
    for snapshot in sorted({file.begin for file in damaged}):
        files = [file for file in damaged if file.begin == snapshot]
        version = by_snapshot.get(snapshot)
        for file, fault in _made_again(home, version, files, {f.path for f in damaged}):
            name = file.path.relative_to(home.root)
            if fault is None:
                found.done.append(f"{name}: made again from the captures, the same to the byte")
            else:
                found.left.append(
                    f"{name}: {fault}; put it back from a backup, or let `palimpsest repair --anew` make the dataset again "
                    "from the captures, its versions counted from 1"
                )


def versions_of(home: Home, lake: object, damaged: list[KnownFile], found: Repaired) -> list[Version]:
    """The published versions, after damaged files of the table `versions` were put back from their copies."""
    for file in damaged:
        copy = home.backups / "versions" / file.path.name
        if file.table == "versions" and copy.exists() and put_back(home, file, copy):
            found.done.append(f"{file.path.relative_to(home.root)}: put back from its copy")
    try:
        return versions(lake)  # type: ignore[arg-type]
    except Exception as error:
        raise PalimpsestError(
            f"{home.lake}: the table of versions can't be read ({str(error).splitlines()[0]}); put `lake` back from a "
            "backup, or let `palimpsest repair --anew` make the dataset again"
        ) from None


def _made_again(
    home: Home, version: Version | None, files: list[KnownFile], unreadable: set[Path]
) -> Iterator[tuple[KnownFile, str | None]]:
    """Make FILES, which VERSION wrote, again; each with why it could not be, None where it was."""
    wanted = [file for file in files if file.kind == "data" and not file.merged and version is not None]
    yield from ((file, "holds rows of several versions, or rows taken out") for file in files if file not in wanted)
    if not wanted or version is None:
        return
    folder = home.staging / f"repair-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        scratch = scratch_home(home, folder / "home", captures_at(home, version, unreadable))
        _derive(scratch)
        stated = json.loads(version.sums)
        for file in wanted:
            yield file, _one_again(home, scratch, version, file, stated.get(file.table))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _derive(scratch: Home) -> None:
    """Publish in SCRATCH what its captures give."""
    open_lake(scratch, read_only=False).close()
    run = Run(scratch, "repair")
    extract_pending(run)
    derive_history(run)
    join_stories(run)
    name_parties(run)
    find_run_erasures(run)
    publish_run(run, "made again")


def _one_again(home: Home, scratch: Home, version: Version, file: KnownFile, stated: list[int] | None) -> str | None:
    """Make FILE again from the rows in SCRATCH; returns why it can't be done, None where it was."""
    fresh = scratch.staging / f"{file.table}.parquet"
    if whole_table(scratch, file.table, fresh) != stated:
        return f"today's rules make other rows than version {version.version} had"
    rows = rows_missing(home, version, file, fresh)
    if rows.num_rows != file.rows:
        return f"{rows.num_rows:,} rows were found for it, it had {file.rows:,}"
    if not put_back(home, file, write_again(scratch, file, rows)):
        return "what was made again is not the same to the byte"
    return None


def set_lake_aside(home: Home) -> None:
    """Move the lake, as it is, aside, so that the next build makes the dataset again from the captures."""
    _require_files(home)
    with home.writing(WAIT_S):
        target, number = home.root / "lake.damaged", 0
        while target.exists():
            number += 1
            target = home.root / f"lake.damaged.{number}"
        home.lake.rename(target)
        home.lake.mkdir()
        move_aside(home, home.reading_copy)
