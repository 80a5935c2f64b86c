"""Indexing several archives at once: in worker processes of this machine, or one archive a task on a cluster."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from dagster_project.core.errors import PalimpsestError
from dagster_project.pipeline import workers
from dagster_project.pipeline.portable import run_tasks
from dagster_project.pipeline.run import PAGES_WORTH_A_POOL, Run
from dagster_project.store.archives import find_archive, push_captures
from dagster_project.store.capture_index import (
    conclude,
    index_alone,
    index_lock,
    index_missing,
    index_warc,
    not_indexed,
)
from dagster_project.store.home import Home
from dagster_project.store.staging import Stage

WORTH_A_POOL: Final = 32 << 20
"""Bytes of archives that one process indexes in the time that worker processes take to start."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An archive in the captures folder of HOME, by its name."""

    home: Home
    name: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of indexing an archive: how many responses it holds, None where it can't be read, and what was found damaged."""

    name: str
    responses: int | None
    notes: tuple[str, ...]


def index_archives(run: Run, archives: Sequence[Path]) -> list[Counted]:
    """Index ARCHIVES, which are stored, in the order given: each for itself, several large ones at once, then `conclude`."""
    if not archives:
        return []
    distinct = sorted({path: path.stat().st_size for path in archives}.items(), key=lambda p: (-p[1], p[0].name))
    tasks = [Stored(run.home, path.name) for path, _ in distinct]
    large = sum(size for _, size in distinct) >= WORTH_A_POOL
    pool = min(run.workers, len(tasks)) if large else 0
    notes = run.stage.folder / "notes"
    with index_lock(run.home):
        done = workers.run_tasks(index_stored, tasks, workers=pool if pool > 1 else 0, folder=notes, memory=None)
        found = {counted.name: counted for counted in done}
        conclude(run.home, [path for path, _ in distinct])
    return [found[archive.name] for archive in archives]


def index_stored(task: workers.Task[Stored]) -> Counted:
    """Index one stored archive for itself; what can't be read of it is noted. Whoever asks for that holds the index's lock."""
    home, name = task.argument.home, task.argument.name
    notes: list[str] = []
    try:
        responses = index_alone(home, home.captures / name, notes.append)
    except (PalimpsestError, OSError) as error:
        return Counted(name, None, (*notes, str(error)))
    return Counted(name, responses, tuple(notes))


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
    """Index one archive for itself and store its index beside it; returns what was found damaged."""
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
