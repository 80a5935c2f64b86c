"""How many rows a run brings to each table, and how exact the rules were when last measured: numbers that the UI plots."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from dagster_project.core.schema import TABLES
from dagster_project.pipeline.run import Run
from dagster_project.store.home import PROJECT_ROOT
from dagster_project.store.lake import open_lake
from dagster_project.store.publish import group_column, known_among, prepare_base, stage_views
from dagster_project.store.sql import identifier, statement
from dagster_project.store.transaction import at_once

FIGURES = PROJECT_ROOT / "benchmarks" / "figures.json"


@dataclass(frozen=True, slots=True)
class RowChange:
    """Rows of a table in the last version, and in the next one."""

    before: int
    after: int


def count_changes(run: Run, names: Sequence[str]) -> dict[str, RowChange]:
    """For each of the tables NAMES, its rows before and after what RUN has staged.

    The lake's tables know how many rows they have; only those that the run replaces are looked for.
    """
    if run.stage.base() == 0:
        return {name: RowChange(0, run.stage.rows(name)) for name in names}
    connection = open_lake(run.home)
    try:
        stage_views(connection, run.stage)
        with at_once(connection):
            prepare_base(connection, run.stage)
            known = known_among(connection)
            found = {}
            for name in names:
                table = TABLES[name]
                base = f"replaced_{name}" if table.scope == "global" else f"base_{table.scope}"
                row = connection.execute(
                    statement(
                        "store/row_change",
                        table=identifier(f"lake.{name}"),
                        staged=identifier(f"staged_{name}"),
                        id=identifier(group_column(table)),
                        base=identifier(base),
                        among=known[table.scope],
                    )
                ).fetchone()
                assert row is not None
                found[name] = RowChange(int(row[0]), int(row[1]))
    finally:
        connection.close()
    return found


def measured_f1() -> dict[str, float]:
    """F1 by what was measured, as `make eval` last found it for this code; nothing where it was not measured."""
    if not FIGURES.exists():
        return {}
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))["figures"]
    return {f"F1 {f['what']}": float(f["value"]) for f in figures if f["measure"] == "F1"}
