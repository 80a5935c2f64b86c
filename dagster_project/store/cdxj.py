"""CDXJ: one line a record, sorted by address and time, by which other web-archive tools find and replay captures.

"Not modified" answers have no line: replay would show their empty page where the one before them says what stood there.
The lines lie beside the WARC file under its name with `.cdxj`: SURT key, 14-digit time, a JSON object.
"""

import json
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Final

from dagster_project.core.surt import surt
from dagster_project.store.durable import beside, put_in_place
from dagster_project.store.warc import Response

RUN: Final = 50_000
"""Lines that are sorted in memory at a time."""


def cdxj_file(warc: Path) -> Path:
    """Where the lines of a WARC file lie."""
    return warc.with_name(warc.name.removesuffix(".gz").removesuffix(".warc") + ".cdxj")


def cdxj_line(response: Response, warc_file: str) -> str:
    """The line of a record of WARC_FILE, without its line feed."""
    try:
        key = surt(response.url)
    except ValueError:
        key = response.url
    mime = "warc/revisit" if response.revisit else (response.content_type or "unk").split(";")[0].strip().lower()
    fields = {
        "url": response.url,
        "mime": mime or "unk",
        "status": str(response.http_status),
        "digest": response.stated_digest or f"sha256:{response.payload_sha256}",
        "length": str(response.length),
        "offset": str(response.offset),
        "filename": warc_file,
    }
    when = response.captured_at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    return f"{key} {when} {json.dumps(fields)}"


class CdxjLines:
    """The lines of a WARC file that are to be added to its CDXJ file, however many: RUN are in memory, the others on disk."""

    def __init__(self, warc: Path):
        self._target = cdxj_file(warc)
        self._lines: list[bytes] = []
        self._runs: list[Path] = []

    def add(self, line: str) -> None:
        """Take LINE, without its line feed."""
        # An address may hold what is no Unicode text: what can't be written as it is is written as its escape.
        self._lines.append(line.encode("utf-8", "backslashreplace"))
        if len(self._lines) >= RUN:
            run = beside(self._target.with_name(f"{self._target.name}.{len(self._runs)}"))
            _write(run, sorted(self._lines))
            self._runs.append(run)
            self._lines = []

    def write(self, *, anew: bool) -> None:
        """Merge the lines with those of the file, or where ANEW put them in their place; it stays sorted by bytes."""
        temporary = beside(self._target)
        files = [*self._runs, *([] if anew or not self._target.exists() else [self._target])]
        try:
            with ExitStack() as stack:
                streams = [stack.enter_context(path.open("rb")) for path in files]
                known = (map(_without_feed, stream) for stream in streams)
                _write(temporary, (line for line, _ in groupby(merge(sorted(self._lines), *known))))
            put_in_place(temporary, self._target)
        finally:
            for path in (temporary, *self._runs):
                path.unlink(missing_ok=True)


def _without_feed(line: bytes) -> bytes:
    return line.removesuffix(b"\n")


def _write(path: Path, lines: Iterable[bytes]) -> None:
    with path.open("wb") as stream:
        stream.writelines(line + b"\n" for line in lines)
