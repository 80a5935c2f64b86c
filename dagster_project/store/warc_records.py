"""Records of WARC 1.1, each as one gzip member: what is to be stored, and its bytes.

Ids follow from the content, so that the same responses give the same bytes. Digests are SHA-256: with SHA-1, who serves
the pages could make an altered page pass for an unchanged one.
"""

import base64
import gzip
import hashlib
import io
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Final

from isal import igzip
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from dagster_project import __version__
from dagster_project.store.warc import ROLE, VERDICT

LEVEL: Final = 3
"""Of gzip: twice as fast as 6, and a tenth larger at most."""
LIVE_LEVEL: Final = 2
"""Of igzip: about as small as LEVEL."""
PROFILE_SAME: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
PROFILE_NOT_MODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Original:
    """The stored response whose payload a later one repeats."""

    url: str
    captured_at: datetime
    payload_digest: str


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked: the request line without the protocol ("GET /path"), and the headers as sent."""

    line: str
    headers: Headers


@dataclass(frozen=True, slots=True)
class Fetched:
    """A response to be stored: headers as sent, the body as it came but for the framing of chunks.

    `repeats` makes it a revisit record. `truncated` is WARC's word for why the body ends early (length, time,
    disconnect), `verdict` ("reason: detail") why it is no page to be read, `role` that it is no capture of a page (robots,
    archive_list, archive_error). `source` is the address it was fetched from where that is not `url`: an archive's.
    """

    url: str
    captured_at: datetime
    http_status: int
    reason: str
    headers: Headers
    body: bytes
    request: Request | None = None
    ip: str | None = None
    repeats: Original | None = None
    truncated: str | None = None
    verdict: str | None = None
    role: str | None = None
    source: str | None = None


def payload_digest(body: bytes) -> str:
    """The payload digest as records state it: `sha256:` and base32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode()


def moment(at: datetime) -> str:
    """AT as records write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _id(kind: str, *content: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, ' '.join((kind, *content)))}>"


@cache
def _builder() -> WARCWriter:
    return WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")


def _member(record: ArcWarcRecord, *, live: bool = False) -> bytes:
    """The record as one gzip member, without a time in its header.

    A crawl's (LIVE) is made faster, by a library whose bytes may differ from machine to machine; files that
    are named by the digest of their bytes are made by Python's own.
    """
    writer = _builder()
    writer.out = io.BytesIO()
    writer.write_record(record)
    body = writer.out.getvalue()
    return igzip.compress(body, LIVE_LEVEL, mtime=0) if live else gzip.compress(body, LEVEL, mtime=0)


def _clean(value: str) -> str:
    """VALUE without what would end a header's line."""
    return " ".join(value.split())


def info_record(at: datetime, name: str, fields: Mapping[str, str]) -> tuple[str, bytes]:
    """The id and bytes of a warcinfo record that names the software and FIELDS: configuration, operator."""
    told = {
        "software": f"palimpsest/{__version__}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        **{key: _clean(value) for key, value in fields.items()},
    }
    record = _builder().create_warcinfo_record(name, told)
    record_id = _id("warcinfo", moment(at), name, *(f"{k}={v}" for k, v in told.items()))
    record.rec_headers.replace_header("WARC-Record-ID", record_id)
    record.rec_headers.replace_header("WARC-Date", moment(at))
    return record_id, _member(record)


def _extra(fetched: Fetched, info_id: str | None) -> dict[str, str]:
    """Fields that a record bears beside those of its kind."""
    said = {
        "WARC-IP-Address": fetched.ip,
        "WARC-Warcinfo-ID": info_id,
        "WARC-Truncated": fetched.truncated,
        "WARC-Source-URI": fetched.source,
        ROLE: fetched.role,
        VERDICT: fetched.verdict,
    }
    return {name: _clean(value) for name, value in said.items() if value}


def response_records(fetched: Fetched, info_id: str | None = None, *, live: bool = False) -> bytes:
    """The bytes of the response or revisit record, followed by those of its request where that is known.

    LIVE are those of a crawl, which are compressed faster, and not to the same bytes on every machine.
    """
    when = moment(fetched.captured_at)
    digest = fetched.repeats.payload_digest if fetched.repeats else payload_digest(fetched.body)
    record_id = _id("revisit" if fetched.repeats else "response", when, fetched.url, digest)
    http = StatusAndHeaders(
        f"{fetched.http_status} {_clean(fetched.reason)}".strip(),
        [(name, _clean(value)) for name, value in fetched.headers],
        protocol="HTTP/1.1",
    )
    given = {"WARC-Date": when, "WARC-Record-ID": record_id, **_extra(fetched, info_id)}
    if fetched.repeats:
        record = _builder().create_revisit_record(
            fetched.url,
            digest,
            fetched.repeats.url,
            moment(fetched.repeats.captured_at),
            http_headers=http,
            warc_headers_dict=given,
        )
        profile = PROFILE_NOT_MODIFIED if fetched.http_status == HTTPStatus.NOT_MODIFIED else PROFILE_SAME
        record.rec_headers.replace_header("WARC-Profile", profile)
    else:
        record = _builder().create_warc_record(
            fetched.url,
            "response",
            payload=io.BytesIO(fetched.body),
            length=len(fetched.body),
            http_headers=http,
            warc_headers_dict={**given, "WARC-Payload-Digest": digest},
        )
    found = _member(record, live=live)
    if fetched.request is None:
        return found
    asked = _builder().create_warc_record(
        fetched.url,
        "request",
        http_headers=StatusAndHeaders(
            f"{fetched.request.line} HTTP/1.1",
            [(name, _clean(value)) for name, value in fetched.request.headers],
            is_http_request=True,
        ),
        warc_headers_dict={
            "WARC-Date": when,
            "WARC-Record-ID": _id("request", record_id),
            "WARC-Concurrent-To": record_id,
            **({"WARC-Warcinfo-ID": info_id} if info_id else {}),
        },
    )
    return found + _member(asked, live=live)
