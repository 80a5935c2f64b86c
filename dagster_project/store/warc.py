"""Reading WARC files with fastwarc: the responses in them.

Files are read whatever wrote them: record by record, with or without compression, with lying headers, with records of
other kinds in between. Nothing is written here.
"""

import hashlib
import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

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


def read_payload(record: WarcRecord, encodings: tuple[str | None, str | None], *, digested: bool = True) -> Payload:
    """The payload, its transfer and content ENCODINGS undone, cut at MAX_PAYLOAD. Of one that is longer than that undecoded
    the digest is of the raw bytes; where it is not DIGESTED, it is empty.
    """
    begin = hashlib.sha256 if digested else _NoDigest
    digest, kept, length, stated = begin(), [], 0, record.content_length
    while chunk := record.reader.read(1 << 20):
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


_PROBLEMS: Final = {
    "cut_record": "cut_short: the archive ends in the middle of the record; capture it again",
    "cut_encoding": "cut_short: the response breaks off within its encoding; capture it again",
    "broken_encoding": "broken_encoding: the response can't be decoded as its headers say",
}


def _fields(headers: HeaderMap) -> dict[str, str]:
    """The fields of HEADERS by name in lower case, of several of a name the first: to ask for each takes longer."""
    found: dict[str, str] = {}
    for name, value in headers.items():
        found.setdefault(name.lower(), value)
    return found


def _verdict(fields: Mapping[str, str], problem: str | None) -> str | None:
    if stated := fields.get(VERDICT.lower()):
        return stated
    if cut := fields.get("warc-truncated"):
        return f"cut_short: the crawler stored only a part ({cut}); capture it again"
    return _PROBLEMS.get(problem or "")


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0) if text else None
    except ValueError:
        return None


_USUAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def _written(record: WarcRecord, stated: str) -> datetime | None:
    """When RECORD was written, which STATED says, mostly in the usual form."""
    return (_moment(stated) if _USUAL.fullmatch(stated) else None) or record.record_date


def _response(record: WarcRecord) -> Callable[..., Response] | None:
    """The response in RECORD, once its length is given; None where it holds none (not HTTP, or a resource that is no page)."""
    fields = _fields(record.headers)
    url = fields.get("warc-target-uri", "").strip("<>")
    if not url.lower().startswith(("http://", "https://")):
        return None
    kind = record.record_type
    given = record.http_headers
    http = given if kind != WarcRecordType.resource else None
    if kind != WarcRecordType.resource and (http is None or http.status_code is None):
        return None
    answer = _fields(given) if given is not None else {}
    payload = read_payload(record, (answer.get("transfer-encoding"), answer.get("content-encoding")))
    moment = _written(record, fields.get("warc-date", ""))
    refers_to = fields.get("warc-refers-to-target-uri", "").strip("<>")
    return partial(
        Response,
        url=url,
        captured_at=moment.astimezone(UTC).replace(microsecond=0) if moment else datetime.fromtimestamp(0, UTC),
        http_status=(http.status_code or 0) if http is not None else 200,
        content_type=(answer if http is not None else fields).get("content-type"),
        location=answer.get("location") if http is not None else None,
        payload=payload.body,
        payload_sha256=payload.sha256,
        payload_bytes=payload.length,
        offset=record.stream_pos,
        stated_digest=fields.get("warc-payload-digest"),
        revisit=kind == WarcRecordType.revisit,
        refers_to_url=refers_to or None,
        refers_to_at=_moment(fields.get("warc-refers-to-date")),
        verdict=_verdict(fields, payload.problem),
        role=fields.get(ROLE.lower()),
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


def records_of(stream: Any) -> ArchiveIterator:
    """The records of the WARC file that STREAM stands in, from there on."""
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
    last: Callable[..., Response] | None = None
    begun = 0
    at, seen, problem, end = start, 0, "", path.stat().st_size if stop is None else stop
    with path.open("rb") as stream:
        stream.seek(start)
        try:
            for record in records_of(stream if stop is None else _Part(stream, stop)):
                if last is not None:
                    yield last(length=record.stream_pos - begun)
                    last = None
                at, seen = record.stream_pos, 1
                if record.record_type & _WANTED:
                    last, begun = _response(record), at
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
        yield last(length=(following or end) - begun)
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
