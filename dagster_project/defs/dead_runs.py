"""Runs whose process was killed: Dagster takes them for running for ever, and keeps what they held of its pools.

Each process that works on a run holds a lock file of that run; the operating system frees it when the process dies.
"""

import contextlib
from pathlib import Path
from typing import Final

import dagster as dg
from filelock import FileLock, Timeout

from dagster_project.settings import load_settings
from dagster_project.store.home import Home

_HELD: dict[str, FileLock] = {}
"""The locks that this process holds, to its end."""
_UNDER_WAY: Final = [dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.CANCELING]


def _lock(home: Home, run_id: str) -> Path:
    return home.dagster / "alive" / f"{run_id}.lock"


def mark_alive(home: Home, run_id: str) -> None:
    """Hold the lock of the run RUN_ID until this process ends; where another process of the run holds it, that will do."""
    path = _lock(home, run_id)
    if str(path) in _HELD:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(path))
    with contextlib.suppress(Timeout):
        lock.acquire(timeout=0)
        _HELD[str(path)] = lock


def end_dead_runs(home: Home, instance: dg.DagsterInstance) -> list[str]:
    """Record as failed the runs whose process is gone, and free what they held; returns their ids."""
    ended = []
    for run in instance.get_runs(filters=dg.RunsFilter(statuses=_UNDER_WAY)):
        path = _lock(home, run.run_id)
        if not path.exists() or str(path) in _HELD:
            continue
        try:
            with FileLock(str(path)).acquire(timeout=0):
                instance.report_run_failed(run, "the process was killed; what it captured is kept: run it again")
                instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
                ended.append(run.run_id)
        except Timeout:
            continue
    _forget_finished(home, instance)
    return ended


def _forget_finished(home: Home, instance: dg.DagsterInstance) -> None:
    """Remove the lock files of runs that are over."""
    for path in sorted((home.dagster / "alive").glob("*.lock")):
        run = instance.get_run_by_id(path.stem)
        if str(path) not in _HELD and (run is None or run.is_finished):
            path.unlink(missing_ok=True)


@dg.sensor(
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Marks runs as failed whose process was killed, so that the queue goes on and an alert is sent.",
)
def killed_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
    """Ends dead runs every minute: one that was to write the dataset would keep all others waiting."""
    ended = end_dead_runs(load_settings().place, context.instance)
    return dg.SkipReason(f"ended: {', '.join(ended)}" if ended else "no run was killed")
