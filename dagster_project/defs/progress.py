"""Who hears of a step's progress besides Dagster's log: the command line, when it runs the job in its own process."""

from contextvars import ContextVar

from dagster_project.pipeline.run import Progress, no_progress

LISTENER: ContextVar[Progress] = ContextVar("listener", default=no_progress)
