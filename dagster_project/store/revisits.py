"""Revisits, records that repeat a payload stored elsewhere, pointed at the record that holds it."""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
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
NAMES_AT_ONCE: Final = 50_000
"""Payloads that are looked for together among all that is indexed, for each look opens all index files."""
NOT_MODIFIED: Final = 304


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


def resolve_revisits(
    rows: list[Indexed], seen: Mapping[str | Response, Indexed], *indexes: Sequence[Path]
) -> list[Indexed]:
    """ROWS with each revisit pointed at the stored payload that it repeats: one SEEN, else that of the first index to have it.

    It is found by its digest; else, for not all tools state digests, and not all the same, by the response referred to.
    """
    waiting = [r for r in rows if is_open(r)]
    found: Known = {name: seen[name] for row in waiting for name in _names(row) if name in seen}
    for index in indexes:
        unknown = (row for row in waiting if row.stated_digest not in found)
        missing = {name for row in unknown for name in _names(row)} - found.keys()
        if index and missing:
            found |= _stored(index, missing)
    return [_pointed(row, _repeated(row, found)) if is_open(row) else row for row in rows]


def _names(row: Indexed) -> list[str | Response]:
    """What the revisit ROW says of the payload that it repeats."""
    return [name for name in (row.stated_digest, _referred(row)) if name]


def _referred(row: Indexed) -> Response | None:
    return (row.refers_to_url, row.refers_to_at) if row.refers_to_url and row.refers_to_at else None


def _repeated(row: Indexed, found: Mapping[str | Response, Indexed]) -> Indexed | None:
    """The response among FOUND that the revisit ROW repeats; not one that it refers to and whose digest says otherwise."""
    by_digest = found.get(row.stated_digest or "")
    referred = found.get(_referred(row) or "")
    if by_digest or referred is None:
        return by_digest
    stated, theirs = row.stated_digest or "", referred.stated_digest or ""
    comparable = stated and theirs and stated.split(":")[0] == theirs.split(":")[0]
    return None if comparable and stated != theirs else referred


def _stored(index: Sequence[Path], names: Set[str | Response]) -> Known:
    """Those of NAMES that the index files have, each with the first response that they have of it."""
    digests = sorted(name for name in names if isinstance(name, str))
    responses = sorted(name for name in names if not isinstance(name, str))
    found: Known = {}
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        slots = {"index": file_list(index), "columns": ", ".join(map(identifier, INDEX.names))}
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
    _rewrite(target, lambda rows: resolve_revisits(rows, {}, *indexes))


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

    A revisit may be stored before the archive with its original is: so the order of archives makes no difference.
    """
    group: list[Path] = []
    names: set[str | Response] = set()
    for target, waiting in _solvable(indexes):
        group.append(target)
        names |= waiting
        if len(names) >= NAMES_AT_ONCE:
            _resolve_group(group, names, indexes)
            group, names = [], set()
    _resolve_group(group, names, indexes)


def _solvable(indexes: Sequence[Path]) -> Iterator[tuple[Path, set[str | Response]]]:
    """The files that have open revisits of what is stored by now, each with what its open ones say that they repeat."""
    if not indexes:
        return
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = connection.execute(statement("store/files_with_open_revisits", index=file_list(indexes))).fetchall()
        if not found:
            return
        slots = {"files": file_list(name for (name,) in found), "index": file_list(indexes)}
        for (name,) in connection.execute(statement("store/files_to_resolve", **slots)).fetchall():
            rows = connection.execute(statement("store/open_revisits", index=file_list([name]))).fetchall()
            waiting = {said for digest, url, at in rows for said in (digest, (url, at) if url and at else None) if said}
            yield Path(name), waiting


def _resolve_group(group: Sequence[Path], names: Set[str | Response], indexes: Sequence[Path]) -> None:
    """Resolve what the files of GROUP wait for, NAMES in all, by one look at INDEXES."""
    known = _stored(indexes, names) if names else {}
    for target in group:
        _rewrite(target, lambda rows: resolve_revisits(rows, known))
