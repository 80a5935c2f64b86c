"""One run: its home, its staging folder, and how much of the machine it may use."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from dagster_project.core.captures import SAMPLE_SHARE
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.staging import Stage

Progress = Callable[[str, int, int], None]
"""Called with the stage, how many are done, and how many there are in all."""

Compute = Literal["local", "ray"]

PAGES_WORTH_A_POOL: Final = 300
"""Below so many pages, starting worker processes costs more than it saves."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Show nothing."""


def default_workers() -> int:
    """As many worker processes as this process may use cores."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Run:
    """What every step is given. `run_id` names the staging folder, so that steps in other processes find it.

    Of one capture in `compare_every` trafilatura reads the whole page too, for comparison. `compute` says where heavy
    steps are done: in `workers` processes of this machine (local), or on the Ray cluster at `ray_address` (ray).
    """

    home: Home
    run_id: str
    workers: int = field(default_factory=default_workers)
    reference: Path = REFERENCE
    compare_every: int = SAMPLE_SHARE
    compute: Compute = "local"
    ray_address: str = ""

    @property
    def stage(self) -> Stage:
        """The run's staging folder."""
        return Stage(self.home, self.run_id)

    def pool(self, items: int, tasks: int) -> int:
        """How many worker processes ITEMS in TASKS are worth; 0: none."""
        return min(self.workers, tasks) if items >= PAGES_WORTH_A_POOL else 0
