"""CDXJ: one line a record, sorted by address and time, by which other web-archive tools find and replay captures.

"Not modified" answers have no line: replay would show their empty page where the one before them says what stood there.
The lines lie beside the WARC file under its name with `.cdxj`: SURT key, 14-digit time, a JSON object.
"""

import json
from datetime import UTC
from pathlib import Path

from dagster_project.core.surt import surt
from dagster_project.store.durable import write_whole
from dagster_project.store.warc import Response


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


def add_lines(warc: Path, lines: list[str], *, anew: bool) -> None:
    """Add LINES to those of the WARC file, or where ANEW put them in their place; the file stays sorted by bytes."""
    target = cdxj_file(warc)
    before = [] if anew or not target.exists() else target.read_text(encoding="utf-8").splitlines()
    # An address may hold what is no Unicode text: what can't be written as it is is written as its escape.
    merged = sorted({line.encode("utf-8", "backslashreplace") for line in (*before, *lines)})
    write_whole(target, b"".join(line + b"\n" for line in merged))
