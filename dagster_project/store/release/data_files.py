"""Data files of a release: a table's rows, in order, as Parquet, CSV or JSON lines. The same rows give the same bytes."""

import csv
import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.columns import Table
from dagster_project.core.release.shape import ReleasedFile, row_order
from dagster_project.store.lake import columns_of
from dagster_project.store.sql import identifier, statement

ROW_GROUP: Final = 20_000
"""Rows a row group: at 2 KB of text a row, about what a reader takes in at once; narrow tables stay finely filtered."""
COMPRESSION_LEVEL: Final = 9
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def _row_groups(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[pa.Table]:
    """TABLE's rows in the release's order, ROW_GROUP of them at a time, each as contiguous columns."""
    order = ", ".join(f"{identifier(name)} nulls last" for name in row_order(table))
    result = connection.execute(
        statement("release/rows", columns=columns_of(table), table=identifier(table.name), key=order)
    )
    schema, held, rows = table.arrow_schema(), list[pa.RecordBatch](), 0
    for batch in result.to_arrow_reader(ROW_GROUP):
        rest = batch
        while rows + rest.num_rows >= ROW_GROUP:
            cut = ROW_GROUP - rows
            held.append(rest.slice(0, cut))
            yield pa.Table.from_batches(held).cast(schema).combine_chunks()
            held, rows, rest = [], 0, rest.slice(cut)
        if rest.num_rows:
            held.append(rest)
            rows += rest.num_rows
    if held:
        yield pa.Table.from_batches(held).cast(schema).combine_chunks()


def _write_parquet(connection: duckdb.DuckDBPyConnection, table: Table, target: Path) -> int:
    schema, rows = table.arrow_schema(), 0
    sorting = pq.SortingColumn.from_ordering(schema, [(name, "ascending") for name in row_order(table)], "at_end")
    with pq.ParquetWriter(
        target,
        schema,
        version="2.6",
        compression="zstd",
        compression_level=COMPRESSION_LEVEL,
        write_statistics=True,
        write_page_index=True,
        sorting_columns=sorting,
    ) as writer:
        for group in _row_groups(connection, table):
            writer.write_table(group, row_group_size=ROW_GROUP)
            rows += group.num_rows
    return rows


def plain(value: Any) -> Any:
    """VALUE as JSON knows it: times in UTC as 2026-07-13T09:00:00Z (with fractions where there are any), days as ISO."""
    if isinstance(value, datetime):
        text = value.astimezone(UTC).isoformat().removesuffix("+00:00")
        return f"{text}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value


def safe_cell(value: Any) -> Any:
    """VALUE for a CSV cell: a text that a spreadsheet would take for a formula gets a ' before it, lists become JSON."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        value = json.dumps(plain(value), ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return plain(value)


def _write_csv(connection: duckdb.DuckDBPyConnection, table: Table, target: Path) -> int:
    rows, names = 0, [c.name for c in table.columns]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(names)
        for group in _row_groups(connection, table):
            writer.writerows([safe_cell(row[name]) for name in names] for row in group.to_pylist())
            rows += group.num_rows
    return rows


def _write_jsonl(connection: duckdb.DuckDBPyConnection, table: Table, target: Path) -> int:
    rows = 0
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for group in _row_groups(connection, table):
            out.writelines(json.dumps(plain(row), ensure_ascii=False) + "\n" for row in group.to_pylist())
            rows += group.num_rows
    return rows


_WRITERS: Final = {"parquet": _write_parquet, "csv": _write_csv, "jsonl": _write_jsonl}


def sha256_of(path: Path) -> str:
    """SHA-256 of the file at PATH, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_table(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path, style: str) -> ReleasedFile:
    """Write TABLE's rows into FOLDER as <table>.<STYLE>; returns what was written."""
    target = folder / f"{table.name}.{style}"
    rows = _WRITERS[style](connection, table, target)
    return ReleasedFile(target.name, target.stat().st_size, sha256_of(target), rows, table.name)
