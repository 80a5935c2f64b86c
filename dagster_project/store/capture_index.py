"""The index of stored responses: for each WARC file a Parquet file that says where each response lies.

The index can be rebuilt from the WARC files at any time; it only saves reading them again.
"""

import os
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.captures import capture_id
from dagster_project.core.schema import TIMESTAMP
from dagster_project.store.home import Home
from dagster_project.store.lake import file_list
from dagster_project.store.sql import statement
from dagster_project.store.warc import Response, read_responses

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
    ]
)
BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """Where a response lies, and what can be said of it without reading it.

    `payload_file` and `payload_offset` name the record that holds the payload: for a revisit an earlier one, None where
    it is not stored.
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


def index_folder(home: Home) -> Path:
    """Where the index files lie."""
    return home.captures / "index"


def _indexed(response: Response, warc_file: str) -> Indexed:
    own = not response.revisit
    return Indexed(
        response.capture_id,
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
    )


def _resolve_revisits(rows: list[Indexed], home: Home, seen: dict[str, Indexed]) -> list[Indexed]:
    """ROWS with each revisit pointed at the stored payload that it repeats, in this file or an earlier archive."""
    open_digests = {r.stated_digest for r in rows if r.payload_file is None and r.stated_digest}
    found = {
        digest: (r.payload_sha256, r.payload_bytes, r.payload_file, r.payload_offset, r.content_type)
        for digest, r in seen.items()
        if digest in open_digests
    }
    index = sorted(index_folder(home).glob("*.parquet"))
    missing = sorted(digest for digest in open_digests if digest not in found)
    if missing and index:
        with duckdb.connect() as connection:
            for row in connection.execute(
                statement("store/find_payload", index=file_list(index)), {"digests": missing}
            ).fetchall():
                found[row[0]] = (row[1], row[2], row[3], row[4], row[5])
    return [
        _pointed(row, found.get(row.stated_digest)) if row.payload_file is None and row.stated_digest else row
        for row in rows
    ]


def _pointed(row: Indexed, target: tuple[str, int, str | None, int | None, str | None] | None) -> Indexed:
    if target is None:
        return row
    sha256, size, payload_file, payload_offset, content_type = target
    return Indexed(
        capture_id(row.url, row.captured_at, sha256),
        row.url,
        row.captured_at,
        row.http_status,
        row.content_type or content_type,
        row.location,
        sha256,
        size,
        row.warc_file,
        row.warc_offset,
        payload_file,
        payload_offset,
        row.stated_digest,
    )


def index_warc(home: Home, warc: Path, on_damage: Callable[[str], None] | None = None) -> int:
    """Index the stored WARC file; returns how many responses it holds. A file indexed already is left alone."""
    target = index_folder(home) / f"{warc.name.removesuffix('.warc.gz')}.parquet"
    if target.exists():
        return int(pq.read_metadata(target).num_rows)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(f".{os.getpid()}.tmp")
    seen: dict[str, Indexed] = {}
    total, rows = 0, []
    with pq.ParquetWriter(temporary, INDEX, compression="zstd") as writer:
        for response in read_responses(warc, on_damage=on_damage):
            row = _indexed(response, warc.name)
            if row.stated_digest and row.payload_file:
                seen.setdefault(row.stated_digest, row)
            rows.append(row)
            total += 1
            if len(rows) == BATCH:
                writer.write_table(_table(_resolve_revisits(rows, home, seen)))
                rows = []
        writer.write_table(_table(_resolve_revisits(rows, home, seen)))
    temporary.replace(target)
    return total


def _table(rows: list[Indexed]) -> pa.Table:
    columns: list[tuple[Any, ...]] = (
        list(zip(*(astuple(row) for row in rows), strict=True)) if rows else [()] * len(INDEX)
    )
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, INDEX, strict=True)], schema=INDEX
    )


def index_missing(home: Home, on_damage: Callable[[str], None] | None = None) -> None:
    """Index every stored WARC file that has no index: a run that was stopped between the two leaves one."""
    for warc in sorted(home.captures.glob("*.warc.gz")):
        index_warc(home, warc, on_damage)


def known_payloads(home: Home, url: str) -> set[str]:
    """Payload digests of the stored captures of URL."""
    index = sorted(index_folder(home).glob("*.parquet"))
    if not index:
        return set()
    with duckdb.connect() as connection:
        return {
            sha
            for (sha,) in connection.execute(
                statement("store/known_payloads", index=file_list(index)), {"url": url}
            ).fetchall()
        }
