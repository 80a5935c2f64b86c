"""Whole WARC files: taking archives over, and storing a set of responses as one file.

A file that this module makes is named by the digest of its bytes and never changes afterwards.
"""

import gzip
import hashlib
import io
import os
import shutil
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from fastwarc.warc import ArchiveIterator

from dagster_project.core.errors import PalimpsestError
from dagster_project.store.durable import put_in_place
from dagster_project.store.live_files import member_ends
from dagster_project.store.warc_records import Fetched, info_record, response_records


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_record_gzip(path: Path) -> bool:
    """True where each record is a gzip member of its own, so that a record can be read by its offset."""
    with path.open("rb") as stream:
        if stream.read(2) != b"\x1f\x8b":
            return False
    offsets: list[int] = []
    with path.open("rb") as stream:
        try:
            for record in islice(ArchiveIterator(stream, parse_http=False), 3):
                offsets.append(record.stream_pos)
        except Exception:
            first = next(member_ends(path), None)
            return first is not None and first < path.stat().st_size
    return _are_members(path, offsets)


def _are_members(path: Path, offsets: list[int]) -> bool:
    """Whether at each of OFFSETS but the first a gzip member begins."""
    with path.open("rb") as stream:
        for offset in offsets[1:]:
            stream.seek(offset)
            if stream.read(2) != b"\x1f\x8b":
                return False
    return True


def adopt(source: Path, folder: Path, on_damage: Callable[[str], None] | None = None) -> Path:
    """Copy the WARC file SOURCE into FOLDER under the digest of its bytes; returns where it lies.

    A file that is there already is not copied again. One without a gzip member a record is rewritten record by record,
    because only so can a record be found by its offset; where such a one is damaged, the records before the damage are
    kept and ON_DAMAGE is called. Raises PalimpsestError where SOURCE holds no WARC record.
    """
    with source.open("rb") as stream:
        try:
            first = next(iter(ArchiveIterator(stream, parse_http=False)), None)
        except Exception:
            first = None
    if first is None:
        raise PalimpsestError(f"{source}: holds no WARC record; is it a web archive?")
    temporary = folder / f"incoming-{os.getpid()}.tmp"
    if _is_record_gzip(source):
        digest = _digest(source)
        target = folder / f"{digest[:16]}.warc.gz"
        # A stored file whose bytes have changed since is put right by importing it again.
        if target.exists() and _digest(target) == digest:
            return target
        shutil.copyfile(source, temporary)
    else:
        _rewrite(source, temporary, on_damage)
        target = folder / f"{_digest(temporary)[:16]}.warc.gz"
    put_in_place(temporary, target)
    return target


def _rewrite(source: Path, target: Path, on_damage: Callable[[str], None] | None) -> None:
    """Write the records of SOURCE to TARGET, each a gzip member, up to the first that can't be read."""
    with source.open("rb") as stream, target.open("wb") as out:
        records = iter(ArchiveIterator(stream, parse_http=False))
        while True:
            member = io.BytesIO()
            try:
                record = next(records, None)
                if record is None:
                    return
                record.write(member)
            except Exception as error:
                if on_damage is not None:
                    on_damage(f"{source}: is damaged ({error}); the records before it were read")
                return
            out.write(gzip.compress(member.getvalue(), 6, mtime=0))


def write_responses(responses: Iterable[Fetched], folder: Path) -> Path | None:
    """Store RESPONSES as one new WARC 1.1 file in FOLDER; returns where it lies, None where there were none.

    The same responses give the same bytes.
    """
    temporary = folder / f"incoming-{os.getpid()}.tmp"
    written = 0
    with temporary.open("wb") as stream:
        for response in responses:
            if not written:
                info_id, info = info_record(response.captured_at, response.url, {})
                stream.write(info)
            stream.write(response_records(response, info_id))
            written += 1
    if not written:
        temporary.unlink()
        return None
    target = folder / f"{_digest(temporary)[:16]}.warc.gz"
    put_in_place(temporary, target)
    return target
