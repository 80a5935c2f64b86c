"""A row of the index of stored responses: where a response lies, and what can be said of it without reading it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import pyarrow as pa

from dagster_project.core.captures import capture_id
from dagster_project.core.schema import TIMESTAMP
from dagster_project.store.warc import Response

INDEX_VERSION: Final = "2"
"""Rises with every change of the index's shape or of how payloads are read; an older index is made anew."""
INDEX: Final = pa.schema(
    [
        ("capture_id", pa.string()),
        ("url", pa.string()),
        ("captured_at", TIMESTAMP.arrow()),
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


def indexed(response: Response, warc_file: str) -> Indexed:
    """The row of a response in WARC_FILE."""
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


def is_open(row: Indexed) -> bool:
    """Whether ROW is a revisit whose payload was not found yet."""
    return row.payload_file is None and bool(row.stated_digest)


def as_table(rows: Sequence[Indexed]) -> pa.Table:
    """ROWS as a table of the index's columns."""
    columns: list[tuple[Any, ...]] = list(zip(*map(_VALUES, rows), strict=True)) if rows else [()] * len(INDEX)
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, INDEX, strict=True)], schema=INDEX
    )
