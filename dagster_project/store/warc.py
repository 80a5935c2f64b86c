"""Reading WARC files with fastwarc: the responses in them, and single payloads by file and offset.

Files are read whatever wrote them: record by record, with or without compression, with lying headers, with records of
other kinds in between. Nothing is written here.
"""

import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.live_files import member_ends, next_record, whole_end
from dagster_project.store.payload import MAX_DECODED, decode_body

if TYPE_CHECKING:
    from dagster_project.store.archives import Archive

MAX_PAYLOAD: Final = MAX_DECODED
"""Bytes of a decoded payload that are kept for reading; a longer one is rejected, its record stays as it is."""

ROLE: Final = "Palimpsest-Role"
"""Field of a record that served the crawl (robots, archive_list, archive_error) and is no capture of a page."""
VERDICT: Final = "Palimpsest-Verdict"
"""Field of a record that can't be read as a page, `reason: detail`: what the fetcher found (redirect_loop, too_slow …)."""


@dataclass(frozen=True, slots=True)
class Response:
    """A response out of a WARC file.

    `payload` is decoded and cut at MAX_PAYLOAD bytes; `payload_bytes` counts all of it. A revisit record has no payload
    of its own: `stated_digest` is then the payload digest that it repeats, and `refers_to_url` and `refers_to_at` the
    record, where it names one. `length` is that of the record in the file. `verdict` ("reason: detail") says why the
    payload is not the whole page, `role` that it is no capture of a page at all.
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
    length: int
    stated_digest: str | None
    revisit: bool
    refers_to_url: str | None = None
    refers_to_at: datetime | None = None
    verdict: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class _Payload:
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


def _read_payload(record: WarcRecord, *, digested: bool = True) -> _Payload:
    """The payload, decoded and cut at MAX_PAYLOAD. Of one that is longer than that undecoded, the digest is of the raw bytes.

    Where it is not DIGESTED, the digest is empty.
    """
    begin = hashlib.sha256 if digested else _NoDigest
    digest, kept, length, stated = begin(), [], 0, record.content_length
    while chunk := record.reader.read(1 << 20):
        digest.update(chunk)
        if length <= MAX_PAYLOAD:
            kept.append(chunk)
        length += len(chunk)
    if length < stated:
        return _Payload(b"".join(kept)[:MAX_PAYLOAD], digest.hexdigest(), length, "cut_record")
    if length > MAX_PAYLOAD:
        return _Payload(b"".join(kept)[:MAX_PAYLOAD], digest.hexdigest(), length, "too_large")
    raw, http = b"".join(kept), record.http_headers
    encodings = (http.get("Transfer-Encoding"), http.get("Content-Encoding")) if http is not None else (None, None)
    if not any(encodings):
        return _Payload(raw, digest.hexdigest(), length, None)
    decoded = decode_body(raw, *encodings)
    longer = 1 if decoded.problem == "too_large" else 0
    sha256 = hashlib.sha256(decoded.body).hexdigest() if digested else ""
    return _Payload(decoded.body, sha256, len(decoded.body) + longer, decoded.problem)


_PROBLEMS: Final = {
    "cut_record": "cut_short: the archive ends in the middle of the record; capture it again",
    "cut_encoding": "cut_short: the response breaks off within its encoding; capture it again",
    "broken_encoding": "broken_encoding: the response can't be decoded as its headers say",
}


def _verdict(record: WarcRecord, problem: str | None) -> str | None:
    if stated := record.headers.get(VERDICT):
        return str(stated)
    if cut := record.headers.get("WARC-Truncated"):
        return f"cut_short: the crawler stored only a part ({cut}); capture it again"
    return _PROBLEMS.get(problem or "")


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0) if text else None
    except ValueError:
        return None


def _response(record: WarcRecord) -> Response | None:
    """The response in RECORD, or None where it holds none (not HTTP, or a resource that is no page)."""
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    if not url.lower().startswith(("http://", "https://")):
        return None
    kind = record.record_type
    http = record.http_headers if kind != WarcRecordType.resource else None
    if kind != WarcRecordType.resource and (http is None or http.status_code is None):
        return None
    payload, moment = _read_payload(record), record.record_date
    refers_to = (record.headers.get("WARC-Refers-To-Target-URI") or "").strip("<>")
    return Response(
        url=url,
        captured_at=moment.astimezone(UTC).replace(microsecond=0) if moment else datetime.fromtimestamp(0, UTC),
        http_status=(http.status_code or 0) if http is not None else 200,
        content_type=(http.get("Content-Type") if http is not None else record.headers.get("Content-Type")),
        location=http.get("Location") if http is not None else None,
        payload=payload.body,
        payload_sha256=payload.sha256,
        payload_bytes=payload.length,
        offset=record.stream_pos,
        length=0,
        stated_digest=record.headers.get("WARC-Payload-Digest"),
        revisit=kind == WarcRecordType.revisit,
        refers_to_url=refers_to or None,
        refers_to_at=_moment(record.headers.get("WARC-Refers-To-Date")),
        verdict=_verdict(record, payload.problem),
        role=record.headers.get(ROLE),
    )


_WANTED = WarcRecordType.response | WarcRecordType.revisit | WarcRecordType.resource


class _Part:
    """The part of a file that ends before the offset STOP, for a reader that asks by `read` alone."""

    def __init__(self, stream: BinaryIO, stop: int):
        self._stream, self._stop = stream, stop

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._stop - self._stream.tell())
        return self._stream.read(left if size < 0 else min(size, left))

    def tell(self) -> int:
        return self._stream.tell()


def _records(stream: Any) -> ArchiveIterator:
    # Encodings are undone here, not by the reader: one header that lies would end its reading of the whole file.
    return ArchiveIterator(stream, parse_http=True, auto_decode="none", strict_mode=False)


def read_responses(
    path: "Archive", start: int = 0, stop: int | None = None, on_damage: Callable[[str], None] | None = None
) -> Iterator[Response]:
    """The HTTP responses of the WARC file at PATH in file order, from byte offset START to before STOP.

    Both are where a record begins.

    A damaged record, or one in whose middle the file ends, is left out, and reading goes on at the next whole one;
    ON_DAMAGE is then called with what was found, without it PalimpsestError is raised. Memory stays at two payloads.
    """
    at: int | None = start
    while at is not None:
        at = yield from _run_of_records(path, at, stop, on_damage)


def _run_of_records(
    path: "Archive", start: int, stop: int | None, on_damage: Callable[[str], None] | None
) -> Generator[Response, None, int | None]:
    """The responses from START to the first damage; returns where whole records begin again, None where none do."""
    last: Response | None = None
    at, seen, problem, end = start, 0, "", path.stat().st_size if stop is None else stop
    with path.open("rb") as stream:
        stream.seek(start)
        try:
            for record in _records(stream if stop is None else _Part(stream, stop)):
                if last is not None:
                    yield replace(last, length=record.stream_pos - last.offset)
                    last = None
                at, seen = record.stream_pos, 1
                if record.record_type & _WANTED:
                    last = _response(record)
        except Exception as error:
            problem = str(error) or type(error).__name__
    whole = _whole_end(path, at)
    if whole < end:
        following = next_record(path, max(whole, at) + 1)
    else:
        # The members are whole and what one says is not: go on after it.
        following = next(islice(member_ends(path, at), seen, None), None) if problem else None
    if following is not None and following >= end:
        following = None
    if last is not None:
        yield replace(last, length=(following or end) - last.offset)
    if whole < end or problem:
        what = f"{problem or 'cut short'}, bytes {min(whole, following or end)} to {following or end}"
        found = f"is damaged ({what}); "
        rest = "the records before and after were read" if following else "what lies before was read"
        if on_damage is None:
            if problem:
                raise PalimpsestError(f"{path}: {found}{rest}")
            return following
        if stop is None or following is not None or problem:
            on_damage(f"{path.name}: {found}{rest}")
    return following


def _whole_end(path: "Archive", start: int) -> int:
    """The end of the last whole gzip member from START on; for a file that is not compressed, its length."""
    with path.open("rb") as stream:
        compressed = stream.read(2) == b"\x1f\x8b"
    return whole_end(path, start) if compressed else path.stat().st_size


_NEAR: Final = 256 << 10
"""Bytes of an archive within which a record is reached by reading on."""


class PayloadReader:
    """Reads payloads by file and offset; keeps the last file open, for captures are read in the order they lie in.

    WHERE is their folder, or gives the archive of a name.
    """

    def __init__(self, where: Path | Callable[[str], "Archive"]):
        self._find = where.joinpath if isinstance(where, Path) else where
        self._name: str | None = None
        self._stream: BinaryIO | None = None
        self._records: Iterator[WarcRecord] | None = None
        self._at = 0

    def __enter__(self) -> "PayloadReader":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def payload(self, warc_file: str, offset: int) -> bytes | None:
        """The decoded payload of the record at OFFSET of WARC_FILE, at most MAX_PAYLOAD bytes; None where none can be read."""
        if warc_file != self._name:
            self.__exit__()
            self._stream, self._name, self._records = None, None, None
            try:
                self._stream, self._name = self._find(warc_file).open("rb"), warc_file
            except FileNotFoundError:
                return None
        assert self._stream is not None
        try:
            record = self._following(offset) or self._first_from(self._stream, offset)
            return None if record is None else _read_payload(record, digested=False).body
        except Exception:
            self._records = None
            return None

    def _first_from(self, stream: BinaryIO, offset: int) -> WarcRecord | None:
        stream.seek(offset)
        self._records, self._at = iter(_records(stream)), offset
        return next(self._records, None)

    def _following(self, offset: int) -> WarcRecord | None:
        """The record at OFFSET, where it is one of the next: it is quicker to go on than to begin anew."""
        if self._records is None or not self._at < offset <= self._at + _NEAR:
            return None
        try:
            for record in self._records:
                self._at = record.stream_pos
                if self._at >= offset:
                    return record if self._at == offset else None
        except Exception:
            self._records = None
        return None
