"""Revisits, records that repeat a payload stored elsewhere, pointed at the record that holds it."""

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Final

import duckdb
import pyarrow.parquet as pq

from dagster_project.core.captures import capture_id
from dagster_project.store.durable import beside, put_in_place
from dagster_project.store.index_rows import INDEX, Indexed, as_table, is_open
from dagster_project.store.lake import file_list
from dagster_project.store.sql import identifier, statement

BATCH: Final = 5_000
"""Rows of an index that are in memory at a time."""
OPEN_AT_ONCE: Final = 50_000
"""Open revisits, of several files, that are in memory at a time."""

Response = tuple[str, datetime]
"""A response as a revisit refers to it: by address and time."""
Known = dict[str | Response, Indexed]
"""The first stored response of each payload digest, and that of each address and time."""


def note_payload(known: Known, row: Indexed) -> None:
    """Add ROW to what is KNOWN, where its payload is."""
    if row.payload_file:
        known.setdefault((row.url, row.captured_at), row)
        if row.stated_digest:
            known.setdefault(row.stated_digest, row)


def resolve_revisits(rows: list[Indexed], known: Mapping[str | Response, Indexed]) -> list[Indexed]:
    """ROWS with each open revisit pointed at the stored payload that it repeats, where that is KNOWN.

    It is found by its digest; else, for not all tools state digests, and not all the same, by the response referred to.
    """
    return [_pointed(row, _repeated(row, known)) if is_open(row) else row for row in rows]


def _names(digest: str | None, url: str | None, at: datetime | None) -> list[str | Response]:
    """What a revisit says of the payload that it repeats, by its digest and the response that it refers to."""
    return [*([digest] if digest else []), *([(url, at)] if url and at else [])]


def _repeated(row: Indexed, known: Mapping[str | Response, Indexed]) -> Indexed | None:
    """The response among the KNOWN that the revisit ROW repeats; not one that it refers to and whose digest says otherwise."""
    by_digest = known.get(row.stated_digest) if row.stated_digest else None
    referred = known.get((row.refers_to_url, row.refers_to_at)) if row.refers_to_url and row.refers_to_at else None
    if by_digest or referred is None:
        return by_digest
    stated, theirs = row.stated_digest or "", referred.stated_digest or ""
    comparable = stated and theirs and stated.split(":")[0] == theirs.split(":")[0]
    return None if comparable and stated != theirs else referred


def _stored(indexes: Sequence[Path], names: Set[str | Response]) -> Known:
    """Those of NAMES that the index files have, each with the first response that they have of it."""
    digests = sorted(name for name in names if isinstance(name, str))
    responses = sorted(name for name in names if not isinstance(name, str))
    found: Known = {}
    if not names:
        return found
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        slots = {"index": file_list(indexes), "columns": ", ".join(map(identifier, INDEX.names))}
        if digests:
            asked = connection.execute(statement("store/find_payload", **slots), {"digests": digests})
            found |= {str(row.stated_digest): row for row in (Indexed(*fields) for fields in asked.fetchall())}
        if responses:
            urls, moments = [url for url, _ in responses], [moment for _, moment in responses]
            asked = connection.execute(statement("store/find_response", **slots), {"urls": urls, "moments": moments})
            found |= {(row.url, row.captured_at): row for row in (Indexed(*fields) for fields in asked.fetchall())}
    return found


def _pointed(row: Indexed, target: Indexed | None) -> Indexed:
    """The revisit ROW with the payload of TARGET; "not modified" stands for the status of what it repeats."""
    if target is None:
        return row
    as_before = row.http_status == HTTPStatus.NOT_MODIFIED
    return replace(
        row,
        capture_id=capture_id(row.url, row.captured_at, target.payload_sha256),
        http_status=target.http_status if as_before else row.http_status,
        content_type=target.content_type if as_before else row.content_type or target.content_type,
        location=row.location or target.location,
        payload_sha256=target.payload_sha256,
        payload_bytes=target.payload_bytes,
        payload_file=target.payload_file,
        payload_offset=target.payload_offset,
        verdict=row.verdict or target.verdict,
    )


def resolve_in(target: Path, indexes: Sequence[Path]) -> None:
    """Point the open revisits in the index file TARGET at the payloads that INDEXES have, BATCH rows at a time."""

    def resolved(rows: list[Indexed]) -> list[Indexed]:
        waiting = (row for row in rows if is_open(row))
        names = {name for r in waiting for name in _names(r.stated_digest, r.refers_to_url, r.refers_to_at)}
        return resolve_revisits(rows, _stored(indexes, names))

    _rewrite(target, resolved)


def _rewrite(target: Path, change: Callable[[list[Indexed]], list[Indexed]]) -> None:
    """Put what CHANGE makes of the rows of the index file TARGET in their place, BATCH rows at a time."""
    source, unfinished, changed = pq.ParquetFile(target), beside(target), False
    with source, pq.ParquetWriter(unfinished, INDEX, compression="zstd") as writer:
        for batch in source.iter_batches(BATCH):
            rows = [Indexed(**row) for row in batch.to_pylist()]
            resolved = change(rows)
            changed = changed or resolved != rows
            writer.write_table(as_table(resolved))
        said = source.metadata.metadata
        writer.add_key_value_metadata({key: said[key] for key in (b"index_version", b"end")})
    if changed:
        put_in_place(unfinished, target)
    else:
        unfinished.unlink()


def resolve_open(indexes: Sequence[Path]) -> None:
    """Point the open revisits in INDEXES at the payloads that any of these files has by now.

    A revisit may be stored before the archive with its original is: so the order of archives makes no difference. Small
    files are resolved together, for each look opens all of INDEXES.
    """
    group: list[Path] = []
    waiting = 0
    for target, count in _solvable(indexes):
        if count > OPEN_AT_ONCE:
            resolve_in(target, indexes)
            continue
        if waiting + count > OPEN_AT_ONCE:
            _resolve_together(group, indexes)
            group, waiting = [], 0
        group.append(target)
        waiting += count
    _resolve_together(group, indexes)


def _solvable(indexes: Sequence[Path]) -> list[tuple[Path, int]]:
    """The files that have revisits of what is stored by now, each with the number of all its open ones."""
    if not indexes:
        return []
    with duckdb.connect() as connection:
        found = connection.execute(statement("store/files_with_open_revisits", index=file_list(indexes))).fetchall()
        if not found:
            return []
        slots = {"files": file_list(name for (name,) in found), "index": file_list(indexes)}
        solvable = connection.execute(statement("store/files_to_resolve", **slots)).fetchall()
    return [(Path(name), count) for name, count in solvable]


def _resolve_together(group: Sequence[Path], indexes: Sequence[Path]) -> None:
    """Resolve the open revisits of all files of GROUP by one look at INDEXES."""
    if not group:
        return
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        rows = connection.execute(statement("store/open_revisits", index=file_list(group))).fetchall()
    known = _stored(indexes, {name for row in rows for name in _names(*row)})
    for target in group:
        _rewrite(target, lambda rows: resolve_revisits(rows, known))
