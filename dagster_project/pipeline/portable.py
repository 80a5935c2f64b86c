"""What a task must tell of itself to be done on another machine, and where the tasks of a step are done."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol, Self, TypeVar

from dagster_project.pipeline import workers
from dagster_project.pipeline.run import PAGES_WORTH_A_POOL, Run
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
    items: int,
    memory: int | None = workers.PAGE_MEMORY,
    meanwhile: Callable[[], object] = workers.nothing,
) -> Iterator[R]:
    """Run FUNCTION over ARGUMENTS, ITEMS pages in all, where RUN computes: on a Ray cluster, or in processes of this machine.

    A few pages are read in this process in either case. MEANWHILE is called once while workers of this machine work.
    """
    todo = list(arguments)
    if run.compute == "ray" and items >= PAGES_WORTH_A_POOL:
        from dagster_project.pipeline.cluster import run_on_ray  # noqa: PLC0415

        yield from run_on_ray(run, function, todo, memory)
    else:
        yield from workers.run_tasks(
            function,
            todo,
            workers=run.pool(items, len(todo)),
            folder=run.stage.folder / "notes",
            memory=memory,
            meanwhile=meanwhile,
        )
