"""Comparing two versions, of the lake or released: which rows of which tables were added, changed or removed.

Between versions of one lake, Parquet files that both share unaltered are not read: their rows are the same on both sides.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from dagster_project.core.columns import Table
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.release.shape import released_tables
from dagster_project.store.home import Home
from dagster_project.store.lake import version_at
from dagster_project.store.reading_copy import DataFile, FileLists, define_view, list_files
from dagster_project.store.release.objects import bring_release
from dagster_project.store.sql import identifier, statement


@dataclass(frozen=True, slots=True)
class Side:
    """A version to compare: its name, the tables that it has with the columns that it has, and where their rows lie."""

    name: str
    tables: Mapping[str, Table]
    files: FileLists


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a table differ."""

    table: str
    added: int
    changed: int
    removed: int

    @property
    def any(self) -> bool:
        """Whether any row differs."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Erased:
    """A party that an article of the new side no longer names, and of which the old side knew no erasure."""

    party_id: str
    name: str
    article_id: str
    to_revision: int
    erased_on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision that only the new side has: an edit, a deletion, a return."""

    article_id: str
    revision: int
    change: str
    seen_on: date


def lake_side(home: Home, number: int) -> Side:
    """The lake's version NUMBER as a side. Raises PalimpsestError where there is none such."""
    snapshot = version_at(home, number).snapshot_id
    return Side(
        f"version {number}", {t.name: t for t in released_tables(without_text=False)}, list_files(home, snapshot)
    )


def release_side(folder: Path) -> Side:
    """The release in FOLDER as a side. Raises PalimpsestError where it holds no Parquet files of known tables."""
    tables: dict[str, Table] = {}
    files: FileLists = {}
    for table in released_tables(without_text=False):
        path = folder / f"{table.name}.parquet"
        if path.is_file():
            present = set(pq.read_schema(path).names)
            tables[table.name] = replace(table, columns=tuple(c for c in table.columns if c.name in present))
            files[table.name] = [DataFile(str(path))]
    if not tables:
        raise PalimpsestError(f"{folder}: holds no release in Parquet to compare")
    return Side(f"release {folder.name}", tables, files)


def side_of(home: Home, name: str) -> Side:
    """What NAME means: a number is a version of the lake; else a release's folder, or its name in the home.

    Raises PalimpsestError where it is neither.
    """
    if name.isdecimal():
        return lake_side(home, int(name))
    for folder in (bring_release(home, name), Path(name)):
        if folder.is_dir():
            return release_side(folder)
    raise PalimpsestError(f"{name}: is no version and no release (`palimpsest versions` lists them)")


class Comparison:
    """Two sides in one connection: views `old_<table>` and `new_<table>`, and a table `differs_<table>` of keys."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, old: Side, new: Side, tables: Sequence[str]):
        self._connection = connection
        self.old = old
        self.new = new
        self.tables = tables
        for name in tables:
            self._compare(name)

    def _compare(self, name: str) -> None:
        old, new = self.old.tables[name], self.new.tables[name]
        for prefix, side in (("old", self.old), ("new", self.new)):
            define_view(self._connection, f"{prefix}_{name}", side.tables[name], side.files[name])
        shared = set(self.old.files[name]) & set(self.new.files[name])
        for prefix, side in (("old", self.old), ("new", self.new)):
            rest = [pair for pair in side.files[name] if pair not in shared]
            define_view(self._connection, f"{prefix}_only_{name}", side.tables[name], rest)
        columns = [identifier(c.name) for c in old.columns if c.name in new.by_name]
        self._connection.execute(
            statement(
                "release/compare",
                target=identifier(f"differs_{name}"),
                key=", ".join(map(identifier, new.key)),
                columns=", ".join(columns),
                old=identifier(f"old_only_{name}"),
                new=identifier(f"new_only_{name}"),
            )
        )

    def counts(self) -> list[Counts]:
        """For each table, how many rows differ."""
        found = []
        for name in self.tables:
            row = self._ask("difference_counts", table=identifier(f"differs_{name}")).fetchone()
            assert row is not None
            found.append(Counts(name, *row))
        return found

    def rows(self, table: str) -> Iterator[tuple[object, ...]]:
        """The rows of TABLE that differ: added, changed or removed, and then the key's values; in the key's order."""
        key = ", ".join(map(identifier, self.new.tables[table].key))
        result = self._ask("difference_rows", table=identifier(f"differs_{table}"), columns=key)
        while batch := result.fetchmany(1000):
            yield from batch

    def erasures(self) -> list[Erased]:
        """The erasures that only the new side knows."""
        if not {"erasures", "parties"} <= set(self.tables):
            return []
        return [Erased(*row) for row in self._ask("erasures_between").fetchall()]

    def revisions(self) -> list[Revised]:
        """The edits, deletions and returns that only the new side knows."""
        return (
            [Revised(*row) for row in self._ask("revisions_between").fetchall()] if "revisions" in self.tables else []
        )

    def schema(self) -> list[str]:
        """What was added to the shape of the tables and taken from it, a line each."""
        lines = [f"table {n}: added" for n in self.new.tables if n not in self.old.tables]
        lines += [f"table {n}: taken out" for n in self.old.tables if n not in self.new.tables]
        for name in self.tables:
            old, new = self.old.tables[name].by_name, self.new.tables[name].by_name
            lines += [f"column {name}.{c}: added" for c in new if c not in old]
            lines += [f"column {name}.{c}: taken out" for c in old if c not in new]
        return lines

    def _ask(self, name: str, **slots: str) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(statement(f"release/{name}", **slots))


@contextmanager
def compare(old: Side, new: Side, table: str | None = None) -> Iterator[Comparison]:
    """Compare OLD with NEW, in all tables that both have or only in TABLE, by the columns that both have.

    Raises PalimpsestError where one of them has no TABLE.
    """
    both = [name for name in new.tables if name in old.tables]
    if table is not None and table not in both:
        raise PalimpsestError(f"{table}: is no table of both {old.name} and {new.name}; there are {', '.join(both)}")
    connection = duckdb.connect(config={"memory_limit": "4GB"})
    try:
        connection.execute("set TimeZone = 'UTC'")
        yield Comparison(connection, old, new, [table] if table else both)
    finally:
        connection.close()
