"""The project's definitions with a fault that can be switched on: while `plant-a-failure` lies in the home, a step writes a
row that no article has, as a fault in the rules would. For tests that want to see an audit stop a publish."""

from datetime import UTC, datetime

from dagster_project.core.schema import TABLES
from dagster_project.definitions import build_defs
from dagster_project.pipeline import erasures
from dagster_project.pipeline.run import Run
from dagster_project.store.staging import rows_to_table

SWITCH = "plant-a-failure"
_real = erasures.find_run_erasures


def _with_fault(run: Run) -> int:
    found = _real(run)
    if not (run.home.root / SWITCH).exists():
        return found
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    of_kind = {"string": "x", "int32": 1, "timestamp[us, tz=UTC]": moment, "date32[day]": moment.date()}
    row = tuple(c.values[0] if c.values else of_kind[str(c.type)] for c in TABLES["erasures"].columns)
    run.stage.write("erasures", "999999", rows_to_table("erasures", [row]))
    return found + 1


erasures.find_run_erasures = _with_fault
defs = build_defs()
