"""The job that keeps a home small and quick."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Final

import dagster as dg

from dagster_project.defs.resources import HomeResource

WRITES: Final = {"palimpsest/writes": "dataset"}
"""The tag of runs that write the dataset: one of them at a time leaves Dagster's queue (deploy/dagster.yaml)."""


class Keep(dg.Config):
    """How many hours replaced files stay for readers who hold them open."""

    hours: float = 48


FINISHED: Final = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
MOST_FORGOTTEN: Final = 1_000
"""Runs that are forgotten at once; the next maintenance goes on."""


def forget_runs(instance: dg.DagsterInstance, before: datetime) -> int:
    """Delete from INSTANCE the finished runs that were created BEFORE then, oldest first; returns how many.

    The run that materialized an asset last is kept, so that the asset's page stays.
    """
    keys = instance.get_asset_keys()
    last = {event.run_id for event in instance.get_latest_materialization_events(keys).values() if event is not None}
    old = instance.get_run_records(
        dg.RunsFilter(statuses=FINISHED, created_before=before), limit=MOST_FORGOTTEN, ascending=True
    )
    ids = [record.dagster_run.run_id for record in old if record.dagster_run.run_id not in last]
    for run_id in ids:
        instance.delete_run(run_id)
    return len(ids)


@dg.op(
    name="maintain", pool="publish", description="Merge small files and delete what nothing needs; says what it freed."
)
def maintain_op(context: dg.OpExecutionContext, config: Keep, home: HomeResource) -> None:
    """Maintain the home; every published version stays as it was."""
    from dagster_project.pipeline.maintain import describe, maintain_home  # noqa: PLC0415

    done = maintain_home(home.run(context.run_id).home, config.hours)
    forgotten = forget_runs(context.instance, datetime.now(UTC) - timedelta(days=home.settings().keep_runs_days))
    context.log.info(f"{describe(done)}; {forgotten} old runs forgotten")
    context.add_output_metadata({**asdict(done), "runs_forgotten": forgotten})


@dg.job(name="maintenance", executor_def=dg.in_process_executor, tags=WRITES)
def maintenance() -> None:
    """Merge small files, expire what dead runs staged, never touch a published version."""
    maintain_op()
