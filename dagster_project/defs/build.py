"""Running the job `build` in this process: what the command line calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from dagster_project.core.errors import PalimpsestError, SupersededError
from dagster_project.pipeline.run import Progress, no_progress
from dagster_project.store.home import Home

_STOPPED: Final = "DagsterExecutionInterruptedError"
"""What a step ends with that a signal stops."""


@dataclass(frozen=True, slots=True)
class BuildOutcome:
    """How a run of the job ended."""

    run_id: str
    success: bool
    version: int | None
    notes: tuple[str, ...] = ()
    failed_checks: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = field(default=None)
    superseded: bool = False


ATTEMPTS = 3
"""So often a build is tried where another one publishes first."""


def run_build(
    home: Home, inputs: Sequence[str], *, url: str | None = None, progress: Progress = no_progress, workers: int = 0
) -> BuildOutcome:
    """Run the job `build` on INPUTS in this process: see `run_job`."""
    given = {"inputs": [str(Path(i).resolve()) for i in inputs], "url": url or ""}
    return run_job(home, "build", {"archive": given}, progress=progress, workers=workers)


def run_job(
    home: Home,
    name: str,
    given: Mapping[str, Mapping[str, Any]],
    *,
    progress: Progress = no_progress,
    workers: int = 0,
) -> BuildOutcome:
    """Run the job NAME in this process, its steps configured as GIVEN, recorded in the home's instance for the UI.

    A step's PalimpsestError comes back as the outcome's `error`, in one line. Where another run publishes first, this
    one derives anew what rests on that; what it captured is stored and not captured again. Raises KeyboardInterrupt
    where a signal stopped a step.
    """
    outcome = _run_once(home, name, given, progress, workers)
    for _ in range(ATTEMPTS - 1):
        if not outcome.superseded:
            break
        before = (*outcome.notes, "another run published first; derived anew on top of it")
        again = {step: values for step, values in given.items() if step != "archive"}
        outcome = _run_once(home, name, again, progress, workers)
        outcome = replace(outcome, notes=(*before, *outcome.notes))
    return outcome


def _run_once(
    home: Home, name: str, given: Mapping[str, Mapping[str, Any]], progress: Progress, workers: int
) -> BuildOutcome:
    import logging  # noqa: PLC0415
    import os  # noqa: PLC0415

    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    from dagster_project.definitions import build_defs  # noqa: PLC0415
    from dagster_project.defs.dead_runs import end_dead_runs  # noqa: PLC0415
    from dagster_project.defs.instance import open_instance  # noqa: PLC0415
    from dagster_project.defs.progress import LISTENER  # noqa: PLC0415
    from dagster_project.defs.resources import HomeResource  # noqa: PLC0415

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    defs = build_defs(home=HomeResource(folder=str(home.root), workers=workers))
    config: dict[str, Any] = {
        "ops": {step: {"config": dict(values)} for step, values in given.items()},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    listening = LISTENER.set(progress)
    try:
        with open_instance(home) as instance:
            end_dead_runs(home, instance)
            job = defs.resolve_job_def(name)
            return _outcome(job.execute_in_process(run_config=config, instance=instance, raise_on_error=False))
    finally:
        LISTENER.reset(listening)


def _outcome(result: Any) -> BuildOutcome:
    checks = result.get_asset_check_evaluations()
    failed = tuple(sorted(_line(c) for c in checks if not c.passed and c.severity.value == "ERROR"))
    warned = tuple(sorted(_line(c) for c in checks if not c.passed and c.severity.value != "ERROR"))
    version, notes, error, superseded = None, [], None, False
    for event in result.all_events:
        if event.is_step_failure:
            if event.step_failure_data.error.cls_name == _STOPPED:
                raise KeyboardInterrupt
            error = error or reason_of(event.step_failure_data.error)
            superseded = superseded or _innermost(event.step_failure_data.error).cls_name == SupersededError.__name__
        if event.event_type_value == "ASSET_MATERIALIZATION":
            metadata = event.materialization.metadata
            if "notes" in metadata:
                notes += [str(n) for n in metadata["notes"].value]
            if "version" in metadata and isinstance(metadata["version"].value, int):
                version = metadata["version"].value
    return BuildOutcome(
        result.run_id,
        result.success,
        version,
        tuple(notes),
        failed,
        warned,
        error if not result.success and not failed else None,
        superseded,
    )


def _line(check: Any) -> str:
    return f"{check.asset_key.to_user_string()}: {check.check_name}: {check.description}"


def reason_of(error: Any) -> str:
    """The innermost cause of a step's failure, in one line; ours without its class."""
    error = _innermost(error)
    name, _, text = error.message.strip().partition(": ")
    line = " ".join((text or name).split())
    ours = (PalimpsestError.__name__, SupersededError.__name__)
    return line if name.endswith(ours) else f"{name}: {line}"


def _innermost(error: Any) -> Any:
    while error.cause is not None:
        error = error.cause
    return error
