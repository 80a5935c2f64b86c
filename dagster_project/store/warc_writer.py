"""Where crawls store what they fetch: appended to a live WARC file, a new one a day or at a size.

Each response goes out in one write of whole records, so that a crash leaves at most a broken tail, which the next to
open the file cuts off. The file's lock keeps a second crawl out: it takes the next file.
"""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from dagster_project.store.archives import push_captures
from dagster_project.store.capture_index import index_warc
from dagster_project.store.chain import read_chain, sealed_ends
from dagster_project.store.home import Home
from dagster_project.store.live_files import cut_tail, live_name, lock_of, whole_end
from dagster_project.store.warc_records import Fetched, info_record, response_records

MAX_FILE: Final = 1 << 30
"""Bytes after which a file is closed and the next begun."""
SYNC_SECONDS: Final = 5.0
"""At most so much of a crawl is lost where the machine itself stops; a crash of the program loses nothing."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a response was stored."""

    warc_file: str
    offset: int
    length: int


class CaptureWriter:
    """Appends responses to the home's live WARC file. Use it as a context: at the end the file is synced and indexed.

    `info` is what the warcinfo record says of the run's configuration; `today` gives the day whose file is written.
    """

    def __init__(
        self,
        home: Home,
        info: Mapping[str, str],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        max_file: int = MAX_FILE,
        on_damage: Callable[[str], None] | None = None,
    ):
        self._home, self._info, self._now, self._max, self._damage = home, info, now, max_file, on_damage
        self._stream: FileIO | None = None
        self._lock: FileLock | None = None
        self._path: Path | None = None
        self._info_id: str | None = None
        self._day, self._synced = "", 0.0
        self._written: dict[Path, int] = {}

    def __enter__(self) -> "CaptureWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        for warc, end in self._written.items():
            index_warc(self._home, warc, self._damage, end)
        if self._written:
            push_captures(self._home)

    def store(self, fetched: Fetched) -> Stored:
        """Append FETCHED; returns where it lies. When this returns, a crash of the program no longer loses it."""
        now = self._now()
        self._open_for(now)
        assert self._stream is not None and self._path is not None
        records = response_records(fetched, self._info_id, live=True)
        offset = self._append(records)
        if time.monotonic() - self._synced > SYNC_SECONDS:
            self._sync()
        return Stored(self._path.name, offset, len(records))

    def _append(self, records: bytes) -> int:
        """Append RECORDS, all of them or none; returns where they begin. Raises OSError where the disk takes no more."""
        assert self._stream is not None
        offset = self._stream.seek(0, os.SEEK_END)
        left = memoryview(records)
        try:
            while left:
                left = left[self._stream.write(left) :]
        except OSError:
            self._stream.truncate(offset)
            raise
        return offset

    def _sync(self) -> None:
        assert self._stream is not None
        os.fsync(self._stream.fileno())
        self._synced = time.monotonic()

    def _close(self) -> None:
        stream, lock, self._stream, self._lock = self._stream, self._lock, None, None
        try:
            if stream is not None:
                assert self._path is not None
                with stream:
                    self._written[self._path] = stream.tell()
                    os.fsync(stream.fileno())
        finally:
            if lock is not None:
                lock.release()

    def _open_for(self, now: datetime) -> None:
        """Have a file of today open that is not full yet."""
        day = now.astimezone(UTC).strftime("%Y%m%d")
        if self._stream is not None and day == self._day and self._stream.tell() < self._max:
            return
        self._close()
        self._day = day
        path, lock = self._take(day)
        self._path, self._lock, self._stream = path, lock, path.open("ab", buffering=0)
        self._info_id, info = info_record(now, path.name, self._info)
        self._append(info)
        self._synced = time.monotonic()

    def _take(self, day: str) -> tuple[Path, FileLock]:
        """The day's first file that is not full, not damaged, and that no one else holds, with its lock held."""
        serial, sealed = 0, sealed_ends(read_chain(self._home))
        while True:
            path = self._home.captures / live_name(day, serial)
            serial += 1
            if path.exists() and path.stat().st_size >= self._max:
                continue
            lock = lock_of(path)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            path.touch()
            if path.stat().st_size < self._max and self._is_sound(path, sealed.get(path.name, 0)):
                return path, lock
            lock.release()

    def _is_sound(self, path: Path, sealed: int) -> bool:
        """Whether the file holds all that was sealed of it and nothing but whole records after that; cuts off a tail."""
        if path.stat().st_size < sealed:
            return False
        end = cut_tail(path, sealed, self._damage)
        return end == path.stat().st_size and whole_end(path, sealed) == end
