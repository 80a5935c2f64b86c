"""WARC files that crawls append to: their names, who holds one, and freeing them of what a crash cut short.

A crawl appends whole records, each a gzip member, in one write. Whatever stops it, at most the last member is broken;
the next to open the file, or to index it, cuts that off. While a crawl holds the file's lock nobody cuts.
"""

import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from dagster_project.store.archives import Archive

_LIVE = re.compile(r"^live-\d{8}-\d{3,}\.warc\.gz$")
_STEP: Final = 1 << 20


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


def whole_end(warc: "Archive", start: int = 0) -> int:
    """The offset after the last whole gzip member of the file, looked for from the member that begins at START."""
    end = start
    with warc.open("rb") as stream:
        stream.seek(start)
        rest = b""
        while True:
            member, size = zlib.decompressobj(31), 0
            while not member.eof:
                piece = rest or stream.read(_STEP)
                if not piece:
                    return end
                try:
                    member.decompress(piece)
                except zlib.error:
                    return end
                rest = member.unused_data if member.eof else b""
                size += len(piece) - len(rest)
            end += size


def cut_tail(warc: Path, start: int, on_damage: Callable[[str], None] | None) -> int:
    """Cut off what follows the last whole member; returns the file's length then. Only for who holds the lock."""
    end, size = whole_end(warc, start), warc.stat().st_size
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
        return whole_end(warc, start)
