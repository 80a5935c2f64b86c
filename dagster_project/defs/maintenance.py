"""The job that keeps a home small and quick."""

from dataclasses import asdict

import dagster as dg

from dagster_project.defs.resources import HomeResource


class Keep(dg.Config):
    """How many hours replaced files stay for readers who hold them open."""

    hours: float = 48


@dg.op(
    name="maintain", pool="publish", description="Merge small files and delete what nothing needs; says what it freed."
)
def maintain_op(context: dg.OpExecutionContext, config: Keep, home: HomeResource) -> None:
    """Maintain the home; every published version stays as it was."""
    from dagster_project.pipeline.maintain import describe, maintain_home  # noqa: PLC0415

    done = maintain_home(home.run(context.run_id).home, config.hours)
    context.log.info(describe(done))
    context.add_output_metadata(asdict(done))


@dg.job(name="maintenance", executor_def=dg.in_process_executor)
def maintenance() -> None:
    """Merge small files, expire what dead runs staged, never touch a published version."""
    maintain_op()
