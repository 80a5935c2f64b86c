"""WARC files: reading responses with fastwarc, writing them with warcio, taking whole archives over.

A file in the captures folder is named by the digest of its bytes and never changes afterwards.
"""

import gzip
import hashlib
import io
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dagster_project import __version__
from dagster_project.core.captures import capture_id
from dagster_project.core.errors import PalimpsestError

MAX_PAYLOAD = 32 << 20
"""Bytes of a decoded payload that are kept for reading; a longer one is rejected, its record stays as it is."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response on its way into or out of a WARC file.

    `payload` is decoded and cut at MAX_PAYLOAD bytes; `payload_bytes` counts all of it. A revisit record has no payload
    of its own: `revisit_digest` is then the payload digest that it states, as written in the record.
    """

    url: str
    captured_at: datetime
    http_status: int
    content_type: str | None
    location: str | None
    payload: bytes
    payload_sha256: str
    payload_bytes: int
    offset: int
    stated_digest: str | None
    revisit: bool

    @property
    def capture_id(self) -> str:
        """The id of the capture."""
        return capture_id(self.url, self.captured_at, self.payload_sha256)


def _read_payload(record: WarcRecord) -> tuple[bytes, str, int]:
    """The payload (cut at MAX_PAYLOAD), the SHA-256 of all of it in hex, and its length."""
    digest, kept, length = hashlib.sha256(), [], 0
    while chunk := record.reader.read(1 << 20):
        digest.update(chunk)
        if length < MAX_PAYLOAD:
            kept.append(chunk)
        length += len(chunk)
    return b"".join(kept)[:MAX_PAYLOAD], digest.hexdigest(), length


def _response(record: WarcRecord) -> Response | None:
    """The response in RECORD, or None where it holds none (not HTTP, or a resource that is no page)."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    if not url.lower().startswith(("http://", "https://")):
        return None
    kind = record.record_type
    http = record.http_headers if kind != WarcRecordType.resource else None
    if kind != WarcRecordType.resource and (http is None or http.status_code is None):
        return None
    payload, sha256, length = _read_payload(record)
    moment = record.record_date
    return Response(
        url=url,
        captured_at=moment.astimezone(UTC).replace(microsecond=0) if moment else datetime.fromtimestamp(0, UTC),
        http_status=(http.status_code or 0) if http is not None else 200,
        content_type=(http.get("Content-Type") if http is not None else record.headers.get("Content-Type")),
        location=http.get("Location") if http is not None else None,
        payload=payload,
        payload_sha256=sha256,
        payload_bytes=length,
        offset=record.stream_pos,
        stated_digest=record.headers.get("WARC-Payload-Digest"),
        revisit=kind == WarcRecordType.revisit,
    )


_WANTED = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource


def read_responses(
    path: Path, start: int = 0, stop: int | None = None, on_damage: Callable[[str], None] | None = None
) -> Iterator[Response]:
    """The HTTP responses of the WARC file at PATH in file order, from byte offset START to before STOP.

    A record that can't be decoded or a file that ends in the middle of one ends the reading; ON_DAMAGE is then called
    with what was found. Memory stays at one payload.
    """
    with path.open("rb") as stream:
        stream.seek(start)
        try:
            for record in ArchiveIterator(
                stream, record_types=_WANTED, parse_http=True, auto_decode="all", strict_mode=False
            ):
                if stop is not None and record.stream_pos >= stop:
                    return
                response = _response(record)
                if response is not None:
                    yield response
        except Exception as error:
            if on_damage is None:
                raise PalimpsestError(f"{path}: is damaged ({error}); the records before it were read") from error
            on_damage(f"{path.name}: is damaged ({error}); the records before it were read")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_record_gzip(path: Path) -> bool:
    """True where each record is a gzip member of its own, so that a record can be read by its offset."""
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return False
    offsets = [
        record.stream_pos
        for record, _ in zip(ArchiveIterator(path.open("rb"), parse_http=False), range(3), strict=False)
    ]
    with path.open("rb") as stream:
        for offset in offsets[1:]:
            stream.seek(offset)
            if stream.read(2) != b"\x1f\x8b":
                return False
    return True


def adopt(source: Path, folder: Path) -> Path:
    """Copy the WARC file SOURCE into FOLDER under the digest of its bytes; returns where it lies.

    A file that is there already is not copied again. One without a gzip member a record is rewritten record by record,
    because only so can a record be found by its offset. Raises PalimpsestError where SOURCE holds no WARC record.
    """
    try:
        first = next(iter(ArchiveIterator(source.open("rb"), parse_http=False)), None)
    except Exception:
        first = None
    if first is None:
        raise PalimpsestError(f"{source}: holds no WARC record; is it a web archive?")
    temporary = folder / f"incoming-{os.getpid()}.tmp"
    if _is_record_gzip(source):
        target = folder / f"{_digest(source)[:16]}.warc.gz"
        if target.exists():
            return target
        shutil.copyfile(source, temporary)
    else:
        with temporary.open("wb") as out:
            for record in ArchiveIterator(source.open("rb"), parse_http=False):
                member = io.BytesIO()
                record.write(member)
                out.write(gzip.compress(member.getvalue(), 6, mtime=0))
        target = folder / f"{_digest(temporary)[:16]}.warc.gz"
    temporary.replace(target)
    return target


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response to be stored: headers as sent, the body as it came."""

    url: str
    captured_at: datetime
    http_status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def write_responses(responses: Iterable[Fetched], folder: Path) -> Path | None:
    """Store RESPONSES as one new WARC 1.1 file in FOLDER; returns where it lies, None where there were none.

    Record ids follow from the content, so that the same responses give the same bytes.
    """
    temporary = folder / f"incoming-{os.getpid()}.tmp"
    written = 0
    with temporary.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True, warc_version="1.1")
        for response in responses:
            moment = response.captured_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            if not written:
                info = writer.create_warcinfo_record(
                    None, {"software": f"palimpsest/{__version__}", "format": "WARC File Format 1.1"}
                )
                info.rec_headers.replace_header(
                    "WARC-Record-ID", f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, moment + response.url)}>"
                )
                info.rec_headers.replace_header("WARC-Date", moment)
                writer.write_record(info)
            name = f"{moment} {response.url} {hashlib.sha256(response.body).hexdigest()}"
            http = StatusAndHeaders(
                f"{response.http_status} {response.reason}", list(response.headers), protocol="HTTP/1.1"
            )
            writer.write_record(
                writer.create_warc_record(
                    response.url,
                    "response",
                    payload=io.BytesIO(response.body),
                    http_headers=http,
                    warc_headers_dict={
                        "WARC-Date": moment,
                        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>",
                    },
                )
            )
            written += 1
    if not written:
        temporary.unlink()
        return None
    target = folder / f"{_digest(temporary)[:16]}.warc.gz"
    temporary.replace(target)
    return target


class PayloadReader:
    """Reads payloads by file and offset; keeps the last file open, for captures are read in the order they lie in."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._name: str | None = None
        self._stream: BinaryIO | None = None

    def __enter__(self) -> "PayloadReader":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def payload(self, warc_file: str, offset: int) -> bytes | None:
        """The decoded payload of the record at OFFSET of WARC_FILE, at most MAX_PAYLOAD bytes; None where none can be read."""
        if warc_file != self._name:
            self.__exit__()
            self._stream, self._name = (self._folder / warc_file).open("rb"), warc_file
        assert self._stream is not None
        self._stream.seek(offset)
        try:
            record = next(
                iter(ArchiveIterator(self._stream, parse_http=True, auto_decode="all", strict_mode=False)), None
            )
            return None if record is None else _read_payload(record)[0]
        except Exception:
            return None
