"""Running a capture job in this process: what `palimpsest capture` calls. Dagster's instance records it for the UI."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dagster_project.pipeline.run import Progress, no_progress
from dagster_project.store.home import Home


@dataclass(frozen=True, slots=True)
class CaptureOutcome:
    """How a capture run ended: visits by outcome, requests, bytes, articles discovered, notes; `error` where it failed."""

    success: bool
    visits: Mapping[str, int]
    requests: int = 0
    bytes: int = 0
    discovered: int = 0
    notes: tuple[str, ...] = ()
    error: str | None = None


def run_capture(
    home: Home, source: str, config: Mapping[str, Any], days: tuple[str, str], progress: Progress = no_progress
) -> CaptureOutcome:
    """Materialize the asset of SOURCE for the partitions from the first to the last of DAYS (YYYY-MM-DD), with CONFIG."""
    import logging  # noqa: PLC0415
    import os  # noqa: PLC0415

    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    import dagster as dg  # noqa: PLC0415

    from dagster_project.defs.build import reason_of  # noqa: PLC0415
    from dagster_project.defs.capture import CAPTURE_ASSETS, asset_name  # noqa: PLC0415
    from dagster_project.defs.dead_runs import end_dead_runs  # noqa: PLC0415
    from dagster_project.defs.instance import open_instance  # noqa: PLC0415
    from dagster_project.defs.progress import LISTENER  # noqa: PLC0415
    from dagster_project.defs.resources import HomeResource  # noqa: PLC0415

    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    name = asset_name(source)
    wanted = next(a for a in CAPTURE_ASSETS if a.key.to_user_string() == name)
    listening = LISTENER.set(progress)
    try:
        with open_instance(home) as instance:
            end_dead_runs(home, instance)
            result = dg.materialize(
                [wanted],
                resources={"home": HomeResource(folder=str(home.root))},
                instance=instance,
                run_config={
                    "ops": {name: {"config": dict(config)}},
                    "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                },
                tags={"dagster/asset_partition_range_start": days[0], "dagster/asset_partition_range_end": days[1]},
                raise_on_error=False,
            )
    finally:
        LISTENER.reset(listening)
    for event in result.all_events:
        if event.event_type_value == "ASSET_MATERIALIZATION":
            metadata = event.materialization.metadata
            said: dict[str, Any] = {key: value.value for key, value in metadata.items()}
            return CaptureOutcome(
                True,
                said["visits"],
                said["requests"],
                said["bytes"],
                said["articles_discovered"],
                tuple(said["notes"]),
            )
    errors = [reason_of(e.step_failure_data.error) for e in result.all_events if e.is_step_failure]
    return CaptureOutcome(False, {}, error=errors[0] if errors else "the run failed; see it in `palimpsest ui`")
