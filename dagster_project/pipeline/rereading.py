"""Captures that were read before: the newer reading's row says what it changed. No revision comes of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.core.history.records import Observation
from dagster_project.core.history.rereading import note_rereading
from dagster_project.core.schema import TABLES
from dagster_project.pipeline.run import Run
from dagster_project.store.lake import columns_of, file_list, open_lake
from dagster_project.store.sql import statement


def _observation(row: Mapping[str, Any]) -> Observation:
    return Observation(**{**row, "notes": tuple(row["notes"])})


def _noted(lake: duckdb.DuckDBPyConnection, part: Path) -> pa.Table | None:
    """The observations of PART with their notes of rereading; None where nothing is to be noted."""
    columns = columns_of(TABLES["observations"])
    before = lake.execute(statement("store/read_before", columns=columns, part=file_list([part]))).to_arrow_table()
    if before.num_rows == 0:
        return None
    known = {(row["capture_id"], row["article_id"]): _observation(row) for row in before.to_pylist()}
    table = pq.read_table(part)
    notes, changed = [], False
    for row in table.to_pylist():
        earlier = known.get((row["capture_id"], row["article_id"]))
        noted = list(note_rereading(earlier, _observation(row)).notes) if earlier else row["notes"]
        changed = changed or noted != row["notes"]
        notes.append(noted)
    if not changed:
        return None
    at = table.schema.get_field_index("notes")
    return table.set_column(at, table.schema.field(at), pa.array(notes, table.schema.field(at).type))


def note_rereadings(run: Run) -> int:
    """Write into the staged observations what their readings changed; returns in how many parts there was any."""
    parts = run.stage.parts("observations")
    if not parts:
        return 0
    lake = open_lake(run.home)
    try:
        again = lake.execute(statement("store/parts_read_before", parts=file_list(parts))).fetchall()
        noted = [(Path(part), table) for (part,) in again if (table := _noted(lake, Path(part))) is not None]
    finally:
        lake.close()
    for part, table in noted:
        run.stage.write("observations", part.stem, table)
    return len(noted)
