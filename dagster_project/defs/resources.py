"""What every asset is given: the home folder, and how many worker processes it may use."""

import os
from typing import Any

import dagster as dg

from dagster_project.core.captures import SAMPLE_SHARE
from dagster_project.pipeline.run import Run, default_workers
from dagster_project.store.home import Home


class HomeResource(dg.ConfigurableResource[Any]):
    """The home folder of a run.

    An empty `folder` means PALIMPSEST_HOME, else the project's data folder; no `workers` means one a core.
    Of one capture in `compare_every` trafilatura reads the whole page for comparison (1: of every one, which takes
    several times as long); 0 means PALIMPSEST_COMPARE_EVERY, else 64.
    """

    folder: str = ""
    workers: int = 0
    compare_every: int = 0

    def home(self) -> Home:
        """The home, prepared."""
        home = Home.at(self.folder or os.environ.get("PALIMPSEST_HOME"))
        home.prepare()
        return home

    def run(self, run_id: str) -> Run:
        """The run whose steps find each other by RUN_ID, with its home prepared."""
        home = self.home()
        every = self.compare_every or int(os.environ.get("PALIMPSEST_COMPARE_EVERY") or SAMPLE_SHARE)
        return Run(home, run_id, self.workers or default_workers(), compare_every=every)
