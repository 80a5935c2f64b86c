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
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.search import Search
from dagster_project.store.home import Home
from dagster_project.store.lake import version_at
from dagster_project.store.marts import NAMING
from dagster_project.store.reading_copy import list_files, stored_name
from dagster_project.store.sql import identifier, literal, statement

BATCH: Final = 400
"""Candidates that are looked up together at first; each further batch is four times as large."""
FEW: Final = 2_000
"""Articles that a party is named in, up to which the index looks for the words in these alone."""
SHAPE: Final = 2
"""Of the index's tables; an index of another one is made anew."""
_DAY_BITS: Final = 24
_WAIT_S: Final = 600.0
_CANDIDATES: Final = pa.schema([("place", pa.int64()), ("article_id", pa.string()), ("content_sha256", pa.string())])
_Candidate = tuple[int, str, str]
"""A text of the index: its row number, its article, and its digest."""


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
        if index.execute(statement("search/shape")).fetchone() != (SHAPE,):
            _make(index)
    except sqlite3.Error as error:
        raise PalimpsestError(f"{path}: can't be used ({error}); delete it and search again") from None
    return index


def _make(index: sqlite3.Connection) -> None:
    """Make the tables of INDEX, instead of those that another release made in another shape."""
    index.execute("begin immediate")
    if index.execute(statement("search/shape")).fetchone() != (SHAPE,):
        for part in ("texts", "words", "files", "versions"):
            index.execute(statement("search/drop", table=identifier(part)))
            index.execute(statement(f"search/create_{part}"))
        index.execute(statement("search/note_shape", shape=str(SHAPE)))
    index.execute("commit")


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


def _candidates(index: sqlite3.Connection, wanted: Wanted, asked: str = "search/match") -> Iterator[list[_Candidate]]:
    """What the index finds by the statement ASKED, newest first, in batches that grow."""
    low = (wanted.since.toordinal() if wanted.since else 0) << _DAY_BITS
    high = ((wanted.until.toordinal() + 1) if wanted.until else 1 << 30) << _DAY_BITS
    try:
        rows = index.execute(statement(asked), {"words": wanted.search.match, "low": low, "high": high})
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
    with closing(_open(home)) as index:
        found = _first_found(home, index, dataset, wanted, limit)
        texts = {f.place: _unpack(index, f.place) for f in found}
    facts = _facts(dataset, [f.article_id for f in found])
    hits = []
    for one in found:
        site, url, state = facts[one.article_id]
        title, _, _ = texts[one.place].partition("\n")
        fact = (one.article_id, one.revision, _day(one.place), site, title, url, state, one.current)
        hits.append(Hit(texts[one.place], *fact))
    return hits


def hit_table(home: Home, dataset: duckdb.DuckDBPyConnection, wanted: Wanted) -> pa.Table:
    """All articles that WANTED asks for: article_id, the revision that fits, and its day."""
    with closing(_open(home)) as index:
        found = sorted(_first_found(home, index, dataset, wanted, None), key=lambda f: f.article_id)
    schema = pa.schema([("article_id", pa.string()), ("revision", pa.int32()), ("published_on", pa.date32())])
    columns = ([f.article_id for f in found], [f.revision for f in found], [_day(f.place) for f in found])
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)


class _Found(NamedTuple):
    """A text of the index that the version has, and whether it is the article's last one."""

    place: int
    article_id: str
    revision: int
    current: bool


def _first_found(
    home: Home, index: sqlite3.Connection, dataset: duckdb.DuckDBPyConnection, wanted: Wanted, limit: int | None
) -> list[_Found]:
    """The newest LIMIT articles (none: all) by their last text that fits, the newest first."""
    if not wanted.party:
        batches = _candidates(index, wanted)
    elif _keep_naming(home, dataset, wanted) <= FEW:
        _note_named(index, dataset)
        batches = _candidates(index, wanted, "search/match_named")
    else:
        batches = _naming(_candidates(index, wanted), dataset, limit or BATCH)
    found: dict[str, _Found] = {}
    for batch in batches:
        for one in sorted(_confirmed(dataset, wanted, batch), key=lambda f: (-f.place, f.article_id, -f.revision)):
            found.setdefault(one.article_id, one)
        if limit is not None and len(found) >= limit:
            break
    return list(found.values())[:limit]


def _keep_naming(home: Home, dataset: duckdb.DuckDBPyConnection, wanted: Wanted) -> int:
    """Keep the revisions that name WANTED's party as the table `naming`; how many there are.

    Where the derived tables of the version are stored, and only what stands now is asked, a file beside them tells it.
    """
    stored = home.marts / stored_name(dataset) / f"{NAMING}.parquet"
    if stored.is_file() and not wanted.ever:
        query = statement("search/keep_naming_stored", naming=literal(str(stored)))
    else:
        query = statement("search/keep_naming")
    counted = dataset.execute(query, {"party": wanted.party}).fetchone()
    return int(counted[0]) if counted else 0


def _note_named(index: sqlite3.Connection, dataset: duckdb.DuckDBPyConnection) -> None:
    """Note in INDEX, for as long as it is open, the texts of the articles that `naming` has."""
    index.execute(statement("search/create_named"))
    articles = dataset.execute(statement("search/naming_articles")).fetchall()
    index.executemany(statement("search/note_named"), ({"article_id": article} for (article,) in articles))


def _naming(
    batches: Iterator[list[_Candidate]], dataset: duckdb.DuckDBPyConnection, enough: int
) -> Iterator[list[_Candidate]]:
    """Of BATCHES the articles that `naming` has, put together until there are ENOUGH to be worth looking up."""
    kept: list[_Candidate] = []
    for batch in batches:
        dataset.register("candidates", _table(batch))
        kept += dataset.execute(statement("search/naming_candidates")).fetchall()
        dataset.unregister("candidates")
        if len(kept) >= enough:
            yield kept
            kept = []
    if kept:
        yield kept


def _table(batch: Sequence[_Candidate]) -> pa.Table:
    """BATCH as the table `candidates`."""
    columns = zip(*batch, strict=True)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, _CANDIDATES, strict=True)], _CANDIDATES)


def _confirmed(dataset: duckdb.DuckDBPyConnection, wanted: Wanted, batch: Sequence[_Candidate]) -> list[_Found]:
    """Of BATCH what the version has and WANTED allows."""
    query = statement("search/confirm")
    if wanted.party:
        query = statement("search/confirm_naming", query=query)
    dataset.register("candidates", _table(batch))
    try:
        rows = dataset.execute(query, {"site": wanted.site, "ever": wanted.ever}).fetchall()
        return [_Found(*row) for row in rows]
    finally:
        dataset.unregister("candidates")


def _facts(dataset: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """Site, url and state of ARTICLES."""
    dataset.register("candidates", pa.table({"article_id": pa.array(articles, pa.string())}))
    try:
        return {row[0]: (row[1], row[2], row[3]) for row in dataset.execute(statement("search/facts")).fetchall()}
    finally:
        dataset.unregister("candidates")


def _unpack(index: sqlite3.Connection, place: int) -> str:
    (packed,) = index.execute(statement("search/text"), {"number": place}).fetchone()
    return zlib.decompress(packed).decode()


def _day(place: int) -> date | None:
    """The day of publication that a row number begins with."""
    return date.fromordinal(place >> _DAY_BITS) if place >> _DAY_BITS else None
