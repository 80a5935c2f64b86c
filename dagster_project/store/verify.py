"""Checking a home: catalog, files, rows, archives, the reading copy; each fault is a line that says what to do."""

import json
from collections.abc import Iterator

import duckdb

from dagster_project.core.errors import PalimpsestError
from dagster_project.core.schema import TABLES
from dagster_project.store.archives import capture_objects
from dagster_project.store.catalog_files import catalog_fault, damaged_files
from dagster_project.store.chain import START, chain_faults, read_chain
from dagster_project.store.home import Home
from dagster_project.store.lake import Version, columns_of, open_lake, versions
from dagster_project.store.sql import identifier, statement

_MASK = (1 << 128) - 1


def verify_home(home: Home) -> list[str]:
    """The faults of HOME, a line each; none means that every byte and row is what was captured and published.

    Nothing is changed. Raises PalimpsestError where the home holds no dataset.
    """
    home.check_schema()
    if not home.captures.is_dir():
        raise PalimpsestError(f"{home.root}: holds no dataset; run `palimpsest build` first")
    faults = list(_archives(home))
    wrong = None if home.where.on_server else catalog_fault(home.catalog)
    if wrong:
        return [*faults, f"lake/{home.catalog.name}: {wrong}; run `palimpsest repair`"]
    damaged = [
        f"{file.path.relative_to(home.root)}: {what} (table {file.table}); run `palimpsest repair`"
        for file, what in damaged_files(home)
    ]
    if damaged:
        return [*faults, *damaged]
    lake = open_lake(home)
    try:
        known = versions(lake)
        if known:
            faults += _rows(lake, known[-1])
            faults += _heads(home, known)
            faults += _captures(home, lake)
    finally:
        lake.close()
    return faults + list(_reading_copy(home, known[-1] if known else None))


def _archives(home: Home) -> Iterator[str]:
    try:
        for fault in chain_faults(home):
            yield f"captures/{fault}"
    except PalimpsestError as error:
        yield str(error)


def _rows(lake: duckdb.DuckDBPyConnection, newest: Version) -> Iterator[str]:
    """Whether the newest version's tables hold the rows that were published."""
    present = {name for (name,) in lake.execute(statement("store/lake_tables")).fetchall()}
    for name, stated in sorted(json.loads(newest.sums).items()):
        if name not in TABLES or name not in present:
            continue
        held = set(lake.execute(statement("store/lake_columns")).fetchall())
        if any((name, column.name) not in held for column in TABLES[name].columns):
            continue
        asked = statement("store/table_sums", table=identifier(f"lake.{name}"), columns=columns_of(TABLES[name]))
        row = lake.execute(asked).fetchone()
        assert row is not None
        if [int(row[0]), *(int(value) & _MASK for value in row[1:])] != stated:
            yield (
                f"version {newest.version}: the {row[0]:,} rows of {name} are not the {stated[0]:,} that were published; "
                "run `palimpsest repair`"
            )


def _heads(home: Home, known: list[Version]) -> Iterator[str]:
    """Whether the chain of archives that each version was published with is the beginning of today's."""
    try:
        links = read_chain(home)
    except PalimpsestError:
        return
    heads = {START, *(link.head for link in links)}
    for version in known:
        if version.chain_head and version.chain_head not in heads:
            yield (
                f"version {version.version}: the chain of archives that it was published with is no longer the beginning "
                "of captures/chain.jsonl, so links were taken out or changed; put the file back from a backup"
            )


def _captures(home: Home, lake: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Whether every archive that the newest version names is there."""
    objects = capture_objects(home)
    stored = objects.stamps() if objects else {}
    for (name,) in lake.execute(statement("store/archives")).fetchall():
        if name not in stored and not (home.captures / name).is_file():
            yield f"captures/{name}: captures of the newest version lie in it, and it is gone; put it back from a backup"


def _reading_copy(home: Home, newest: Version | None) -> Iterator[str]:
    if newest is None:
        return
    if not home.reading_copy.exists():
        yield f"{home.reading_copy.name}: is missing; the next `palimpsest build` writes it again"
        return
    try:
        with duckdb.connect(str(home.reading_copy), read_only=True) as copy:
            row = copy.execute(statement("store/newest_digest")).fetchone()
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        yield f"{home.reading_copy.name}: can't be read ({said}); run `palimpsest repair`"
        return
    if row is None or row[0] != newest.digest:
        yield f"{home.reading_copy.name}: shows another version than the newest; the next `palimpsest build` writes it again"
