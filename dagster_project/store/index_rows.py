"""A row of the index of stored responses: where a response lies, and what can be said of it without reading it."""

import re
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

import pyarrow as pa

from dagster_project.core.captures import capture_id
from dagster_project.core.schema import TIMESTAMP
from dagster_project.store.warc import Response

INDEX_VERSION: Final = "3"
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
        ("refers_to_url", pa.string()),
        ("refers_to_at", TIMESTAMP.arrow()),
    ]
)
_VALUES: Final = attrgetter(*INDEX.names)


@dataclass(frozen=True, slots=True)
class Indexed:
    """Where a response lies, and what can be said of it without reading it.

    `payload_file` and `payload_offset` name the record that holds the payload: for a revisit an earlier one, None where
    it is not stored. `verdict` ("reason: detail") says why the response can't be read as a page. `stated_digest` is the
    record's, in one spelling; `refers_to_url` and `refers_to_at` say of a revisit which response it repeats, where it does.
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
    refers_to_url: str | None = None
    refers_to_at: datetime | None = None


_HEX: Final = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
"""Hexadecimal digits of digests, by their algorithm."""


def digest_spelt(stated: str) -> str:
    """A payload digest as a record states it (`sha1:` and base32 or hexadecimal digits, any case) in one spelling."""
    algorithm, _, value = stated.strip().partition(":")
    if len(value) == _HEX.get(algorithm.lower()) and re.fullmatch(r"[0-9a-fA-F]+", value):
        value = b32encode(bytes.fromhex(value)).decode()
    return f"{algorithm.lower()}:{value.rstrip('=').upper()}"


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
        digest_spelt(response.stated_digest) if response.stated_digest else None,
        response.verdict,
        None if own else response.refers_to_url,
        None if own else response.refers_to_at,
    )


def is_open(row: Indexed) -> bool:
    """Whether ROW is a revisit that says what it repeats, and whose payload was not found yet."""
    return row.payload_file is None and bool(row.stated_digest or row.refers_to_url)


def as_table(rows: Sequence[Indexed]) -> pa.Table:
    """ROWS as a table of the index's columns."""
    columns: list[tuple[Any, ...]] = list(zip(*map(_VALUES, rows), strict=True)) if rows else [()] * len(INDEX)
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, INDEX, strict=True)], schema=INDEX
    )
