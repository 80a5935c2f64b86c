"""Staging: what a run has made and not yet published, as Parquet parts in a folder of the run's own."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.schema import TABLES
from dagster_project.store.home import Home


def rows_to_table(name: str, rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """ROWS (values in the registry's column order) as an Arrow table of the registered shape NAME."""
    schema = TABLES[name].arrow_schema()
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else [() for _ in schema]
    return pa.Table.from_arrays(
        [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema=schema
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """The staging folder of one run: `<home>/staging/<run>/<table>/<part>.parquet`."""

    home: Home
    run: str

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.home.staging / self.run

    def write(self, name: str, part: str, table: pa.Table) -> None:
        """Stage TABLE as one part of the table NAME; a part of the same name is replaced. Empty tables leave no file.

        The part appears whole: other processes look at the stage while it grows.
        """
        target = self.folder / name / f"{part}.parquet"
        if table.num_rows == 0:
            target.unlink(missing_ok=True)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_suffix(".unfinished")
        pq.write_table(table, unfinished, compression="zstd")
        unfinished.replace(target)

    def write_ids(self, name: str, column: str, ids: Iterable[str]) -> None:
        """Stage IDS as those of the table NAME whose rows the run replaces, whether it has new ones for them or not."""
        self.write(f"replaced_{name}", "000000", pa.table({column: pa.array(sorted(set(ids)), pa.string())}))

    def note_base(self, version: int) -> None:
        """Note the newest published version (0: none), on which all that the run derives will rest."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "base").write_text(f"{version}\n", encoding="utf-8")

    def base(self) -> int | None:
        """The version on which the run rests; None where none was noted."""
        note = self.folder / "base"
        return int(note.read_text(encoding="utf-8")) if note.exists() else None

    def parts(self, name: str) -> list[Path]:
        """The parts of the table NAME, in order."""
        return sorted((self.folder / name).glob("*.parquet"))

    def rows(self, name: str) -> int:
        """Number of staged rows of the table NAME."""
        return sum(pq.read_metadata(part).num_rows for part in self.parts(name))

    def holds_nothing(self) -> bool:
        """Whether the run has staged no row of any table and no list of what it set out to read or derive."""
        return not any(pq.read_metadata(part).num_rows for part in self.folder.rglob("*.parquet"))

    def clear(self, *names: str) -> None:
        """Drop what was staged for the tables NAMES, so that a step that runs again starts clean."""
        for name in names:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def drop(self) -> None:
        """Remove the run's folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
