"""What every asset is given: the home folder, and how many worker processes it may use."""

from typing import Any

import dagster as dg

from dagster_project.defs.dead_runs import mark_alive
from dagster_project.pipeline.run import Run, default_workers
from dagster_project.settings import Settings, load_settings
from dagster_project.store.home import Home


class HomeResource(dg.ConfigurableResource[Any]):
    """The home folder of a run, and the settings that a run's configuration may give: what is empty or 0 is not given.

    Of one capture in `compare_every` trafilatura reads the whole page for comparison (1: of every one, which takes
    several times as long).
    """

    folder: str = ""
    workers: int = 0
    compare_every: int = 0
    compute: str = ""
    ray_address: str = ""

    def home(self) -> Home:
        """The home, prepared."""
        home = Home.at(self.folder)
        home.prepare()
        return home

    def run(self, run_id: str) -> Run:
        """The run whose steps find each other by RUN_ID, with its home prepared."""
        home, settings = self.home(), self.settings()
        mark_alive(home, run_id)
        return Run(
            home,
            run_id,
            settings.workers or default_workers(),
            compare_every=settings.compare_every,
            compute=settings.compute,
            ray_address=settings.ray_address,
        )

    def settings(self, **given: Any) -> Settings:
        """The settings of a run; what its configuration GIVES wins."""
        mine = {name: getattr(self, name) for name in ("workers", "compare_every", "compute", "ray_address")}
        return load_settings(self.folder, **mine, **given)
