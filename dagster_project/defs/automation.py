"""What is launched by itself: schedules that ask live sites, a watched folder, a build after each capture.

All of it is off until the setting `schedules` (or `palimpsest ui --schedules`) says otherwise, or until it is switched on in
the UI.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, Final

import dagster as dg

from dagster_project.core.errors import PalimpsestError
from dagster_project.defs.capture import CAPTURE_JOBS, LIVE, SOURCES, asset_name, capture_live_job
from dagster_project.defs.jobs import build
from dagster_project.defs.maintenance import WRITES
from dagster_project.settings import Settings

PYONGYANG: Final = "Asia/Pyongyang"
SETTLED_SECONDS: Final = 10.0
"""A file of the inbox is taken when it has not changed for so long."""
INBOX_TAG: Final = "palimpsest/inbox"
INBOX_SUFFIXES: Final = (".warc", ".warc.gz", ".html", ".htm", ".zip")


def _request(context: dg.ScheduleEvaluationContext, *, read_lists: bool) -> dg.RunRequest:
    when = context.scheduled_execution_time.astimezone(UTC)
    config = {asset_name(s.source): {"config": {"read_lists": read_lists}} for s in LIVE}
    return dg.RunRequest(
        run_key=f"{when:%Y-%m-%dT%H:%M}/{read_lists}",
        run_config={"ops": config},
        partition_key=f"{when:%Y-%m-%d}",
    )


def _chain_condition() -> dg.AutomationCondition[dg.AssetKey]:
    """Something new was captured, and nothing is in progress: no capture, and none of what is made from it.

    Each asset of the chain asks the same, so that all of it is one run, with its audit; a failed audit starts nothing.
    """
    crawls = [asset_name(source.source) for source in SOURCES.values()]
    new = [dg.AutomationCondition.asset_matches(c, dg.AutomationCondition.newly_updated()) for c in crawls]
    busy = [
        dg.AutomationCondition.asset_matches(name, dg.AutomationCondition.in_progress())
        for name in (*crawls, "archive", "versions", "report")
    ]
    return (reduce(or_, new).since(dg.AutomationCondition.newly_requested()) & ~reduce(or_, busy)).with_label(
        "new captures, and nothing in progress"
    )


def with_automation(assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetsDefinition]:
    """ASSETS, those of the chain made by themselves once the sensor `downstream_of_capture` is on."""
    condition = _chain_condition()

    def by_itself(spec: dg.AssetSpec) -> dg.AssetSpec:
        asked_for = spec.key.to_user_string() == "release"
        return spec if asked_for else spec.replace_attributes(automation_condition=condition)

    return [asset.map_asset_specs(by_itself) for asset in assets]


def schedules(settings: Settings) -> list[dg.ScheduleDefinition]:
    """The schedules. Raises PalimpsestError that names the setting whose cron expression Dagster refuses."""
    status = dg.DefaultScheduleStatus.RUNNING if settings.schedules else dg.DefaultScheduleStatus.STOPPED

    def made(name: str, key: str, description: str, *, read_lists: bool) -> dg.ScheduleDefinition:
        try:
            return dg.ScheduleDefinition(
                name=name,
                job=capture_live_job,
                cron_schedule=getattr(settings, key),
                execution_timezone=PYONGYANG,
                default_status=status,
                description=description,
                execution_fn=lambda context: _request(context, read_lists=read_lists),
            )
        except dg.DagsterInvalidDefinitionError:
            raise PalimpsestError(f"{key} = {getattr(settings, key)!r}: is no cron expression") from None

    return [
        made(
            "live_by_day",
            "live_cron",
            "Lists and new articles of the live sites; `live_cron` says when.",
            read_lists=True,
        ),
        made(
            "recapture_by_night", "recapture_cron", "Captured articles that are due again, at night.", read_lists=False
        ),
    ]


def inbox_requests(folder: Path, now: datetime) -> Iterator[dg.RunRequest]:
    """A request to build each settled file of FOLDER; the key makes Dagster run each once, and again where it changes."""
    found = sorted(folder.rglob("*")) if folder.is_dir() else []
    for path in found:
        if not (path.is_file() and path.name.lower().endswith(INBOX_SUFFIXES)):
            continue
        state = path.stat()
        changed = datetime.fromtimestamp(state.st_mtime, UTC)
        if now - changed < timedelta(seconds=SETTLED_SECONDS) or state.st_size == 0:
            continue
        yield dg.RunRequest(
            run_key=f"{path}|{state.st_size}|{state.st_mtime_ns}",
            run_config={"ops": {"archive": {"config": {"inputs": [str(path)]}}}},
            tags={INBOX_TAG: path.name[:60]},
        )


def waiting_build(instance: dg.DagsterInstance) -> str | None:
    """The id of a build that waits in the queue and takes all that is stored when it begins; None without one."""
    queued = instance.get_runs(dg.RunsFilter(job_name=build.name, statuses=[dg.DagsterRunStatus.QUEUED]))
    return next((run.run_id for run in queued if INBOX_TAG not in run.tags), None)


def sensors(settings: Settings) -> list[dg.SensorDefinition]:
    """The sensors that launch builds."""
    status = dg.DefaultSensorStatus.RUNNING if settings.schedules else dg.DefaultSensorStatus.STOPPED
    folder = settings.inbox_folder

    @dg.sensor(
        job=build,
        minimum_interval_seconds=60,
        default_status=status,
        description="Builds each new file of the inbox folder once; the setting `inbox` says where it lies.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:  # noqa: ARG001
        requests = list(inbox_requests(folder, datetime.now(UTC)))
        if not requests:
            yield dg.SkipReason(f"{folder}: no settled archive or page in it")
        yield from requests

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=CAPTURE_JOBS,
        request_job=build,
        default_status=dg.DefaultSensorStatus.STOPPED if settings.automation else status,
        description="Builds what a capture run has stored.",
    )
    def build_after_capture(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        if waiting := waiting_build(context.instance):
            return dg.SkipReason(f"the build {waiting} has yet to begin and takes these captures too")
        return dg.RunRequest(run_key=f"after/{context.dagster_run.run_id}")

    downstream = dg.AutomationConditionSensorDefinition(
        "downstream_of_capture",
        target=dg.AssetSelection.all(),
        run_tags=WRITES,
        default_status=dg.DefaultSensorStatus.RUNNING if settings.automation else dg.DefaultSensorStatus.STOPPED,
        description="Declarative automation: makes a version when something new was captured and nothing is in progress, "
        "and the derived tables after it. In place of build_after_capture.",
    )
    made: list[Any] = [inbox, build_after_capture, downstream]
    return made
