"""Capture from the network in Dagster: an asset a source, a partition a day, schedules, a watched folder.

All of it is off until PALIMPSEST_SCHEDULES=on (or `palimpsest ui --schedules`), or until it is switched on in the UI.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import dagster as dg
from pydantic import Field

from dagster_project import __version__
from dagster_project.core.errors import PalimpsestError
from dagster_project.core.sources import Source
from dagster_project.defs.jobs import build
from dagster_project.defs.progress import LISTENER
from dagster_project.defs.resources import HomeResource
from dagster_project.store.home import REFERENCE, Home
from dagster_project.store.sources import load_sources

GROUP: Final = "sources"
PYONGYANG: Final = "Asia/Pyongyang"
DAYS: Final = dg.DailyPartitionsDefinition(start_date="1996-12-01", timezone="UTC", end_offset=1)
"""One day a partition, from the month in which the oldest of the sites began; today's is there from its first hour on."""
RETRY: Final = dg.RetryPolicy(max_retries=3, delay=120, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.FULL)
FRESH: Final = dg.FreshnessPolicy.time_window(warn_window=timedelta(days=1), fail_window=timedelta(days=3))
"""A live site that nobody has asked for a day is worth a look, for three days an alarm: pages may be lost by then."""
TAGS: Final = {"scope": "capture", "public": "no"}
SETTLED_SECONDS: Final = 10.0
"""A file of the inbox is taken when it has not changed for so long."""
INBOX_SUFFIXES: Final = (".warc", ".warc.gz", ".html", ".htm", ".zip")


def switched_on() -> bool:
    """Whether schedules and sensors start switched on."""
    return os.environ.get("PALIMPSEST_SCHEDULES", "").lower() in {"on", "1", "true", "yes"}


class LiveCrawl(dg.Config):
    """How to crawl a live site. Empty values come from the environment; `since` reads list pages back to that day."""

    contact: str = ""
    via: str = ""
    since: str = ""
    limit: int = Field(default=0, description="At most so many pages; 0 means what is due.")
    read_lists: bool = True


class ArchiveCrawlConfig(dg.Config):
    """What to have from a web archive: addresses that begin with `prefix`, of the partitions' days."""

    prefix: str = Field(default="kcna.kp/en/article/", description="With what the addresses begin.")
    contact: str = ""
    via: str = ""
    limit: int = 0


def asset_name(source: str) -> str:
    """The name of a source's asset."""
    return "crawl_" + "".join(c if c.isalnum() else "_" for c in source)


def _pool(source: Source) -> str:
    return "host_" + "".join(c if c.isalnum() else "_" for c in source.hosts[0])


def _told(context: dg.AssetExecutionContext, report: Any, home: Home) -> dg.MaterializeResult[Any]:
    for note in report.notes:
        context.log.warning(note)
    return dg.MaterializeResult(
        metadata={
            "visits": report.visits,
            "requests": report.requests,
            "bytes": report.bytes,
            "articles_discovered": report.discovered,
            "notes": report.notes,
            "folder": dg.MetadataValue.path(home.captures),
        }
    )


@contextmanager
def _final_errors() -> Iterator[None]:
    """What the user has to change is not tried again."""
    try:
        yield
    except PalimpsestError as error:
        raise dg.Failure(str(error), allow_retries=False) from error


def _live_asset(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        name=asset_name(source.source),
        group_name=GROUP,
        kinds={"warc"},
        owners=["team:palimpsest"],
        code_version=__version__,
        tags=TAGS,
        freshness_policy=FRESH,
        partitions_def=DAYS,
        pool=_pool(source),
        retry_policy=RETRY,
        description=f"What {source.source} served on a day: its lists, new articles, and older ones asked for again.",
    )
    def crawl(context: dg.AssetExecutionContext, config: LiveCrawl, home: HomeResource) -> dg.MaterializeResult[Any]:
        from dagster_project.pipeline.crawl import capture_live  # noqa: PLC0415
        from dagster_project.pipeline.settings import crawl_options, paced  # noqa: PLC0415

        place = home.run(context.run_id).home
        with _final_errors():
            options = crawl_options(
                config.contact,
                config.via,
                since=date.fromisoformat(config.since) if config.since else None,
                limit=config.limit or None,
                read_lists=config.read_lists,
            )
            report = capture_live(place, paced(source, options), options, LISTENER.get(), context.log.warning)
        return _told(context, report, place)

    return crawl


def _archive_asset(source: Source) -> dg.AssetsDefinition:
    @dg.asset(
        name=asset_name(source.source),
        group_name=GROUP,
        kinds={"warc"},
        owners=["team:palimpsest"],
        code_version=__version__,
        tags=TAGS,
        partitions_def=DAYS,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=_pool(source),
        retry_policy=RETRY,
        description="Captures of some days that a web archive holds; a backfill over many days is one run.",
    )
    def crawl(
        context: dg.AssetExecutionContext, config: ArchiveCrawlConfig, home: HomeResource
    ) -> dg.MaterializeResult[Any]:
        from dagster_project.pipeline.archive_crawl import capture_archive  # noqa: PLC0415
        from dagster_project.pipeline.settings import crawl_options, paced  # noqa: PLC0415
        from dagster_project.sources.wayback import Span, timestamp  # noqa: PLC0415

        place, days = home.run(context.run_id).home, context.partition_key_range
        span = Span(config.prefix, timestamp(days.start), timestamp(days.end, end=True))
        with _final_errors():
            options = crawl_options(config.contact, config.via, limit=config.limit or None)
            report = capture_archive(place, paced(source, options), span, options, LISTENER.get(), context.log.warning)
        return _told(context, report, place)

    return crawl


SOURCES: Final = load_sources(REFERENCE)
LIVE: Final = [s for s in SOURCES.values() if s.kind == "live"]
with warnings.catch_warnings():
    # Single-run backfills have been in beta for years; the warning would stand in front of every command.
    warnings.simplefilter("ignore", dg.BetaWarning)
    CAPTURE_ASSETS: Final = [(_live_asset if s.kind == "live" else _archive_asset)(s) for s in SOURCES.values()]

capture_live_job = dg.define_asset_job(
    "capture_live",
    selection=dg.AssetSelection.assets(*(asset_name(s.source) for s in LIVE)),
    partitions_def=DAYS,
    description="Ask the live sites for their lists, for new articles and for those that are due again.",
)
capture_archive_job = dg.define_asset_job(
    "capture_archive",
    selection=dg.AssetSelection.assets(*(asset_name(s.source) for s in SOURCES.values() if s.kind == "wayback")),
    partitions_def=DAYS,
    description="Fetch what a web archive holds of some days; launch it as a backfill over a range.",
)
CAPTURE_JOBS: Final = [capture_live_job, capture_archive_job]


def _status_schedule() -> dg.DefaultScheduleStatus:
    return dg.DefaultScheduleStatus.RUNNING if switched_on() else dg.DefaultScheduleStatus.STOPPED


def _status_sensor() -> dg.DefaultSensorStatus:
    return dg.DefaultSensorStatus.RUNNING if switched_on() else dg.DefaultSensorStatus.STOPPED


def _request(context: dg.ScheduleEvaluationContext, *, read_lists: bool) -> dg.RunRequest:
    when = context.scheduled_execution_time.astimezone(UTC)
    config = {asset_name(s.source): {"config": {"read_lists": read_lists}} for s in LIVE}
    return dg.RunRequest(
        run_key=f"{when:%Y-%m-%dT%H:%M}/{read_lists}",
        run_config={"ops": config},
        partition_key=f"{when:%Y-%m-%d}",
    )


@dg.schedule(
    job=capture_live_job,
    cron_schedule=os.environ.get("PALIMPSEST_LIVE_CRON") or "0 6-23/3 * * *",
    execution_timezone=PYONGYANG,
    default_status=_status_schedule(),
    description="Lists and new articles, every three hours of the day in Pyongyang; PALIMPSEST_LIVE_CRON says otherwise.",
)
def live_by_day(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Ask the live sites while their editors work."""
    return _request(context, read_lists=True)


@dg.schedule(
    job=capture_live_job,
    cron_schedule="30 2 * * *",
    execution_timezone=PYONGYANG,
    default_status=_status_schedule(),
    description="Captured articles that are due again, at night.",
)
def recapture_by_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Ask again for what is due, without reading the lists."""
    return _request(context, read_lists=False)


def inbox_folder() -> Path:
    """The watched folder: PALIMPSEST_INBOX, else `inbox` in the home."""
    return Path(os.environ.get("PALIMPSEST_INBOX") or Home.at().root / "inbox")


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
            tags={"palimpsest/inbox": path.name[:60]},
        )


@dg.sensor(
    job=build,
    minimum_interval_seconds=60,
    default_status=_status_sensor(),
    description="Builds each new file of the inbox folder once: PALIMPSEST_INBOX, else `inbox` in the home.",
)
def inbox(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:  # noqa: ARG001
    """Watch the inbox."""
    folder = inbox_folder()
    requests = list(inbox_requests(folder, datetime.now(UTC)))
    if not requests:
        yield dg.SkipReason(f"{folder}: no settled archive or page in it")
    yield from requests


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=CAPTURE_JOBS,
    request_job=build,
    default_status=_status_sensor(),
    description="Builds what a capture run has stored.",
)
def build_after_capture(context: dg.RunStatusSensorContext) -> dg.RunRequest:
    """After each run that captured, a run that builds."""
    return dg.RunRequest(run_key=f"after/{context.dagster_run.run_id}")


CAPTURE_SCHEDULES: Final = [live_by_day, recapture_by_night]
CAPTURE_SENSORS: Final = [inbox, build_after_capture]
