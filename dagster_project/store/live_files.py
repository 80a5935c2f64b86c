"""WARC files that crawls append to: their names, who holds one, and freeing them of what a crash cut short.

A crawl appends whole records, each a gzip member, in one write. Whatever stops it, at most the last member is broken;
the next to open the file, or to index it, cuts that off. While a crawl holds the file's lock nobody cuts. What is broken
with whole records after it is no tail but damage: nothing is cut there, and the file is appended to no more.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from dagster_project.store.archives import Archive

_LIVE = re.compile(r"^live-\d{8}-\d{3,}\.warc\.gz$")
_STEP: Final = 1 << 20
_MEMBER: Final = b"\x1f\x8b\x08"
"""With what a gzip member begins."""


def live_name(day: str, serial: int) -> str:
    """The name of the SERIALth file (from 0) of DAY, written YYYYMMDD."""
    return f"live-{day}-{serial:03d}.warc.gz"


def is_live(warc: "Archive") -> bool:
    """Whether crawls append to the file: told by its name."""
    return _LIVE.match(warc.name) is not None


def lock_of(warc: Path) -> FileLock:
    """The lock that who appends to the file holds; the operating system frees it when its holder dies."""
    folder = warc.parent / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(str(folder / f"{warc.name}.lock"))


def member_ends(warc: "Archive", start: int = 0) -> Iterator[int]:
    """The offset after each whole gzip member, from the one that begins at START to the first that is broken."""
    end = start
    with warc.open("rb") as stream:
        stream.seek(start)
        rest = b""
        while True:
            member, size = zlib.decompressobj(31), 0
            while not member.eof:
                piece = rest or stream.read(_STEP)
                try:
                    # What comes out isn't kept, and a member that grows beyond measure is let out in pieces.
                    member.decompress(piece, _STEP)
                    while member.unconsumed_tail:
                        member.decompress(member.unconsumed_tail, _STEP)
                except zlib.error:
                    return
                if not piece and not member.eof:
                    return
                rest = member.unused_data if member.eof else b""
                size += len(piece) - len(rest)
            end += size
            yield end


def whole_end(warc: "Archive", start: int = 0) -> int:
    """The offset after the last whole gzip member of the file, looked for from the member that begins at START."""
    end = start
    for found in member_ends(warc, start):
        end = found
    return end


def next_record(warc: "Archive", after: int) -> int | None:
    """The offset of the next whole gzip member from AFTER on that holds a record of a web archive; None where none is."""
    with warc.open("rb") as stream:
        stream.seek(after)
        base, buffer = after, b""
        while piece := stream.read(_STEP):
            buffer += piece
            at = buffer.find(_MEMBER)
            while at >= 0:
                if _begins_record(warc, base + at) and next(member_ends(warc, base + at), None) is not None:
                    return base + at
                at = buffer.find(_MEMBER, at + 1)
            base, buffer = base + len(buffer) - 2, buffer[-2:]
    return None


def _begins_record(warc: "Archive", offset: int) -> bool:
    with warc.open("rb") as stream:
        stream.seek(offset)
        try:
            return zlib.decompressobj(31).decompress(stream.read(512), 5) == b"WARC/"
        except zlib.error:
            return False


def cut_tail(warc: Path, start: int, on_damage: Callable[[str], None] | None) -> int:
    """Cut off what a crash left of a record at the end; returns where whole records end. Only for who holds the lock.

    Nothing is cut off where whole records follow: what is broken before them was damaged, not cut short.
    """
    end, size = whole_end(warc, start), warc.stat().st_size
    if end < size and next_record(warc, end + 1) is not None:
        return size
    if end < size:
        with warc.open("r+b") as stream:
            stream.truncate(end)
        if on_damage is not None:
            on_damage(f"{warc.name}: its last record was cut short by a crash; {size - end} bytes were taken off")
    return end


def repaired(warc: Path, start: int = 0, on_damage: Callable[[str], None] | None = None) -> int:
    """Where the whole records of the file end, from START on; a broken tail is cut off unless a crawl holds the file."""
    try:
        with lock_of(warc).acquire(timeout=0):
            return cut_tail(warc, start, on_damage)
    except Timeout:
        end = whole_end(warc, start)
        return end if end == warc.stat().st_size or next_record(warc, end + 1) is None else warc.stat().st_size
