"""The body of a response, freed of transfer and content encodings. Never raises, never grows beyond a limit.

Headers lie: archives undo an encoding and keep its header, servers announce gzip and send none, connections end in the
middle. What can be decoded is; what is wrong with it is said beside it.
"""

import io
import re
import zlib
from dataclasses import dataclass
from typing import Final

from fastwarc.stream_io import BrotliReader, ZstdReader

MAX_DECODED: Final = 32 << 20
"""Bytes of a decoded body that are kept; the largest page known of a news agency has 0.4 MB."""
_STEP: Final = 1 << 16
_SIZE_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_GZIP: Final = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body after decoding; `problem` is None or one of broken_encoding, cut_encoding, too_large."""

    body: bytes
    problem: str | None = None


def dechunked(raw: bytes) -> tuple[bytes, str | None]:
    """RAW without the framing of chunks, and what was wrong: cut_encoding where the last chunk is missing.

    Bytes that don't begin as a chunk are returned as they are: archives take chunks off and keep the header.
    """
    parts: list[bytes] = []
    at = 0
    while True:
        line = _SIZE_LINE.match(raw, at)
        if line is None:
            return (b"".join(parts), "cut_encoding") if parts else (raw, None)
        size = int(line[1], 16)
        if size == 0:
            return b"".join(parts), None
        chunk = raw[line.end() : line.end() + size]
        if (
            not parts
            and len(chunk) == size
            and raw[line.end() + size : line.end() + size + 1] not in {b"\r", b"\n", b""}
        ):
            return raw, None
        parts.append(chunk)
        if len(chunk) < size:
            return b"".join(parts), "cut_encoding"
        at = line.end() + size
        at += 2 if raw[at : at + 2] == b"\r\n" else 1


def _inflate(raw: bytes, bits: int, limit: int) -> Decoded:
    """All members of a deflated body; at most LIMIT bytes of it."""
    out: list[bytes] = []
    length, rest = 0, raw
    while rest:
        stream = zlib.decompressobj(bits)
        while not stream.eof:
            try:
                piece = stream.decompress(rest, min(_STEP, limit - length + 1))
            except zlib.error:
                return Decoded(b"".join(out), "broken_encoding")
            rest = stream.unconsumed_tail
            out.append(piece)
            length += len(piece)
            if length > limit:
                return Decoded(b"".join(out)[:limit], "too_large")
            if not piece and not rest and not stream.eof:
                return Decoded(b"".join(out), "cut_encoding")
        rest = stream.unused_data if stream.unused_data.startswith(_GZIP) else b""
    return Decoded(b"".join(out))


def _read_all(reader: BrotliReader | ZstdReader, limit: int) -> Decoded:
    out: list[bytes] = []
    length = 0
    try:
        while piece := reader.read(_STEP):
            out.append(piece)
            length += len(piece)
            if length > limit:
                return Decoded(b"".join(out)[:limit], "too_large")
    except (OSError, EOFError, ValueError):
        return Decoded(b"".join(out), "broken_encoding")
    return Decoded(b"".join(out))


def _undone(raw: bytes, encoding: str, limit: int) -> Decoded:
    """RAW without one content encoding; as it is where it is none of that encoding or the encoding isn't known."""
    if encoding in {"gzip", "x-gzip"}:
        return _inflate(raw, 31, limit) if raw.startswith(_GZIP) else Decoded(raw)
    if encoding == "deflate":
        wrapped = _inflate(raw, 15, limit)
        return wrapped if wrapped.problem is None or wrapped.body else _inflate(raw, -15, limit)
    if encoding == "br":
        found = _read_all(BrotliReader(io.BytesIO(raw)), limit)
        return Decoded(raw) if found.problem == "broken_encoding" and not found.body and b"<" in raw[:200] else found
    if encoding == "zstd":
        return _read_all(ZstdReader(io.BytesIO(raw)), limit) if raw.startswith(b"\x28\xb5\x2f\xfd") else Decoded(raw)
    return Decoded(raw)


def decode_body(
    raw: bytes, transfer_encoding: str | None, content_encoding: str | None, limit: int = MAX_DECODED
) -> Decoded:
    """The body that RAW is under the two headers (None where a response bears none), at most LIMIT bytes of it.

    A problem with an inner encoding hides one of an outer: the first that was found, from the outside, is told.
    """
    body, problem = raw, None
    if transfer_encoding and "chunked" in transfer_encoding.lower():
        body, problem = dechunked(raw)
    for encoding in reversed([e.strip().lower() for e in (content_encoding or "").split(",") if e.strip()]):
        undone = _undone(body, encoding, limit)
        body, problem = undone.body, problem or undone.problem
    if len(body) > limit:
        return Decoded(body[:limit], problem or "too_large")
    return Decoded(body, problem)
