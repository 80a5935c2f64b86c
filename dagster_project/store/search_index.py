"""The full-text index: an SQLite file (FTS5, part of Python) beside the reading copy, of every text ever published.

Texts are only ever added, told apart by article and digest, so that a version is searched by joining what the index finds
with the texts that the version has: the index can lag, and is then brought up to date, but is never wrong. What it costs
to bring it up to date follows the data files that came since. Rows are numbered by day of publication, so that the newest
come first without sorting. It can be deleted at any time; the next search makes it anew.
"""

import sqlite3
import zlib
from collections.abc import Collection
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.home import Home
from dagster_project.store.lake import version_at
from dagster_project.store.reading_copy import list_files
from dagster_project.store.sql import identifier, literal, statement

SHAPE: Final = 2
"""Of the index's tables; an index of another one is made anew."""
DAY_BITS: Final = 24
"""A row number begins with the day of publication; so many of its bits number the texts of a day."""
_WAIT_S: Final = 600.0


def index_path(home: Home) -> Path:
    """The index's file."""
    return home.root / "search.sqlite"


def open_index(home: Home) -> sqlite3.Connection:
    """A connection on the index, empty where there is none. Raises PalimpsestError where its file can't be used."""
    path = index_path(home)
    try:
        index = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        if index.execute(statement("search/shape")).fetchone() != (SHAPE,):
            _make(index)
    except sqlite3.Error as error:
        raise PalimpsestError(f"{path}: can't be used ({error}); delete it and search again") from None
    return index


def _make(index: sqlite3.Connection) -> None:
    """Make the tables of INDEX, instead of those that another release made in another shape."""
    with index:
        index.execute("begin immediate")
        if index.execute(statement("search/shape")).fetchone() != (SHAPE,):
            for part in ("texts", "words", "files", "versions"):
                index.execute(statement("search/drop", table=identifier(part)))
                index.execute(statement(f"search/create_{part}"))
            index.execute(statement("search/note_shape", shape=str(SHAPE)))


def update_index(home: Home, dataset: duckdb.DuckDBPyConnection, version: int | None = None) -> int:
    """Add to the index the texts of VERSION (none: the newest), which DATASET is a connection on; texts added."""
    digest = _digest(dataset)
    with closing(open_index(home)) as index:
        if index.execute(statement("search/knows_version"), {"digest": digest}).fetchone():
            return 0
    files = list_files(home, version_at(home, version).snapshot_id)["revisions"]
    return add_files(home, dataset, {Path(file.data) for file in files})


def add_files(home: Home, dataset: duckdb.DuckDBPyConnection, files: Collection[Path]) -> int:
    """Add to the index the texts of FILES, all data files of revisions of the version that DATASET is on; texts added.

    Only files that it hasn't read are read. Each is one transaction, so that an end at any time loses nothing.
    """
    with closing(open_index(home)) as index:
        known = {name for (name,) in index.execute(statement("search/known_files"))}
        added = sum(_add_file(index, file) for file in sorted(files) if file.name not in known)
        index.execute(statement("search/note_version"), {"digest": _digest(dataset)})
        return added


def _digest(dataset: duckdb.DuckDBPyConnection) -> str:
    row = dataset.execute(statement("store/newest_digest")).fetchone()
    return str(row[0]) if row else ""


def _add_file(index: sqlite3.Connection, file: Path) -> int:
    """Add the texts of one data FILE of revisions; how many were new."""
    added = 0
    with index:
        index.execute("begin immediate")
        if index.execute(statement("search/knows_file"), {"name": file.name}).fetchone():
            return 0
        with duckdb.connect() as reader:
            reader.execute("set TimeZone = 'UTC'")
            rows = reader.execute(statement("search/texts_of_file", file=literal(str(file))))
            while batch := rows.fetchmany(1000):
                added += sum(_add_text(index, *row) for row in batch)
        index.execute(statement("search/note_file"), {"name": file.name})
    return added


def _add_text(index: sqlite3.Connection, article_id: str, digest: str, day: date | None, title: str, body: str) -> bool:
    """Add a text, numbered after the last one of its DAY; whether it is new."""
    low = (day.toordinal() if day else 0) << DAY_BITS
    span = {"low": low, "high": low + (1 << DAY_BITS)}
    (last,) = index.execute(statement("search/last_of_day"), span).fetchone()
    number = low if last is None else last + 1
    packed = zlib.compress(f"{title}\n{body}".encode(), 6)
    row = {"number": number, "article_id": article_id, "content_sha256": digest, "packed": packed}
    if not index.execute(statement("search/add_text"), row).rowcount:
        return False
    index.execute(statement("search/add_words"), {"number": number, "title": title, "body": body})
    return True


def unpack(index: sqlite3.Connection, place: int) -> str:
    """The text at the row number PLACE: its title, a line feed, and its body."""
    (packed,) = index.execute(statement("search/text"), {"number": place}).fetchone()
    return zlib.decompress(packed).decode()


def day_of(place: int) -> date | None:
    """The day of publication that a row number begins with."""
    return date.fromordinal(place >> DAY_BITS) if place >> DAY_BITS else None
