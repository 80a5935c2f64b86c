"""Reading the reviewed CSV files of the reference data."""

import csv
from collections.abc import Iterator
from pathlib import Path

from dagster_project.core.errors import PalimpsestError


def read_reference(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a reference file with their line numbers; lines that begin with # explain the columns.

    Raises PalimpsestError for a missing file or a row with too many or too few cells.
    """
    if not path.exists():
        raise PalimpsestError(f"{path}: reference file is missing; restore it from the repository")
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [(number, line) for number, line in enumerate(stream, 1) if not line.startswith("#")]
    reader = csv.reader(line for _, line in lines)
    header = next(reader)
    for row in reader:
        number = lines[min(reader.line_num, len(lines)) - 1][0]
        if len(row) != len(header):
            raise PalimpsestError(f"{path}:{number}: {len(row)} cells where the header has {len(header)}")
        yield number, dict(zip(header, row, strict=True))
