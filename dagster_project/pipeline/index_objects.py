"""Indexing archives that others have put among the objects: on a cluster one archive a task."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dagster_project.pipeline import workers
from dagster_project.pipeline.portable import run_tasks
from dagster_project.pipeline.run import PAGES_WORTH_A_POOL, Run
from dagster_project.store.archives import find_archive, push_captures
from dagster_project.store.capture_index import index_missing, index_warc, not_indexed, resolve_stored
from dagster_project.store.home import Home
from dagster_project.store.staging import Stage


@dataclass(frozen=True, slots=True)
class Unindexed:
    """An archive among the objects that has no index, by its name."""

    stage: Stage
    part: str

    @property
    def reads(self) -> tuple[str, ...]:
        """Nothing of the stage: the archive itself is read."""
        return ()

    @property
    def writes(self) -> tuple[str, ...]:
        """Nothing of the stage: the index goes beside the archive."""
        return ()

    def on(self, stage: Stage, reference: Path) -> "Unindexed":  # noqa: ARG002
        """The same task on another machine."""
        return replace(self, stage=stage)


def index_object(task: workers.Task[Unindexed]) -> list[str]:
    """Index one archive and store its index beside it; returns what was found damaged.

    It is indexed for itself: what other archives hold must not depend on which of them was indexed first.
    """
    name, home = task.argument.part, task.argument.stage.home
    alone = Home(task.argument.stage.folder / f"index-{name}", home.where)
    notes: list[str] = []
    index_warc(alone, find_archive(alone, name), notes.append)
    push_captures(alone)
    return notes


def index_objects(run: Run, on_damage: Callable[[str], None]) -> None:
    """On a cluster, index the archives among the objects that have no index; else leave that to `index_missing`."""
    if run.compute != "ray":
        return
    bare = [archive.name for archive in not_indexed(run.home)]
    tasks = [Unindexed(run.stage, name) for name in bare]
    for notes in run_tasks(run, index_object, tasks, items=PAGES_WORTH_A_POOL * len(tasks), memory=None):
        for note in notes:
            on_damage(note)
    if bare:
        index_missing(run.home, on_damage)
        resolve_stored(run.home, bare)
