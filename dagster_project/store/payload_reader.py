"""Single payloads of WARC files, by file and offset."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from fastwarc.warc import WarcRecord

from dagster_project.store.http_message import encodings_of, open_record, read_payload
from dagster_project.store.warc import has_head, records_of

if TYPE_CHECKING:
    from dagster_project.store.archives import Archive

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
            if record is None:
                return None
            with_head = has_head(record.record_type, record.headers.get("Content-Type"))
            head, rest, stated = open_record(record, with_head=with_head)
            return read_payload(rest, stated, encodings_of(head), digested=False).body
        except Exception:  # what damage makes the reader raise is of no one class; the page becomes a reject
            self._records = None
            return None

    def _first_from(self, stream: BinaryIO, offset: int) -> WarcRecord | None:
        stream.seek(offset)
        self._records, self._at = iter(records_of(stream)), offset
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
        except Exception:  # as above: the record is then looked for by its offset
            self._records = None
        return None
