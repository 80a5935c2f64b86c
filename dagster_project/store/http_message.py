"""An HTTP response in a record: its head, told from the page that follows it, and its payload.

Servers send bare line feeds, `http/2.0 200` and `ICY 200 OK`, and tools store responses under the type of the page. fastwarc's
own reading of heads wants lines that end in CR LF and a status line in the usual form; it takes such a page for no response
at all, or for an empty one, which would say that an article is gone.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastwarc.warc import WarcRecord

from dagster_project.store.payload import MAX_DECODED, decode_body

MAX_PAYLOAD: Final = MAX_DECODED
"""Bytes of a decoded payload that are kept for reading; a longer one is rejected, its record stays as it is."""

STEP: Final = 1 << 20
"""Bytes that are read at a time; a head is within the first of them."""
_STATUS = re.compile(
    rb"\s{0,8}(?:HTTP|ICY)[/\d.]{0,8}[ \t]{1,8}(\d{3})(?!\d)[^\r\n]{0,1000}(?:\r?\n|\Z)", re.IGNORECASE
)
_FOLD = re.compile(r"\r?\n[ \t]+")
"""A field's value that goes on in the next line."""
_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Head:
    """The status and the fields (by name in lower case, of several of a name the first) of a response; its LENGTH in bytes."""

    status: int
    fields: Mapping[str, str]
    length: int


def parse_head(block: bytes) -> Head | None:
    """The head that BLOCK, the first bytes of a record's block, begins with; None where it begins with none."""
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _END.search(block, max(0, status.end() - 2))
    text = block[status.end() : end.start() if end else len(block)].decode("utf-8", "replace")
    fields: dict[str, str] = {}
    for line in _FOLD.sub(" ", text).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return Head(int(status[1]), fields, end.end() if end else len(block))


class _Rest:
    """What follows a head: the bytes that were read with it, then the record's."""

    def __init__(self, begun: bytes, reader: Any):
        self._begun, self._reader = begun, reader

    def read(self, size: int) -> bytes:
        piece, self._begun = self._begun, b""
        return piece or bytes(self._reader.read(size))


def open_record(record: WarcRecord, *, with_head: bool) -> tuple[Head | None, Any, int]:
    """The head of RECORD, a reader of what follows, and how many bytes that should be; all of it where it has no head."""
    if not with_head:
        return None, record.reader, record.content_length
    first = record.reader.read(STEP)
    head = parse_head(first)
    begun = head.length if head else 0
    return head, _Rest(first[begun:], record.reader), record.content_length - begun


Encodings = tuple[str | None, str | None]
"""The transfer and the content encoding of a payload, as its head states them."""


def encodings_of(head: Head | None) -> Encodings:
    """The encodings that HEAD states."""
    return (head.fields.get("transfer-encoding"), head.fields.get("content-encoding")) if head else (None, None)


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload as far as it is kept, its digest and length, and what is wrong with it (`cut_record`, `too_large` …)."""

    body: bytes
    sha256: str
    length: int
    problem: str | None


class _NoDigest:
    """Stands in for a digest that nobody asks for."""

    def update(self, chunk: bytes) -> None:
        """Do nothing."""

    def hexdigest(self) -> str:
        """No digest."""
        return ""


def read_payload(reader: Any, stated: int, encodings: Encodings, *, digested: bool = True) -> Payload:
    """The payload that READER gives, STATED bytes long, its ENCODINGS undone, cut at MAX_PAYLOAD. Of one that is longer
    than that undecoded the digest is of the raw bytes; where it is not DIGESTED, it is empty.
    """
    begin = hashlib.sha256 if digested else _NoDigest
    digest, kept, length = begin(), [], 0
    while chunk := reader.read(STEP):
        digest.update(chunk)
        if length <= MAX_PAYLOAD:
            kept.append(chunk)
        length += len(chunk)
    if length < stated:
        return Payload(b"".join(kept)[:MAX_PAYLOAD], digest.hexdigest(), length, "cut_record")
    if length > MAX_PAYLOAD:
        return Payload(b"".join(kept)[:MAX_PAYLOAD], digest.hexdigest(), length, "too_large")
    raw = b"".join(kept)
    if not any(encodings):
        return Payload(raw, digest.hexdigest(), length, None)
    decoded = decode_body(raw, *encodings)
    longer = 1 if decoded.problem == "too_large" else 0
    sha256 = hashlib.sha256(decoded.body).hexdigest() if digested else ""
    return Payload(decoded.body, sha256, len(decoded.body) + longer, decoded.problem)
