"""Inputs that hold others: a zip file becomes a folder of the archives and pages in it, standard input a file.

Names inside a zip decide nothing but the kind of the file: each member is written under a number of ours.
"""

import shutil
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from os import utime
from pathlib import Path
from typing import BinaryIO, Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.sources.files import suffix_of

MAX_UNPACKED: Final = 64 << 30
"""Bytes that the members of one zip file may have together."""
_MAGIC: Final = ((b"\x1f\x8b", ".warc.gz"), (b"WARC/", ".warc"), (b"PK\x03\x04", ".zip"))


def _members(archive: zipfile.ZipFile, name: str) -> Iterator[zipfile.ZipInfo]:
    total = 0
    for member in sorted(archive.infolist(), key=lambda m: m.filename):
        if member.is_dir() or suffix_of(member.filename) in {None, ".zip"}:
            continue
        if member.flag_bits & 1:
            raise PalimpsestError(f"{name}: is encrypted; unpack it and give the folder")
        total += member.file_size
        if total > MAX_UNPACKED:
            raise PalimpsestError(f"{name}: unpacks to over {MAX_UNPACKED >> 30} GB; unpack it and give the folder")
        yield member


def unzip(path: Path, folder: Path) -> Path:
    """Write the archives and pages in the zip file PATH into a new folder under FOLDER, each with its time; returns it.

    Raises PalimpsestError where PATH is no zip file, is encrypted or damaged, or unpacks to too much.
    """
    target = folder / f"zip-{len(list(folder.iterdir())):04d}"
    target.mkdir(parents=True)
    try:
        with zipfile.ZipFile(path) as archive:
            for number, member in enumerate(_members(archive, str(path))):
                out = target / f"{number:06d}{suffix_of(member.filename)}"
                with archive.open(member) as source, out.open("wb") as sink:
                    _copy(source, sink, member.file_size)
                moment = datetime(*member.date_time[:3], *member.date_time[3:], tzinfo=UTC).timestamp()
                utime(out, (moment, moment))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise PalimpsestError(f"{path}: can't be unpacked ({error})") from None
    return target


def _copy(source: object, sink: BinaryIO, size: int) -> None:
    """Copy at most SIZE bytes: what a member says of its size counts, not what comes out of it."""
    left = size
    while left > 0:
        piece: bytes = source.read(min(left, 1 << 20))  # type: ignore[attr-defined]
        if not piece:
            return
        sink.write(piece)
        left -= len(piece)


def spool(stream: BinaryIO, folder: Path) -> Path:
    """Write STREAM to a file in FOLDER whose name tells its kind by its first bytes; returns where it lies.

    Raises PalimpsestError where nothing came.
    """
    head = stream.read(8)
    if not head:
        raise PalimpsestError("-: standard input is empty")
    suffix = next((kind for magic, kind in _MAGIC if head.startswith(magic)), ".html")
    target = folder / f"stdin{suffix}"
    with target.open("wb") as sink:
        sink.write(head)
        shutil.copyfileobj(stream, sink)
    return target


def with_stdin(inputs: Sequence[str], folder: Path) -> list[str]:
    """INPUTS, a `-` among them replaced by a file of what standard input gives."""
    return [str(spool(sys.stdin.buffer, folder)) if name == "-" else name for name in inputs]
