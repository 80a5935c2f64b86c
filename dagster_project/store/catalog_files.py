"""The catalog as a file: its soundness, its backups, and the Parquet files that it knows, with the digests of their bytes.

The lake's catalog is an SQLite file. After each publish a copy is kept, so that a damaged one loses nothing; beside it
`lake/files.jsonl` bears the SHA-256 of every Parquet file, by which damage to one is told.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dagster_project.store.chain import digest_of
from dagster_project.store.durable import beside, put_in_place, sync_file, sync_folder, write_whole
from dagster_project.store.home import Home
from dagster_project.store.locations import is_remote
from dagster_project.store.sql import statement

KEPT_BACKUPS: Final = 2


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of the catalog: its table, kind (data or deletes), bytes, and the snapshots from and before which it counts.

    A file that holds rows of several snapshots is `merged`.
    """

    table: str
    kind: str
    path: Path
    size: int
    rows: int
    begin: int
    end: int | None
    merged: bool


def guards_files(home: Home) -> bool:
    """Whether the lake is files of this machine, catalog and data, so that copies and digests of them are kept."""
    return not home.where.on_server and not is_remote(home.where.lake)


def _connect(catalog: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{catalog.absolute().as_uri()}?mode=ro", uri=True, timeout=60)


def catalog_fault(catalog: Path) -> str | None:
    """What is wrong with the catalog's file; None where it is sound."""
    if not catalog.exists():
        return "is missing"
    try:
        with closing(_connect(catalog)) as connection:
            found = [str(row[0]) for row in connection.execute(statement("catalog/check"))]
            connection.execute(statement("catalog/known_files")).fetchall()
    except sqlite3.Error as error:
        return f"can't be read ({error})"
    return None if found == ["ok"] else f"is damaged ({found[0].splitlines()[0]})"


def known_files(home: Home, catalog: Path | None = None) -> list[KnownFile]:
    """Every file that some snapshot of the catalog needs, by path."""
    with closing(_connect(catalog or home.catalog)) as connection:
        rows = connection.execute(statement("catalog/known_files")).fetchall()
    folder = home.lake / "data"
    return [
        KnownFile(table, kind, folder / schema / place / name, size, count, begin, end, merged is not None)
        for table, kind, schema, place, name, size, count, begin, end, merged in rows
    ]


def backup_files(home: Home) -> list[Path]:
    """The catalog's backups, newest first."""
    return sorted(home.backups.glob("catalog-*.sqlite"), reverse=True)


def back_up(home: Home, snapshot: int, *, alone: bool = False) -> Path | None:
    """Keep a copy of the catalog as it is at SNAPSHOT; returns it, None where the catalog isn't sound.

    The newest few copies stay; where ALONE, this one only, for the others name files that are to be deleted. Nothing is
    done where catalog or lake lie elsewhere.
    """
    if not guards_files(home) or catalog_fault(home.catalog):
        return None
    home.backups.mkdir(parents=True, exist_ok=True)
    target = home.backups / f"catalog-{snapshot:010d}.sqlite"
    temporary = beside(target)
    temporary.unlink(missing_ok=True)
    try:
        with closing(_connect(home.catalog)) as source, closing(sqlite3.connect(temporary)) as copy:
            source.backup(copy)
        put_in_place(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    _keep_versions(home)
    for old in [path for path in backup_files(home) if path != target][0 if alone else KEPT_BACKUPS - 1 :]:
        old.unlink()
    return target


def digests_file(home: Home) -> Path:
    """Where the digests of the lake's files lie."""
    return home.lake / "files.jsonl"


def read_digests(home: Home) -> dict[str, tuple[int, str]]:
    """By a file's name, which is its own for ever: its bytes and their SHA-256. What can't be read is left out."""
    path = digests_file(home)
    found: dict[str, tuple[int, str]] = {}
    for line in path.read_bytes().splitlines() if path.exists() else []:
        try:
            said = json.loads(line)
            found[str(said["file"])] = (int(said["size"]), str(said["sha256"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def note_digests(home: Home) -> None:
    """Bring the lake's new files to the disk and note their digests; those of files that are known no more are dropped.

    Nothing is done where catalog or lake lie elsewhere.
    """
    if not guards_files(home):
        return
    noted, known = read_digests(home), {file.path.name: file.path for file in known_files(home)}
    new = {name: path for name, path in known.items() if name not in noted and path.exists()}
    if not new and noted.keys() <= known.keys():
        return
    for folder in {path.parent for path in new.values()}:
        sync_folder(folder)
    for name, path in new.items():
        sync_file(path)
        noted[name] = (path.stat().st_size, digest_of(path, 0, path.stat().st_size))
    lines = [
        json.dumps({"file": name, "size": size, "sha256": sha256})
        for name, (size, sha256) in sorted(noted.items())
        if name in known
    ]
    write_whole(digests_file(home), "".join(f"{line}\n" for line in lines))


def damaged_files(home: Home) -> Iterator[tuple[KnownFile, str]]:
    """The files of the catalog whose bytes aren't those that were written, each with what is wrong.

    None is looked at where catalog or lake lie elsewhere.
    """
    if not guards_files(home):
        return
    noted = read_digests(home)
    for file in known_files(home):
        stated = noted.get(file.path.name)
        if not file.path.exists():
            yield file, "is missing"
        elif file.path.stat().st_size != file.size:
            yield file, f"has {file.path.stat().st_size:,} bytes, {file.size:,} were written"
        elif stated and digest_of(file.path, 0, file.size) != stated[1]:
            yield file, f"was altered, its SHA-256 is not the one in {digests_file(home).name}"


def _keep_versions(home: Home) -> None:
    """Keep copies of the files of the table `versions` beside the catalog's backups: no capture could tell what they say."""
    folder = home.version_backups
    kept = {file.path.name: file.path for file in known_files(home) if file.table == "versions" and file.path.exists()}
    if not kept:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in kept.items():
        if not (folder / name).exists():
            temporary = beside(folder / name)
            shutil.copyfile(path, temporary)
            put_in_place(temporary, folder / name)
    for old in folder.glob("*.parquet"):
        if old.name not in kept:
            old.unlink()
