"""The full-text index: an SQLite file (FTS5, part of Python) beside the reading copy, of every text ever published.

Texts are only ever added, told apart by article and digest, so that a version is searched by joining what the index finds
with the texts that the version has: the index can lag, and is then brought up to date, but is never wrong. What it costs
to bring it up to date follows the data files that came since. Rows are numbered by day of publication, so that the newest
come first without sorting. It can be deleted at any time; the next search makes it anew.
"""

import sqlite3
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.search import Search
from dagster_project.store.home import Home
from dagster_project.store.lake import version_at
from dagster_project.store.reading_copy import list_files
from dagster_project.store.sql import literal, statement

BATCH: Final = 400
"""Candidates that are looked up together at first; each further batch is four times as large."""
_DAY_BITS: Final = 24
_WAIT_S: Final = 600.0
_CANDIDATES: Final = pa.schema([("place", pa.int64()), ("article_id", pa.string()), ("content_sha256", pa.string())])


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found; `text` is its title, a line feed, and its body."""

    text: str
    article_id: str
    revision: int
    published_on: date | None
    site: str
    title: str
    url: str
    state: str
    current: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to search: the SEARCH, and what the articles must be like. `ever` finds texts that were changed or deleted since."""

    search: Search
    party: str | None = None
    site: str | None = None
    since: date | None = None
    until: date | None = None
    ever: bool = False


def index_path(home: Home) -> Path:
    """The index's file."""
    return home.root / "search.sqlite"


def _open(home: Home) -> sqlite3.Connection:
    path = index_path(home)
    try:
        index = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        for part in ("texts", "words", "files", "versions"):
            index.execute(statement(f"search/create_{part}"))
    except sqlite3.Error as error:
        raise PalimpsestError(f"{path}: can't be used ({error}); delete it and search again") from None
    return index


def update_index(home: Home, dataset: duckdb.DuckDBPyConnection, version: int | None = None) -> int:
    """Add to the index the texts of VERSION (none: the newest), which DATASET is a connection on; texts added."""
    digest = _digest(dataset)
    with closing(_open(home)) as index:
        if index.execute(statement("search/knows_version"), {"digest": digest}).fetchone():
            return 0
    files = list_files(home, version_at(home, version).snapshot_id)["revisions"]
    return add_files(home, dataset, {Path(file.data) for file in files})


def add_files(home: Home, dataset: duckdb.DuckDBPyConnection, files: Collection[Path]) -> int:
    """Add to the index the texts of FILES, all data files of revisions of the version that DATASET is on; texts added.

    Only files that it hasn't read are read. Each is one transaction, so that an end at any time loses nothing.
    """
    with closing(_open(home)) as index:
        known = {name for (name,) in index.execute(statement("search/known_files"))}
        added = sum(_add_file(index, file) for file in sorted(files) if file.name not in known)
        index.execute(statement("search/note_version"), {"digest": _digest(dataset)})
        return added


def _digest(dataset: duckdb.DuckDBPyConnection) -> str:
    row = dataset.execute(statement("store/newest_digest")).fetchone()
    return str(row[0]) if row else ""


def _add_file(index: sqlite3.Connection, file: Path) -> int:
    """Add the texts of one data FILE of revisions; how many were new."""
    index.execute("begin immediate")
    try:
        if index.execute(statement("search/knows_file"), {"name": file.name}).fetchone():
            index.execute("rollback")
            return 0
        added = 0
        with duckdb.connect() as reader:
            reader.execute("set TimeZone = 'UTC'")
            rows = reader.execute(statement("search/texts_of_file", file=literal(str(file))))
            while batch := rows.fetchmany(1000):
                added += sum(_add_text(index, *row) for row in batch)
        index.execute(statement("search/note_file"), {"name": file.name})
        index.execute("commit")
    except BaseException:
        index.execute("rollback")
        raise
    return added


def _add_text(index: sqlite3.Connection, article_id: str, digest: str, day: date | None, title: str, body: str) -> bool:
    """Add a text, numbered after the last one of its DAY; whether it is new."""
    low = (day.toordinal() if day else 0) << _DAY_BITS
    span = {"low": low, "high": low + (1 << _DAY_BITS)}
    (last,) = index.execute(statement("search/last_of_day"), span).fetchone()
    number = low if last is None else last + 1
    packed = zlib.compress(f"{title}\n{body}".encode(), 6)
    row = {"number": number, "article_id": article_id, "content_sha256": digest, "packed": packed}
    if not index.execute(statement("search/add_text"), row).rowcount:
        return False
    index.execute(statement("search/add_words"), {"number": number, "title": title, "body": body})
    return True


def _candidates(index: sqlite3.Connection, wanted: Wanted) -> Iterator[list[tuple[int, str, str]]]:
    """What the index finds, newest first, in batches that grow."""
    low = (wanted.since.toordinal() if wanted.since else 0) << _DAY_BITS
    high = ((wanted.until.toordinal() + 1) if wanted.until else 1 << 30) << _DAY_BITS
    try:
        rows = index.execute(statement("search/match"), {"words": wanted.search.match, "low": low, "high": high})
        size = BATCH
        while batch := rows.fetchmany(size):
            yield batch
            size *= 4
    except sqlite3.Error as error:
        raise PalimpsestError(f"search: {wanted.search.match}: {error}") from None


def search(home: Home, dataset: duckdb.DuckDBPyConnection, wanted: Wanted, limit: int) -> list[Hit]:
    """The newest LIMIT articles of DATASET, a connection on a version of HOME, that WANTED asks for.

    An article stands here once, by the last of its texts that fits. The index must have the version's texts.
    """
    found: dict[str, Hit] = {}
    with closing(_open(home)) as index:
        for batch in _candidates(index, wanted):
            rows = _confirmed(dataset, wanted, batch)
            for row in sorted(rows, key=lambda row: (-row[0], row[1], -row[2])):
                if row[1] not in found:
                    (packed,) = index.execute(statement("search/text"), {"number": row[0]}).fetchone()
                    found[row[1]] = Hit(zlib.decompress(packed).decode(), *row[1:])
                if len(found) == limit:
                    return list(found.values())
    return list(found.values())


def hit_table(home: Home, dataset: duckdb.DuckDBPyConnection, wanted: Wanted) -> pa.Table:
    """All articles that WANTED asks for: article_id, the revision that fits, and its day."""
    found: dict[str, tuple[int, date | None]] = {}
    with closing(_open(home)) as index:
        for batch in _candidates(index, wanted):
            for row in sorted(_confirmed(dataset, wanted, batch), key=lambda row: (row[1], -row[2])):
                if row[1] not in found or found[row[1]][0] < row[2]:
                    found[row[1]] = (row[2], row[3])
    schema = pa.schema([("article_id", pa.string()), ("revision", pa.int32()), ("published_on", pa.date32())])
    rows = [{"article_id": k, "revision": v[0], "published_on": v[1]} for k, v in sorted(found.items())]
    return pa.Table.from_pylist(rows, schema)


def _confirmed(
    dataset: duckdb.DuckDBPyConnection, wanted: Wanted, batch: Sequence[tuple[int, str, str]]
) -> list[tuple[Any, ...]]:
    """Of BATCH what the version has and WANTED allows, with the article's facts."""
    columns = list(zip(*batch, strict=True))
    table = pa.table([pa.array(c, f.type) for c, f in zip(columns, _CANDIDATES, strict=True)], _CANDIDATES)
    dataset.register("candidates", table)
    try:
        name = "search/confirm_party" if wanted.party else "search/confirm"
        given = {"site": wanted.site, "ever": wanted.ever, **({"party": wanted.party} if wanted.party else {})}
        return dataset.execute(statement(name), given).fetchall()
    finally:
        dataset.unregister("candidates")
