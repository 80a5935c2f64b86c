"""Revisits, records that repeat a payload stored elsewhere, pointed at the record that holds it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import duckdb
import pyarrow.parquet as pq

from dagster_project.core.captures import capture_id
from dagster_project.store.durable import beside, put_in_place
from dagster_project.store.index_rows import INDEX, Indexed, as_table, is_open
from dagster_project.store.lake import file_list
from dagster_project.store.sql import statement

BATCH: Final = 5_000
"""Rows of an index that are in memory at a time."""
NOT_MODIFIED: Final = 304


def resolve_revisits(rows: list[Indexed], seen: Mapping[str, Indexed], *indexes: Sequence[Path]) -> list[Indexed]:
    """ROWS with each revisit pointed at the stored payload that it repeats: one SEEN, else that of the first index to have it."""
    wanted = {r.stated_digest for r in rows if r.stated_digest and is_open(r)}
    found = {digest: seen[digest] for digest in wanted if digest in seen}
    for index in indexes:
        missing = sorted(digest for digest in wanted if digest not in found)
        if missing and index:
            with duckdb.connect() as connection:
                connection.execute("set TimeZone = 'UTC'")
                asked = statement("store/find_payload", index=file_list(index))
                for row in connection.execute(asked, {"digests": missing}).fetchall():
                    target = Indexed(*row)
                    found[str(target.stated_digest)] = target
    return [_pointed(row, found.get(row.stated_digest)) if row.stated_digest and is_open(row) else row for row in rows]


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


def resolve_in(target: Path, *indexes: Sequence[Path]) -> None:
    """Point the open revisits in the index file TARGET at the payloads that the first of INDEXES has that knows them."""
    source, unfinished, changed = pq.ParquetFile(target), beside(target), False
    with source, pq.ParquetWriter(unfinished, INDEX, compression="zstd") as writer:
        for batch in source.iter_batches(BATCH):
            rows = [Indexed(**row) for row in batch.to_pylist()]
            resolved = resolve_revisits(rows, {}, *indexes)
            changed = changed or resolved != rows
            writer.write_table(as_table(resolved))
        said = source.metadata.metadata
        writer.add_key_value_metadata({key: said[key] for key in (b"index_version", b"end")})
    if changed:
        put_in_place(unfinished, target)
    else:
        unfinished.unlink()
