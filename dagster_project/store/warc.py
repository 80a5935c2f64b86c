"""Reading WARC files with fastwarc: the responses in them.

Files are read whatever wrote them: record by record, with or without compression, with lying headers, with records of
other kinds in between. Nothing is written here.
"""

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from fastwarc.warc import ArchiveIterator, HeaderMap, WarcRecord, WarcRecordType

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.http_message import Head, Payload, encodings_of, open_record, read_payload
from dagster_project.store.live_files import member_ends, next_record, whole_end

if TYPE_CHECKING:
    from dagster_project.store.archives import Archive

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


_PROBLEMS: Final = {
    "cut_record": "cut_short: the archive ends in the middle of the record; capture it again",
    "cut_encoding": "cut_short: the response breaks off within its encoding; capture it again",
    "no_body": "cut_short: the server announced a page, and nothing of it is stored; capture it again",
    "broken_encoding": "broken_encoding: the response can't be decoded as its headers say",
    "no_http": "no_http: the record begins with no status line, so it holds no response; look at it in the archive",
    "no_date": "no_date: the record states no time of capture; look at it in the archive",
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
    if fields.get("warc-segment-number"):
        return "cut_short: the record is one segment of several; join them and import the archive again"
    return _PROBLEMS.get(problem or "")


_DIGITS: Final = re.compile(r"^(\d{8})(\d{6})$", re.ASCII)


def moment_of(stated: str | None) -> datetime | None:
    """The time that a record STATES, to the second; None where it is none.

    Records state UTC (WARC 1.1), as `2026-01-02T12:00:00Z`, to any precision. Some tools leave the Z out, or write the
    fourteen digits of replay addresses. A time of another zone is put into UTC.
    """
    try:
        found = datetime.fromisoformat(_DIGITS.sub(r"\1T\2", (stated or "").strip()))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def has_head(kind: WarcRecordType, content_type: str | None) -> bool:
    """Whether what a record holds begins with the head of a response: a resource is stored bare, unless it says otherwise."""
    return kind != WarcRecordType.resource or (content_type or "").lower().startswith("application/http")


_NO_HEAD: Final = Head(0, {}, 0)
_AS_BEFORE: Final = Head(HTTPStatus.NOT_MODIFIED.value, {}, 0)
"""What a revisit without a head says: that the page is as before."""


def _opened(record: WarcRecord, content_type: str | None) -> tuple[Head, Payload, str | None]:
    """The head of the response in RECORD, its payload, and what is wrong with it."""
    kind = record.record_type
    with_head = has_head(kind, content_type)
    head, reader, stated = open_record(record, with_head=with_head)
    payload = read_payload(reader, stated, encodings_of(head))
    if kind == WarcRecordType.resource:
        return Head(200, {"content-type": content_type or ""}, 0), payload, payload.problem
    if kind == WarcRecordType.revisit:
        return head or _AS_BEFORE, payload, payload.problem if head else None
    if head is None:
        return _NO_HEAD, payload, "no_http"
    if stated == 0 and 200 <= head.status < 300 and re.fullmatch(r"0*[1-9]\d*", head.fields.get("content-length", "")):
        return head, payload, "no_body"
    return head, payload, payload.problem


def _response(record: WarcRecord) -> Callable[..., Response] | None:
    """The response in RECORD, once its length is given; None where it is of no page (a name lookup, a resource of a crawl)."""
    fields = _fields(record.headers)
    url = fields.get("warc-target-uri", "").strip("<>")
    if not url.lower().startswith(("http://", "https://")):
        return None
    head, payload, problem = _opened(record, fields.get("content-type"))
    moment = moment_of(fields.get("warc-date"))
    refers_to = fields.get("warc-refers-to-target-uri", "").strip("<>")
    return partial(
        Response,
        url=url,
        captured_at=moment or datetime.fromtimestamp(0, UTC),
        http_status=head.status,
        content_type=head.fields.get("content-type") or None,
        location=head.fields.get("location"),
        payload=payload.body,
        payload_sha256=payload.sha256,
        payload_bytes=payload.length,
        offset=record.stream_pos,
        stated_digest=fields.get("warc-payload-digest"),
        revisit=record.record_type == WarcRecordType.revisit,
        refers_to_url=refers_to or None,
        refers_to_at=moment_of(fields.get("warc-refers-to-date")),
        verdict=_verdict(fields, problem if moment else "no_date"),
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
    # Heads are told and encodings undone here, not by the reader: one that lies would end its reading of the whole file.
    return ArchiveIterator(stream, parse_http=False, auto_decode="none", strict_mode=False)


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
