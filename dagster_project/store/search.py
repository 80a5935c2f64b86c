"""Full-text search: what the index finds and the version that is asked has, the newest first.

Articles are found by words in the index (`store.search_index`); what they say now, and whom they name, tells the version.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.search import Search
from dagster_project.store.home import Home
from dagster_project.store.marts import NAMING
from dagster_project.store.reading_copy import stored_name
from dagster_project.store.search_index import DAY_BITS, day_of, open_index, unpack
from dagster_project.store.sql import literal, statement

BATCH: Final = 400
"""Candidates that are looked up together at first; each further batch is four times as large."""
FEW_ARTICLES: Final = 2_000
"""Articles that a party is named in, up to which the index looks for the words in these alone."""
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


def _candidates(index: sqlite3.Connection, wanted: Wanted, *, every: bool) -> Iterator[list[_Candidate]]:
    """What the index finds among all texts, or else among the noted ones, newest first, in batches that grow."""
    low = (wanted.since.toordinal() if wanted.since else 0) << DAY_BITS
    high = ((wanted.until.toordinal() + 1) if wanted.until else 1 << 30) << DAY_BITS
    try:
        asked = {"words": wanted.search.match, "low": low, "high": high, "every": every}
        rows = index.execute(statement("search/match"), asked)
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
    with closing(open_index(home)) as index:
        found = _first_found(home, index, dataset, wanted, limit)
        texts = {f.place: unpack(index, f.place) for f in found}
    facts = _facts(dataset, [f.article_id for f in found])
    hits = []
    for one in found:
        site, url, state = facts[one.article_id]
        title, _, _ = texts[one.place].partition("\n")
        fact = (one.article_id, one.revision, day_of(one.place), site, title, url, state, one.current)
        hits.append(Hit(texts[one.place], *fact))
    return hits


def hit_table(home: Home, dataset: duckdb.DuckDBPyConnection, wanted: Wanted) -> pa.Table:
    """All articles that WANTED asks for: article_id, the revision that fits, and its day."""
    with closing(open_index(home)) as index:
        found = sorted(_first_found(home, index, dataset, wanted, None), key=lambda f: f.article_id)
    schema = pa.schema([("article_id", pa.string()), ("revision", pa.int32()), ("published_on", pa.date32())])
    columns = ([f.article_id for f in found], [f.revision for f in found], [day_of(f.place) for f in found])
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
    index.execute(statement("search/create_named"))
    few = bool(wanted.party) and _keep_naming(home, dataset, wanted) <= FEW_ARTICLES
    if few:
        _note_named(index, dataset)
    batches = _candidates(index, wanted, every=not few)
    if wanted.party and not few:
        batches = _naming(batches, dataset, limit or BATCH)
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
