"""Sensors that tell of failed runs and of checks that warn. Each run is told of once: Dagster keeps their cursor."""

from datetime import UTC, datetime
from typing import Any, Final

import dagster as dg

from dagster_project.settings import load_settings


def _failed_checks(instance: dg.DagsterInstance, run_id: str) -> tuple[str, ...]:
    records = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION).records
    found = []
    for record in records:
        event = record.event_log_entry.dagster_event
        if event is not None and not event.asset_check_evaluation_data.passed:
            check = event.asset_check_evaluation_data
            found.append(f"{check.asset_key.to_user_string()}: {check.check_name}: {check.description}")
    return tuple(sorted(found))


def _tell(context: dg.RunStatusSensorContext, level: str, reason: str, checks: tuple[str, ...]) -> None:
    from dagster_project.pipeline.alerts import Alert, notifiers, tell_all  # noqa: PLC0415

    settings = load_settings()
    webhook = settings.alert_webhook.get_secret_value() if settings.alert_webhook else None
    run = context.dagster_run
    alert = Alert(datetime.now(UTC).isoformat(timespec="seconds"), level, run.job_name, run.run_id, reason, checks)
    context.log.warning(f"{level}: {run.job_name} {run.run_id}: {reason}")
    for failure in tell_all(alert, notifiers(settings.place, webhook)):
        context.log.error(failure)


def _first_reason(context: dg.RunFailureSensorContext) -> str:
    from dagster_project.defs.build import reason_of  # noqa: PLC0415

    for event in context.get_step_failure_events():
        if event.step_failure_data.error is not None:
            return reason_of(event.step_failure_data.error)
    return " ".join((context.failure_event.message or "the run failed").split())


@dg.run_failure_sensor(
    monitor_all_code_locations=False,
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30,
    description="Tells of each failed run, with the failed checks: in alerts.jsonl of the home, and by webhook where set.",
)
def run_failed(context: dg.RunFailureSensorContext) -> None:
    """A run failed."""
    checks = _failed_checks(context.instance, context.dagster_run.run_id)
    reason = "the audit stopped it; the last version stays" if checks else _first_reason(context)
    _tell(context, "error", reason, checks)


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30,
    description="Tells of checks that warn in a run that succeeded.",
)
def checks_warn(context: dg.RunStatusSensorContext) -> None:
    """A run succeeded, but some of its checks want a look."""
    if checks := _failed_checks(context.instance, context.dagster_run.run_id):
        _tell(context, "warning", f"{len(checks)} checks want a look", checks)


ALERT_SENSORS: Final[list[Any]] = [run_failed, checks_warn]
