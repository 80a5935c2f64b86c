"""The index of stored responses: for each WARC file a Parquet file that says where each response lies.

The index can be rebuilt from the WARC files at any time; it only saves reading them again. A file that has grown since
(a crawl appends to it) is indexed from where the index ends. Beside each WARC file its CDXJ lines are kept for the tools
of other web archives.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from dagster_project.core.captures import capture_id
from dagster_project.core.schema import TIMESTAMP
from dagster_project.store.archives import Archive, StoredArchive, find_archive, pull_indexes
from dagster_project.store.cdxj import add_lines, cdxj_line
from dagster_project.store.chain import seal
from dagster_project.store.durable import beside, put_in_place
from dagster_project.store.home import Home
from dagster_project.store.lake import file_list
from dagster_project.store.live_files import is_live, repaired
from dagster_project.store.sql import statement
from dagster_project.store.warc import Response, read_responses

INDEX_VERSION: Final = "2"
"""Rises with every change of the index's shape or of how payloads are read; an older index is made anew."""
INDEX: Final = pa.schema(
    [
        ("capture_id", pa.string()),
        ("url", pa.string()),
        ("captured_at", TIMESTAMP),
        ("http_status", pa.int32()),
        ("content_type", pa.string()),
        ("location", pa.string()),
        ("payload_sha256", pa.string()),
        ("payload_bytes", pa.int64()),
        ("warc_file", pa.string()),
        ("warc_offset", pa.int64()),
        ("payload_file", pa.string()),
        ("payload_offset", pa.int64()),
        ("stated_digest", pa.string()),
        ("verdict", pa.string()),
    ]
)
BATCH: Final = 5_000
_VALUES: Final = attrgetter(*INDEX.names)


@dataclass(frozen=True, slots=True)
class Indexed:
    """Where a response lies, and what can be said of it without reading it.

    `payload_file` and `payload_offset` name the record that holds the payload: for a revisit an earlier one, None where
    it is not stored. `verdict` ("reason: detail") says why the response can't be read as a page.
    """

    capture_id: str
    url: str
    captured_at: datetime
    http_status: int
    content_type: str | None
    location: str | None
    payload_sha256: str
    payload_bytes: int
    warc_file: str
    warc_offset: int
    payload_file: str | None
    payload_offset: int | None
    stated_digest: str | None
    verdict: str | None = None


def index_folder(home: Home) -> Path:
    """Where the index files lie."""
    return home.captures / "index"


def _index_files(home: Home) -> list[Path]:
    return sorted(index_folder(home).glob("*.parquet"))


def _indexed(response: Response, warc_file: str) -> Indexed:
    own = not response.revisit
    return Indexed(
        capture_id(response.url, response.captured_at, response.payload_sha256),
        response.url,
        response.captured_at,
        response.http_status,
        response.content_type,
        response.location,
        response.payload_sha256,
        response.payload_bytes,
        warc_file,
        response.offset,
        warc_file if own else None,
        response.offset if own else None,
        response.stated_digest,
        response.verdict,
    )


def _resolve_revisits(rows: list[Indexed], home: Home, seen: dict[str, Indexed]) -> list[Indexed]:
    """ROWS with each revisit pointed at the stored payload that it repeats, in this file or an earlier archive."""
    open_digests = {r.stated_digest for r in rows if r.payload_file is None and r.stated_digest}
    found = {digest: seen[digest] for digest in open_digests if digest in seen}
    index = _index_files(home)
    missing = sorted(digest for digest in open_digests if digest not in found)
    if missing and index:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            for row in connection.execute(
                statement("store/find_payload", index=file_list(index)), {"digests": missing}
            ).fetchall():
                target = Indexed(*row)
                found[str(target.stated_digest)] = target
    return [
        _pointed(row, found.get(row.stated_digest)) if row.payload_file is None and row.stated_digest else row
        for row in rows
    ]


NOT_MODIFIED: Final = 304


def _pointed(row: Indexed, target: Indexed | None) -> Indexed:
    """The revisit ROW with the payload of TARGET; "not modified" stands for the status of what it repeats."""
    if target is None:
        return row
    return replace(
        row,
        capture_id=capture_id(row.url, row.captured_at, target.payload_sha256),
        http_status=target.http_status if row.http_status == NOT_MODIFIED else row.http_status,
        content_type=target.content_type
        if row.http_status == NOT_MODIFIED
        else row.content_type or target.content_type,
        location=row.location or target.location,
        payload_sha256=target.payload_sha256,
        payload_bytes=target.payload_bytes,
        payload_file=target.payload_file,
        payload_offset=target.payload_offset,
        verdict=row.verdict or target.verdict,
    )


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
    """Index the stored WARC file; returns how many responses it holds. One indexed to its end is left alone.

    A file that a crawl appends to is freed of a record that a crash has cut short, where no crawl holds it now; else
    only its whole records are indexed. `whole_to` is where whole records end, from who has just written them. What is
    indexed is sealed.
    """
    with index_lock(home):
        rows = _index_warc(home, warc, on_damage, whole_to)
        state = _state(_target(home, warc))
        seal(home, {warc.name: state.end if state else 0})
        return rows


def index_lock(home: Home) -> FileLock:
    """The lock of who changes the index: a crawl at its end, and a run that finds what crawls have left."""
    folder = home.captures / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(str(folder / "index.lock"))


def _index_warc(home: Home, warc: Archive, on_damage: Callable[[str], None] | None, whole_to: int | None) -> int:
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
    lines: list[str] = []
    with pq.ParquetWriter(temporary, INDEX, compression="zstd") as writer:
        total = 0
        if state:
            before = pq.read_table(target, schema=INDEX)
            writer.write_table(before)
            total += before.num_rows
        for rows in _batches(home, warc, start, stop, on_damage, lines):
            writer.write_table(_table(rows))
            total += len(rows)
        writer.add_key_value_metadata(
            {"index_version": INDEX_VERSION, "end": str(warc.stat().st_size if stop is None else stop)}
        )
    add_lines(home.captures / warc.name, lines, anew=not state)
    put_in_place(temporary, target)
    return total


def _batches(
    home: Home, warc: Archive, start: int, stop: int | None, on_damage: Callable[[str], None] | None, lines: list[str]
) -> Iterable[list[Indexed]]:
    """The rows of the records from START to STOP; each record's CDXJ line is added to LINES."""
    seen: dict[str, Indexed] = {}
    rows: list[Indexed] = []
    for response in read_responses(warc, start, stop, on_damage=on_damage):
        if not (response.revisit and response.http_status == NOT_MODIFIED):
            lines.append(cdxj_line(response, warc.name))
        if response.role:
            continue
        row = _indexed(response, warc.name)
        if row.stated_digest and row.payload_file:
            seen.setdefault(row.stated_digest, row)
        rows.append(row)
        if len(rows) == BATCH:
            yield _resolve_revisits(rows, home, seen)
            rows = []
    yield _resolve_revisits(rows, home, seen)


def _table(rows: list[Indexed]) -> pa.Table:
    columns: list[tuple[Any, ...]] = list(zip(*map(_VALUES, rows), strict=True)) if rows else [()] * len(INDEX)
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, INDEX, strict=True)], schema=INDEX
    )


def index_missing(home: Home, on_damage: Callable[[str], None] | None = None) -> None:
    """Index every stored WARC file that has no index or has grown: a run that was stopped between the two leaves one."""
    with index_lock(home):
        bare = not_indexed(home)
        for archive in bare:
            _index_warc(home, archive, on_damage, None)
    ends: dict[str, int] = {}
    for warc in sorted(home.captures.glob("*.warc.gz")):
        with index_lock(home):
            _index_warc(home, warc, on_damage, None)
            state = _state(_target(home, warc))
        ends[warc.name] = state.end if state else 0
    seal(home, ends)


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


def resolve_stored(home: Home, warc_files: Iterable[str]) -> None:
    """Point the revisits in WARC_FILES, indexed each for itself, at the payloads that they repeat in others."""
    for name in sorted(warc_files):
        target = index_folder(home) / f"{name.removesuffix('.warc.gz')}.parquet"
        table = pq.read_table(target, schema=INDEX)
        rows = [Indexed(**row) for row in table.to_pylist()]
        resolved = _resolve_revisits(rows, home, {})
        if resolved != rows:
            unfinished = beside(target)
            with pq.ParquetWriter(unfinished, INDEX, compression="zstd") as writer:
                writer.write_table(_table(resolved))
                said = pq.read_metadata(target).metadata
                writer.add_key_value_metadata({key: said[key] for key in (b"index_version", b"end")})
            put_in_place(unfinished, target)


def known_payloads(home: Home, url: str) -> set[str]:
    """Payload digests of the stored captures of URL."""
    index = _index_files(home)
    if not index:
        return set()
    with duckdb.connect() as connection:
        return {
            sha
            for (sha,) in connection.execute(
                statement("store/known_payloads", index=file_list(index)), {"url": url}
            ).fetchall()
        }
