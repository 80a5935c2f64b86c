"""The index of stored responses: for each WARC file a Parquet file that says where each response lies.

The index can be rebuilt from the WARC files at any time; it only saves reading them again. A file that has grown since
(a crawl appends to it) is indexed from where the index ends. Beside each WARC file its CDXJ lines are kept for the tools
of other web archives.
"""

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from dagster_project.store.archives import Archive, StoredArchive, find_archive, pull_indexes
from dagster_project.store.cdxj import CdxjLines, cdxj_line
from dagster_project.store.chain import seal
from dagster_project.store.durable import beside, put_in_place
from dagster_project.store.home import Home
from dagster_project.store.index_rows import INDEX, INDEX_VERSION, Indexed, as_table, indexed, is_open
from dagster_project.store.lake import file_list
from dagster_project.store.live_files import is_live, repaired
from dagster_project.store.revisits import (
    BATCH,
    Known,
    note_payload,
    resolve_in,
    resolve_open,
    resolve_revisits,
)
from dagster_project.store.sql import statement
from dagster_project.store.warc import read_responses

REMEMBERED: Final = 50_000
"""Payloads of a file among which its revisits are looked up while it is read; where it has more, afterwards in its index."""


def index_folder(home: Home) -> Path:
    """Where the index files lie."""
    return home.captures / "index"


def _index_files(home: Home) -> list[Path]:
    return sorted(index_folder(home).glob("*.parquet"))


@dataclass(frozen=True, slots=True)
class _State:
    """How far a WARC file is indexed."""

    rows: int
    end: int


def _state(target: Path) -> _State | None:
    """How far the file is indexed whose index is TARGET; None where there is none, a damaged one, or one of another version."""
    if not target.exists():
        return None
    try:
        metadata = pq.read_metadata(target)
    except (OSError, pa.ArrowException):
        return None
    said = metadata.metadata or {}
    if said.get(b"index_version") != INDEX_VERSION.encode():
        return None
    return _State(int(metadata.num_rows), int(said[b"end"]))


def _target(home: Home, warc: Archive) -> Path:
    return index_folder(home) / f"{warc.name.removesuffix('.warc.gz')}.parquet"


def index_warc(
    home: Home, warc: Archive, on_damage: Callable[[str], None] | None = None, whole_to: int | None = None
) -> int:
    """Index the stored WARC file; returns how many responses it holds. What is indexed is sealed, revisits are resolved."""
    with index_lock(home):
        rows = index_alone(home, warc, on_damage, whole_to)
        conclude(home, [warc])
        return rows


def conclude(home: Home, indexed: Iterable[Archive]) -> None:
    """Seal the files INDEXED as far as they are, and point revisits in all files at the payloads that they repeat.

    The caller holds `index_lock`.
    """
    states = {warc.name: _state(_target(home, warc)) for warc in indexed}
    seal(home, {name: state.end if state else 0 for name, state in states.items()})
    resolve_open(_index_files(home))


def index_lock(home: Home) -> FileLock:
    """The lock of who changes the index: a crawl at its end, and a run that finds what crawls have left."""
    folder = home.captures / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(str(folder / "index.lock"))


def index_alone(
    home: Home, warc: Archive, on_damage: Callable[[str], None] | None = None, whole_to: int | None = None
) -> int:
    """Index a file for itself; returns how many responses it holds. One indexed to its end is left alone.

    A file that a crawl appends to is freed of a record that a crash has cut short, where no crawl holds it now; else
    only its whole records are indexed. `whole_to` is where whole records end, from who has just written them. `conclude`
    does what is left to do, for many files at once. The caller holds `index_lock`, on behalf of all processes that index
    a file each.
    """
    target = _target(home, warc)
    state = _state(target)
    if state and state.end > warc.stat().st_size:
        # The archive is shorter than it was, as after a power cut: what the index says of its end is not so.
        state = None
    start = state.end if state else 0
    if state and (start >= warc.stat().st_size or not is_live(warc)):
        return state.rows
    stop = whole_to
    if stop is None and is_live(warc) and isinstance(warc, Path):
        stop = repaired(warc, start, on_damage)
    if state and stop is not None and stop <= start:
        return state.rows
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = beside(target)
    lines = CdxjLines(home.captures / warc.name)
    with pq.ParquetWriter(temporary, INDEX, compression="zstd") as writer:
        total = unresolved = 0
        if state:
            before = pq.read_table(target, schema=INDEX)
            writer.write_table(before)
            total += before.num_rows
        for rows in _batches(warc, (start, stop), on_damage, lines):
            writer.write_table(as_table(rows))
            total += len(rows)
            unresolved += sum(map(is_open, rows))
        writer.add_key_value_metadata(
            {"index_version": INDEX_VERSION, "end": str(warc.stat().st_size if stop is None else stop)}
        )
    if unresolved and total > REMEMBERED:
        resolve_in(temporary, [temporary])
    lines.write(anew=not state)
    put_in_place(temporary, target)
    return total


def _batches(
    warc: Archive,
    stretch: tuple[int, int | None],
    on_damage: Callable[[str], None] | None,
    lines: CdxjLines,
) -> Iterable[list[Indexed]]:
    """The rows of the records of a STRETCH of a file; each record's CDXJ line is added to LINES.

    After REMEMBERED payloads revisits are left open, for what they repeat may have been forgotten.
    """
    seen: Known = {}
    most = 2 * REMEMBERED  # each payload is known by its digest and by its response
    rows: list[Indexed] = []
    for response in read_responses(warc, *stretch, on_damage=on_damage):
        if not (response.revisit and response.http_status == HTTPStatus.NOT_MODIFIED):
            lines.add(cdxj_line(response, warc.name))
        if response.role:
            continue
        row = indexed(response, warc.name)
        note_payload(seen, row)
        rows.append(row)
        if len(rows) == BATCH:
            yield rows if len(seen) > most else resolve_revisits(rows, seen)
            rows = []
            if len(seen) > most:
                seen = dict(islice(seen.items(), most + 1))
    yield rows if len(seen) > most else resolve_revisits(rows, seen)


def index_missing(home: Home, on_damage: Callable[[str], None] | None = None) -> None:
    """Index every stored WARC file that has no index or has grown: a run that was stopped between the two leaves one."""
    with index_lock(home):
        for archive in not_indexed(home):
            index_alone(home, archive, on_damage)
    stored = sorted(home.captures.glob("*.warc.gz"))
    for warc in stored:
        with index_lock(home):
            index_alone(home, warc, on_damage)
    with index_lock(home):
        conclude(home, stored)


def not_indexed(home: Home) -> list[StoredArchive]:
    """The archives among the objects that have no index, or one of another version; what others have indexed is fetched.

    Indexes that are damaged or of another version are deleted here, wherever their archives lie.
    """
    bare = {archive.name: archive for archive in pull_indexes(home)}
    for old in _index_files(home):
        if _state(old) is None:
            old.unlink(missing_ok=True)
            name = f"{old.stem}.warc.gz"
            found = find_archive(home, name)
            if isinstance(found, StoredArchive):
                bare[name] = found
    return [bare[name] for name in sorted(bare)]


def known_payloads(home: Home, urls: Set[str]) -> set[tuple[str, str]]:
    """Those of URLS that have stored captures, each with the payload digests of these."""
    index = _index_files(home)
    if not index or not urls:
        return set()
    with duckdb.connect() as connection:
        asked = statement("store/known_payloads", index=file_list(index))
        return set(connection.execute(asked, {"urls": sorted(urls)}).fetchall())
