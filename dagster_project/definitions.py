"""The one place where everything is put together for Dagster."""

from typing import Any

import dagster as dg

from dagster_project.defs.alerts import ALERT_SENSORS
from dagster_project.defs.assets import ASSETS
from dagster_project.defs.automation import schedules, sensors, with_automation
from dagster_project.defs.capture import CAPTURE_ASSETS, CAPTURE_JOBS
from dagster_project.defs.checks import AUDITS
from dagster_project.defs.dead_runs import killed_runs
from dagster_project.defs.history_checks import HISTORY_CHECKS
from dagster_project.defs.jobs import JOBS, PINNED
from dagster_project.defs.marts import MART_ASSETS, MART_JOBS
from dagster_project.defs.resources import HomeResource
from dagster_project.settings import Settings, load_settings


def build_defs(
    executor: dg.ExecutorDefinition = PINNED, settings: Settings | None = None, **overrides: Any
) -> dg.Definitions:
    """Fresh definitions; OVERRIDES replace resources by name, so that tests swap parts instead of patching them.

    With Dagster's multiprocess EXECUTOR each step runs in a process of its own. SETTINGS say what starts switched on, and
    when; they are loaded where none are given, so that a wrong one is told before anything runs.
    """
    settings = settings or load_settings()
    resources: dict[str, Any] = {"home": HomeResource(), **overrides}
    return dg.Definitions(
        assets=[*with_automation(ASSETS), *CAPTURE_ASSETS, *MART_ASSETS],
        asset_checks=[*AUDITS, *HISTORY_CHECKS],
        jobs=[*JOBS, *CAPTURE_JOBS, *MART_JOBS],
        schedules=schedules(settings),
        sensors=[*sensors(settings), *ALERT_SENSORS, killed_runs],
        resources=resources,
        executor=executor,
    )


defs = build_defs()
