"""What a task must tell of itself to be done on another machine, and where the tasks of a step are done."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, Self, TypeVar

from dagster_project.pipeline import workers
from dagster_project.pipeline.run import Run
from dagster_project.store.staging import Stage


class Portable(Protocol):
    """A task's argument: its stage, its part's name, and the files of the stage that it reads and tables that it writes."""

    @property
    def stage(self) -> Stage:
        """The run's stage."""

    @property
    def part(self) -> str:
        """The name of the parts that the task stages."""

    @property
    def reads(self) -> tuple[str, ...]:
        """Files of the stage that the task reads; some may be missing."""

    @property
    def writes(self) -> tuple[str, ...]:
        """Tables of which the task may stage a part."""

    def on(self, stage: Stage, reference: Path) -> Self:
        """The same task on another machine, where the stage and the reference data lie elsewhere."""


P = TypeVar("P", bound=Portable)
R = TypeVar("R")


def run_tasks(
    run: Run,
    function: Callable[[workers.Task[P]], R],
    arguments: Iterable[P],
    *,
    pool: int,
    memory: int | None = workers.PAGE_MEMORY,
) -> Iterator[R]:
    """Run FUNCTION over ARGUMENTS where RUN computes: on a Ray cluster, or in POOL processes of this machine.

    What is worth no pool (0) is done here in either case.
    """
    if run.compute == "ray" and pool:
        from dagster_project.pipeline.cluster import run_on_ray  # noqa: PLC0415

        yield from run_on_ray(run, function, arguments, memory)
    else:
        folder = run.stage.folder / "notes"
        yield from workers.run_tasks(function, arguments, workers=pool, folder=folder, memory=memory)
